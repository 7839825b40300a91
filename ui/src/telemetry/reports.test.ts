import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Report } from "./reports";

const sentry = { dsn: "https://public@sentry.example/1", environment: "test" };

/** The module as a page has it that was just loaded, and what reaches Sentry of it. */
async function load({ dsn = true, fails = (): boolean => false } = {}) {
  vi.resetModules();
  const meta = document.createElement("meta");
  Object.assign(meta, { name: "downstream-config", content: JSON.stringify({ sentry: dsn ? sentry : null }) });
  document.head.replaceChildren(meta);
  const fetched = vi.fn();
  const taken: Report[] = [];
  vi.doMock("./sentry", () => {
    fetched();
    if (fails()) throw new Error("blocked");
    const sendFeedback = () => Promise.resolve(true);
    return { createReporter: () => ({ take: (report: Report) => taken.push(report), sendFeedback }) };
  });
  return { ...(await import("./reports")), fetched, taken };
}

const error = (time: number): Report => ({
  ...{ kind: "error", time, error: new Error("broken"), about: {}, method: null, componentStack: null },
  ...{ handled: true, taken: vi.fn() },
});
const feedback = { message: "I pressed Cancel", email: null, about: {}, sentryEventId: null };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  document.head.replaceChildren();
  vi.doUnmock("./sentry");
  vi.useRealTimers();
});

describe("reports", () => {
  it("are not kept without a DSN, and what would send them is not even fetched", async () => {
    const { report, businessError, breadcrumb, loadReporter, sendFeedback, fetched, isReported } = await load({
      dsn: false,
    });
    report(error(1));
    businessError("job_failed", { jobId: "job-1" });
    breadcrumb("cancel");
    expect(isReported()).toBe(false);
    expect(await loadReporter()).toBeNull();
    expect(await sendFeedback(feedback)).toBe(false);
    expect(fetched).not.toHaveBeenCalled();
  });

  it("wait for what takes them: the first twenty errors with the last twenty steps, in the order that they happened in", async () => {
    const { report, breadcrumb, loadReporter, taken } = await load();
    for (let n = 0; n < 30; n++) {
      vi.setSystemTime(1_000 + 2 * n);
      breadcrumb(`step ${n}`);
      report(error(1_001 + 2 * n));
    }
    expect(taken).toEqual([]);
    await loadReporter();
    expect(taken.filter(({ kind }) => kind === "error").map(({ time }) => time)).toEqual(
      Array.from({ length: 20 }, (_, n) => 1_001 + 2 * n),
    );
    expect(taken.flatMap((report) => (report.kind === "breadcrumb" ? [report.message] : []))).toEqual(
      Array.from({ length: 20 }, (_, n) => `step ${n + 10}`),
    );
    expect(taken.map(({ time }) => time)).toEqual(taken.map(({ time }) => time).sort((one, other) => one - other));
    report(error(5_000));
    expect(taken.at(-1)?.time).toBe(5_000);
  });

  it("tell what the business calls an error once per job, and once per press where there is no job", async () => {
    const { businessError, loadReporter, taken } = await load();
    await loadReporter();
    for (const jobId of ["job-1", "job-1", "job-2"]) businessError("job_failed", { jobId });
    for (const traceId of ["a", "a", "b"]) businessError("too_many_active_jobs", { traceId });
    expect(taken.map(({ about }) => [about.jobId ?? about.traceId, about.code])).toEqual([
      ["job-1", "job_failed"],
      ["job-2", "job_failed"],
      ["a", "too_many_active_jobs"],
      ["b", "too_many_active_jobs"],
    ]);
  });

  it("wait on where what sends them cannot be fetched, until it can", async () => {
    let blocked = true;
    const { report, loadReporter, sendFeedback, taken } = await load({ fails: () => blocked });
    report(error(1));
    expect(await loadReporter()).toBeNull();
    expect(await sendFeedback(feedback)).toBe(false);
    expect(taken).toEqual([]);
    blocked = false;
    expect(await sendFeedback(feedback)).toBe(true);
    expect(taken).toHaveLength(1);
  });
});
