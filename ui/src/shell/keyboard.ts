import { useEffect, useRef } from "react";
import { createStore } from "../ui/store";

const storageKey = "downstream.keys";

function stored(): boolean {
  try {
    return localStorage.getItem(storageKey) !== "off";
  } catch {
    return true;
  }
}

/** Whether single keys do anything; screen readers and speech have keys of their own. */
export const shortcutsOn = createStore(stored());

export function switchShortcuts(on: boolean): void {
  shortcutsOn.set(on);
  try {
    localStorage.setItem(storageKey, on ? "on" : "off");
  } catch {
    // It holds until the page is closed.
  }
}

/** What the keys do; the key as `KeyboardEvent.key` names it, "g d" for one after the other. True: it was for us. */
export type Shortcuts = Record<string, (event: KeyboardEvent) => boolean | undefined>;

const active: (() => Shortcuts)[] = [];
const pairLimitMs = 1_500;
let firstKey: { key: string; at: number } | null = null;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="menu"], [role="dialog"], [role="treegrid"]') !== null;
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
  const checkbox = event.target instanceof HTMLInputElement && event.target.type === "checkbox";
  if (event.key !== "Escape" && ((isTyping(event.target) && !checkbox) || !shortcutsOn.get())) return;
  const pair = firstKey && event.timeStamp - firstKey.at < pairLimitMs ? `${firstKey.key} ${event.key}` : null;
  firstKey = event.key === "g" ? { key: "g", at: event.timeStamp } : null;
  // Two keys in a row are meant so, whatever the second one does alone.
  for (const keys of pair === null ? [event.key] : [pair, event.key])
    for (const shortcuts of [...active].reverse())
      if (shortcuts()[keys]?.(event)) {
        event.preventDefault();
        return;
      }
}

/** Keys of a page, for as long as it is shown. Off while somebody types, but for Escape. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const mine = () => latest.current;
    if (active.length === 0) document.addEventListener("keydown", pressed);
    active.push(mine);
    return () => {
      active.splice(active.indexOf(mine), 1);
      if (active.length === 0) document.removeEventListener("keydown", pressed);
    };
  }, []);
}
