import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/problems";
import { createPolling } from "./polling";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** How often it asks within a minute. */
async function asked(poll: () => Promise<unknown>, visible = true): Promise<number> {
  const polls = vi.fn(poll);
  const polling = createPolling({
    poll: polls,
    onAnswered: () => undefined,
    visible: () => visible,
    leads: () => true,
  });
  polling.start();
  await vi.advanceTimersByTimeAsync(59_999);
  polling.stop();
  return polls.mock.calls.length;
}

describe("asking by turns", () => {
  it("goes every five seconds, and every fifteen where nobody looks", async () => {
    expect(await asked(() => Promise.resolve())).toBe(12);
    expect(await asked(() => Promise.resolve(), false)).toBe(4);
  });

  it("waits for as long as the service asks, a minute at most", async () => {
    const refused = (retryAfterMs: number) => () =>
      Promise.reject(
        new ApiError({ status: 429, code: "rate_limited", detail: "", method: "GET", template: "/", retryAfterMs }),
      );
    expect(await asked(refused(30_000))).toBe(2);
    expect(await asked(refused(3_600_000))).toBe(1);
  });
});
