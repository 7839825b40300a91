import { useRef, useState } from "react";
import { useLocation } from "wouter";
import { useLive } from "../live/LiveContext";
import { useShortcuts } from "../shell/keyboard";
import { isRunning } from "../live/applyEvent";
import { cancel, copyLinks, download, retry } from "./actions";
import { hasResult, shownAs } from "./jobView";
import { serverNow } from "../api/clock";

interface ListKeysOptions {
  ids: readonly string[];
  onSelect: (id: string, range: boolean) => void;
  reveal: (index: number) => void;
  /** Clears something; false when there was nothing to clear. */
  onEscape: () => boolean;
  focusStart: () => void;
  focusSearch: () => void;
}

function inRow(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest("[data-row]") !== null);
}

/** The keys of the list. The row they act on is the one they went to, or the one that has the focus. */
export function useListKeys({ ids, onSelect, reveal, onEscape, focusStart, focusSearch }: ListKeysOptions) {
  const live = useLive();
  const [, navigate] = useLocation();
  const [current, setCurrent] = useState<string | null>(null);

  // Where the keys went and the focus, which needs a frame, did not follow yet.
  const ahead = useRef<string | null>(null);

  const focused = () =>
    ahead.current ?? document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? current;
  const job = () => {
    const id = focused();
    return id === null ? undefined : live.jobs.job(id);
  };

  function move(step: number): boolean {
    if (ids.length === 0) return false;
    const at = ids.indexOf(focused() ?? "");
    const next = at < 0 ? (step > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + step));
    const id = ids[next];
    if (id === undefined) return false;
    setCurrent(id);
    reveal(next);
    // The row may have to be drawn first.
    ahead.current = id;
    requestAnimationFrame(() => {
      if (ahead.current !== id) return;
      ahead.current = null;
      document.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true });
    });
    return true;
  }

  function withJob(run: (job: NonNullable<ReturnType<typeof live.jobs.job>>) => void): boolean {
    const found = job();
    if (found) run(found);
    return found !== undefined;
  }

  function select(range: boolean): boolean {
    const id = focused();
    if (id !== null) onSelect(id, range);
    return id !== null;
  }

  useShortcuts({
    n: () => {
      focusStart();
      return true;
    },
    "/": () => {
      focusSearch();
      return true;
    },
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: (event) => inRow(event.target) && move(1),
    ArrowUp: (event) => inRow(event.target) && move(-1),
    Enter: (event) => {
      const row = event.target instanceof HTMLElement ? event.target.dataset["row"] : undefined;
      if (row !== undefined) navigate(`/jobs/${row}`);
      return row !== undefined;
    },
    x: () => select(false),
    X: () => select(true),
    d: () => withJob((found) => hasResult(found, shownAs(found, serverNow())) && download(found)),
    c: () => withJob((found) => void cancel(live, found)),
    r: () => withJob((found) => found.failedFiles > 0 && !isRunning(found.status) && void retry(live, found)),
    u: () => withJob((found) => void copyLinks([found])),
    Escape: () => onEscape(),
  });
  return current;
}
