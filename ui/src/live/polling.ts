/** What is asked by turns while the stream does not come through. */
export interface PollingOptions {
  poll: (signal: AbortSignal) => Promise<unknown>;
  /** The service answers again after it did not. */
  onBack: () => void;
  visible: () => boolean;
  leads: () => boolean;
}

const visibleEveryMs = 5_000;
const hiddenEveryMs = 15_000;

/** Asks one at a time: the wait begins with the answer. A hidden tab asks only if it is the leading one. */
export function createPolling({ poll, onBack, visible, leads }: PollingOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;
  let lost = false;

  async function turn(mine: AbortController) {
    if (visible() || leads())
      try {
        await poll(mine.signal);
        if (lost && !mine.signal.aborted) onBack();
        lost = false;
      } catch {
        // The call itself tells the error log; here it only matters when the answers come again.
        lost = true;
      }
    if (mine.signal.aborted) return;
    timer = setTimeout(() => void turn(mine), visible() ? visibleEveryMs : hiddenEveryMs);
  }

  return {
    start() {
      if (running) return;
      running = new AbortController();
      lost = false;
      void turn(running);
    },
    stop() {
      running?.abort();
      running = null;
      clearTimeout(timer);
    },
  };
}
