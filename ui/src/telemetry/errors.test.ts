import { renderHook, act } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Report } from "./reports";

const now = Date.parse("2026-11-26T14:02:11.000Z");

/** The module as a page has it that was just loaded. */
async function load() {
  vi.resetModules();
  const { ApiError } = await import("../api/problems");
  const failure = (status: number, detail: string) =>
    new ApiError({
      status,
      code: status === 0 ? "network" : "internal_error",
      detail,
      method: "GET",
      template: "/v1/x",
    });
  const refusal = (code: string, status: number) =>
    new ApiError({ status, code, detail: "", method: "POST", template: "/v1/x", traceId: code });
  const reported: Report[] = [];
  const reports = await import("./reports");
  const { config } = await import("../config");
  config.sentry = { dsn: "https://public@sentry.example/1", environment: "test" };
  vi.doMock("./sentry", () => ({ createReporter: () => ({ take: (report: Report) => reported.push(report) }) }));
  await reports.loadReporter();
  return { ...(await import("./errors")), failure, refusal, reported };
}

describe("the errors of this browser", () => {
  beforeEach(() => sessionStorage.clear());

  it("are one with a count while they are the same within a minute", async () => {
    const { recordError, useBrowserErrors } = await load();
    recordError({ type: "TypeError", message: "x is undefined", traceId: "a" }, now);
    recordError({ type: "TypeError", message: "x is undefined", traceId: "b" }, now + 59_000);
    recordError({ type: "TypeError", message: "x is undefined" }, now + 200_000);
    const { result } = renderHook(useBrowserErrors);
    expect(result.current.map(({ count, traceId }) => [count, traceId])).toEqual([
      [1, null],
      [2, "b"],
    ]);
  });

  it("outlive a reload, at most fifty of them", async () => {
    const first = await load();
    for (let i = 0; i < 60; i++) first.recordError({ type: "Error", message: `number ${i}` }, now);
    const { useBrowserErrors } = await load();
    const { result } = renderHook(useBrowserErrors);
    expect(result.current).toHaveLength(50);
    expect(result.current[0]?.message).toBe("number 59");
  });

  it("hold no query of a URL", async () => {
    const { recordError } = await load();
    const { message } = recordError(
      {
        type: "Error",
        message: "GET https://s3.example/b/1.zip?X-Amz-Signature=abc failed, then /v1/objects/1?sig=abc too",
      },
      now,
    );
    expect(message).toBe("GET https://s3.example/b/1.zip failed, then /v1/objects/1 too");
  });

  it("are calls that nothing answered or the service failed, and not what it refused", async () => {
    const { recordFailure, useBrowserErrors, failure } = await load();
    for (const status of [0, 500, 503, 404, 409, 429]) recordFailure(failure(status, `status ${status}`));
    recordFailure(new DOMException("given up", "AbortError"));
    const { result } = renderHook(useBrowserErrors);
    expect(result.current.map((error) => error.message)).toEqual(["status 503", "status 500", "status 0"]);
    expect(result.current.at(-1)).toMatchObject({ type: "NetworkError", status: null, route: "/v1/x" });
  });

  it("are counted until they were looked at, also after a reload", async () => {
    const { recordError, errorsSeen, useUnseenErrors } = await load();
    recordError({ type: "Error", message: "one" }, now);
    recordError({ type: "Error", message: "two" }, now);
    const { result } = renderHook(useUnseenErrors);
    expect(result.current).toBe(2);
    act(errorsSeen);
    expect(result.current).toBe(0);
    act(() => void recordError({ type: "Error", message: "three" }, now));
    expect(result.current).toBe(1);
    const again = await load();
    expect(renderHook(again.useUnseenErrors).result.current).toBe(1);
  });

  it("are reported once, however often they are counted, and know their id once it was taken", async () => {
    const { recordFailure, useBrowserErrors, failure, reported } = await load();
    for (let n = 0; n < 3; n++) recordFailure(failure(0, "no answer"));
    recordFailure(failure(503, "down"));
    recordFailure(failure(404, "not there"));
    expect(reported.map((report) => [report.kind, report.about.code])).toEqual([
      ["error", "network"],
      ["error", "internal_error"],
    ]);
    const [first] = reported;
    act(() => {
      if (first?.kind === "error") first.taken("97bc0000000000000000000000000000");
    });
    recordFailure(failure(0, "no answer"));
    const { result } = renderHook(useBrowserErrors);
    expect(result.current.map(({ count, sentryEventId }) => [count, sentryEventId])).toEqual([
      [4, "97bc0000000000000000000000000000"],
      [1, null],
    ]);
  });

  it("that the business calls so are reported, and are none of the page's", async () => {
    const { recordFailure, useBrowserErrors, refusal, reported } = await load();
    recordFailure(refusal("too_many_active_jobs", 429));
    recordFailure(refusal("idempotency_conflict", 409));
    recordFailure(refusal("rate_limited", 429));
    expect(reported.map(({ kind, about }) => [kind, about.code])).toEqual([
      ["business", "too_many_active_jobs"],
      ["business", "idempotency_conflict"],
    ]);
    expect(renderHook(useBrowserErrors).result.current).toEqual([]);
  });

  it("that nobody caught are kept and reported, but for failed calls, which were kept as they failed", async () => {
    const { watchErrors, useBrowserErrors, failure, reported } = await load();
    watchErrors();
    const { result } = renderHook(useBrowserErrors);
    act(() => {
      window.dispatchEvent(new ErrorEvent("error", { error: new RangeError("too far") }));
      for (const reason of [failure(503, "down"), new SyntaxError("odd")])
        window.dispatchEvent(Object.assign(new Event("unhandledrejection"), { reason }));
    });
    expect(result.current.map(({ type }) => type)).toEqual(["SyntaxError", "RangeError"]);
    expect(reported).toMatchObject([
      { error: { message: "too far" }, handled: false, about: { traceId: result.current[1]?.traceId } },
      { error: { message: "odd" }, handled: false },
    ]);
  });

  it("are told to the boundary without secrets", async () => {
    const { captureCrash } = await load();
    const report = captureCrash(new Error("bad /v1/objects/1?sig=abc"), null);
    expect(report.message).toBe("bad /v1/objects/1");
    expect(report.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it("are what nobody caught, and not what the browser only remarks", async () => {
    const { watchErrors, useBrowserErrors } = await load();
    const { result } = renderHook(useBrowserErrors);
    watchErrors();
    act(() => {
      window.dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop completed" }));
      window.dispatchEvent(new ErrorEvent("error", { message: "x", error: new RangeError("too far") }));
    });
    expect(result.current.map((error) => error.type)).toEqual(["RangeError"]);
  });

  it("are no calls that broke off because the page was left", async () => {
    vi.useFakeTimers();
    const { recordCall, useBrowserErrors, failure } = await load();
    const { result } = renderHook(useBrowserErrors);
    act(() => {
      recordCall(failure(0, "the page is left"));
      window.dispatchEvent(new Event("pagehide"));
      vi.advanceTimersByTime(60_000);
      recordCall(failure(0, "the network is gone"));
      recordCall(failure(503, "down"));
      vi.advanceTimersByTime(1_000);
    });
    vi.useRealTimers();
    expect(result.current.map((error) => error.message)).toEqual(["the network is gone", "down"]);
  });
});
