import { useSyncExternalStore } from "react";
import { serverNow } from "../api/clock";

const never = () => () => undefined;

/** The service's time, renewed in steps; a page that shows ages or estimates follows it. 0 ms: stands still. */
export function useNow(stepMs: number): number {
  return useSyncExternalStore(stepMs === 0 ? never : tickers(stepMs), () =>
    stepMs === 0 ? 0 : Math.floor(serverNow() / stepMs) * stepMs,
  );
}

const known = new Map<number, (listener: () => void) => () => void>();

/** One timer a step, however many follow it. */
function tickers(stepMs: number) {
  const found = known.get(stepMs);
  if (found) return found;
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    timer ??= setInterval(
      () => {
        for (const each of [...listeners]) each();
      },
      Math.min(stepMs, 1_000),
    );
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  };
  known.set(stepMs, subscribe);
  return subscribe;
}
