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
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = 0;

  function now() {
    written = Date.now();
    const { running, percent } = summary.get();
    if (flash && flash.until <= written) flash = null;
    const front = flash?.words ?? (running > 0 ? texts.titleRunning(percent, running) : page);
    document.title = `${front} · ${texts.app}`;
    clearTimeout(timer);
    timer = flash === null ? undefined : setTimeout(now, flash.until - written);
  }

  write = () => {
    clearTimeout(timer);
    const wait = written + writtenEveryMs - Date.now();
    if (wait <= 0) now();
    else timer = setTimeout(now, wait);
  };
  summary.subscribe(write);
  write();
}
