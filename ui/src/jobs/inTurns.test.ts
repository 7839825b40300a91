import { describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/problems";
import { inTurns } from "./inTurns";

const limited = (retryAfterMs: number | null = 2_000) =>
  new ApiError({ status: 429, code: "rate_limited", detail: "", method: "DELETE", template: "", retryAfterMs });
const items = Array.from({ length: 20 }, (_, index) => index);

describe("a command for many", () => {
  it("runs for all, so many at once and no more", async () => {
    let running = 0;
    let most = 0;
    const turns = await inTurns(items, 4, async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    });
    expect(most).toBe(4);
    expect(turns.map(({ item }) => item).sort((one, other) => one - other)).toEqual(items);
    expect(turns.every(({ error }) => error === null)).toBe(true);
  });

  it("goes on after one that fails, and says which", async () => {
    const turns = await inTurns(items, 4, (item) => (item === 7 ? Promise.reject(new Error("no")) : Promise.resolve()));
    expect(turns.filter(({ error }) => error !== null).map(({ item }) => item)).toEqual([7]);
    expect(turns).toHaveLength(items.length);
  });

  it("stops at the first 429 until its time is over, then does the rest, the refused one too", async () => {
    let open: () => void = () => undefined;
    const sleep = vi.fn(() => new Promise<void>((resolve) => (open = resolve)));
    const done: number[] = [];
    let refused = false;
    const all = inTurns(
      items,
      4,
      (item) => {
        if (item >= 4 && !refused) {
          refused = true;
          return Promise.reject(limited());
        }
        done.push(item);
        return Promise.resolve();
      },
      sleep,
    );
    await vi.waitFor(() => expect(sleep).toHaveBeenCalledExactlyOnceWith(2_000));
    const before = done.length;
    expect(before).toBeLessThan(items.length);
    open();
    await all;
    expect(done.sort((one, other) => one - other)).toEqual(items);
  });

  it("gives up on a service that never stops refusing", async () => {
    const turns = await inTurns(
      [1, 2],
      1,
      () => Promise.reject(limited(null)),
      () => Promise.resolve(),
    );
    expect(turns.every(({ error }) => error instanceof ApiError)).toBe(true);
  });
});
