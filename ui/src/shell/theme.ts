import { createStore } from "../ui/store";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

// ui/theme.js reads the same before the first paint.
const storageKey = "downstream.theme";

function stored(): Theme {
  const set = document.documentElement.dataset["theme"];
  return themes.find((theme) => theme === set) ?? "system";
}

export const theme = createStore<Theme>(stored());

export function nextTheme(): void {
  const next = themes[(themes.indexOf(theme.get()) + 1) % themes.length] ?? "system";
  theme.set(next);
  if (next === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
  try {
    if (next === "system") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, next);
  } catch {
    // It holds until the page is closed.
  }
}
