import { announce } from "./Live";
import { createStore } from "./store";

export interface ToastAction {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "failed";
  action: ToastAction | null;
  /** Stays until it is closed. */
  stays: boolean;
}

/** Older ones make room. */
const most = 4;
const shownForMs = 10_000;

export const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

/** Shows a sentence for ten seconds, or until it is closed. The same sentence again replaces the earlier one. */
export function toast(text: string, options: Partial<Pick<Toast, "tone" | "action" | "stays">> = {}): void {
  const next: Toast = { id: ++lastId, text, tone: "plain", action: null, stays: false, ...options };
  announce(text, next.tone === "failed" ? "assertive" : "polite");
  toasts.set([...toasts.get().filter((other) => other.text !== text), next].slice(-most));
  if (!next.stays) setTimeout(() => dismissToast(next.id), shownForMs);
}

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((other) => other.id !== id));
}
