import type { Summary } from "../live/JobCache";
import type { Store } from "../ui/store";
import { texts } from "../texts";

const writtenEveryMs = 1_000;
const endShownForMs = 10_000;

let flash: { words: string; until: number } | null = null;
let page: string = texts.downloads;
let write: () => void = () => undefined;

/** What the current page is called; shown while nothing runs. */
export function setPageTitle(title: string): void {
  page = title;
  write();
}

/** Tells of an end for a while. */
export function flashTitle(words: string): void {
  flash = { words: `✓ ${words}`, until: Date.now() + endShownForMs };
  write();
}

/** Keeps the tab's title: the progress while something runs, ends as they come. Written once a second at most. */
export function keepTitle(summary: Store<Summary>): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const now = () => {
    timer = null;
    const { running, percent } = summary.get();
    if (flash && flash.until <= Date.now()) flash = null;
    const front = flash?.words ?? (running > 0 ? `${percent} % · ${running} running` : page);
    document.title = `${front} · ${texts.app}`;
    if (flash) timer = setTimeout(now, Math.max(writtenEveryMs, flash.until - Date.now()));
  };
  write = () => {
    if (timer !== null && flash === null) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(now, writtenEveryMs);
  };
  summary.subscribe(write);
  now();
}
