import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { awaitJob } from "../api/client";
import { ApiError } from "../api/problems";
import { someJob } from "../testing/render";
import { keepAsking } from "./keepAsking";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const minute = 60_000;

/** How often it asks within a minute when each question is answered so. */
async function asked(answer: typeof awaitJob): Promise<number> {
  const ask = vi.fn(answer);
  const controller = new AbortController();
  const done = keepAsking("job", controller.signal, () => undefined, ask);
  await vi.advanceTimersByTimeAsync(minute - 1);
  const times = ask.mock.calls.length;
  controller.abort();
  // The last question may be out still.
  await vi.advanceTimersByTimeAsync(minute);
  await done;
  return times;
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("asking for a job over and over", () => {
  it("leaves room in the limit of requests where a job moves at every moment", async () => {
    expect(await asked(() => Promise.resolve({ job: someJob, tag: '"1"' }))).toBe(30);
  });

  it("asks again at once when the service held an answer for as long as it could", async () => {
    expect(await asked(() => later(20_000).then(() => null))).toBe(3);
  });

  it("waits for as long as the service asks", async () => {
    const error = (retryAfterMs: number | null) =>
      new ApiError({ status: 429, code: "rate_limited", detail: "", method: "GET", template: "/", retryAfterMs });
    expect(await asked(() => Promise.reject(error(30_000)))).toBe(2);
    expect(await asked(() => Promise.reject(error(null)))).toBe(12);
  });

  it("ends within a wait when it is given up", async () => {
    const controller = new AbortController();
    const done = keepAsking(
      "job",
      controller.signal,
      () => undefined,
      () => Promise.reject(new Error("lost")),
    );
    await vi.advanceTimersByTimeAsync(1_000);
    controller.abort();
    await done;
  });
});
