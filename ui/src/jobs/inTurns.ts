import { ApiError } from "../api/problems";

export interface Turn<T> {
  item: T;
  /** Null when it went well. */
  error: unknown;
}

const usualWaitMs = 5_000;
const mostWaits = 5;

/**
 * Runs a command for many, some at a time. The first 429 stops them all until the service's time is over; what was refused by it
 * is done again then.
 */
export async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  run: (item: T) => Promise<void>,
  sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
): Promise<Turn<T>[]> {
  const queue = [...items];
  const turns: Turn<T>[] = [];
  let pause: Promise<void> | null = null;
  let waits = 0;

  async function one(item: T): Promise<void> {
    for (;;) {
      if (pause) await pause;
      try {
        await run(item);
        turns.push({ item, error: null });
        return;
      } catch (error) {
        const limited = error instanceof ApiError && error.code === "rate_limited";
        if (!limited || (!pause && waits === mostWaits)) {
          turns.push({ item, error });
          return;
        }
        if (!pause) waits++;
        pause ??= sleep(error.retryAfterMs ?? usualWaitMs).then(() => {
          pause = null;
        });
      }
    }
  }

  async function worker(): Promise<void> {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await one(item);
  }

  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return turns;
}
