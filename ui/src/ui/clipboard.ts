import { createStore } from "./store";

/** A text that has to be copied by hand; null while there is none. */
export const byHand = createStore<string | null>(null);

/** Copies text; false where the browser does not let a page (plain HTTP, or a refusal). */
export async function copyText(text: string): Promise<boolean> {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return false;
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
