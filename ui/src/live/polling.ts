import { ApiError } from "../api/problems";

/** What is asked by turns while the stream does not come through. */
export interface PollingOptions {
  poll: (signal: AbortSignal) => Promise<unknown>;
  /** Whether the last answer came; told when it changes, and at first. */
  onAnswered: (answered: boolean) => void;
  visible: () => boolean;
  leads: () => boolean;
}

const visibleEveryMs = 5_000;
const hiddenEveryMs = 15_000;
const longestWaitMs = 60_000;

/** Asks one at a time: the wait begins with the answer. A hidden tab asks only if it is the leading one. */
export function createPolling({ poll, onAnswered, visible, leads }: PollingOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;
  let answered: boolean | null = null;

  function tell(now: boolean) {
    if (now !== answered) onAnswered(now);
    answered = now;
  }

  async function turn(mine: AbortController) {
    let wait = visible() ? visibleEveryMs : hiddenEveryMs;
    if (visible() || leads())
      try {
        await poll(mine.signal);
        if (!mine.signal.aborted) tell(true);
      } catch (error) {
        // The call itself tells the error log; here it only matters whether answers come, and when to ask again.
        if (error instanceof ApiError) wait = Math.max(wait, Math.min(longestWaitMs, error.retryAfterMs ?? 0));
        if (!mine.signal.aborted) tell(false);
      }
    if (mine.signal.aborted) return;
    timer = setTimeout(() => void turn(mine), wait);
  }

  return {
    start() {
      if (running) return;
      running = new AbortController();
      answered = null;
      void turn(running);
    },
    stop() {
      running?.abort();
      running = null;
      clearTimeout(timer);
    },
  };
}
