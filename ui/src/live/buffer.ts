import type { LiveEvent } from "./events";

export interface Buffer {
  add: (events: readonly LiveEvent[]) => void;
  /** Lets the events through that came before the page knew what it shows. */
  open: () => void;
  stop: () => void;
}

const hiddenFlushMs = 1_000;
/** What a tab with slow timers may pile up before it stops waiting for them. */
const most = 2_000;

/** Collects events and hands them on once a frame; once a second while the tab is hidden, where frames do not come. */
export function createBuffer(flush: (events: readonly LiveEvent[]) => void, visible: () => boolean): Buffer {
  let events: LiveEvent[] = [];
  let opened = false;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function run() {
    cancel();
    if (!opened || events.length === 0) return;
    const ready = events;
    events = [];
    flush(ready);
  }

  function cancel() {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    timer = undefined;
  }

  function schedule() {
    if (!opened || events.length === 0 || timer !== undefined) return;
    // A tab that is hidden after this loses its frame; the timer comes all the same.
    if (visible()) frame = requestAnimationFrame(run);
    timer = setTimeout(run, hiddenFlushMs);
  }

  return {
    add(more) {
      events.push(...more);
      if (opened && events.length >= most) run();
      else schedule();
    },
    open() {
      opened = true;
      schedule();
    },
    stop: cancel,
  };
}
