import { describe, expect, it } from "vitest";
import { figuresOf } from "./callFigures";
import { calls, capacity, followCall, type FinishedCall } from "./calls";

const now = Date.parse("2026-11-26T14:02:10.000Z");

function call(ageSeconds: number, ms: number, changes: Partial<FinishedCall> = {}): FinishedCall {
  const time = now - ageSeconds * 1_000;
  return {
    time,
    method: "GET",
    route: "/v1/downloads",
    ms,
    failed: false,
    clientError: false,
    traceId: "a",
    ...changes,
  };
}

describe("figures of this page's calls", () => {
  it("are those of the window alone", () => {
    const { requests, routes } = figuresOf([call(400, 9), call(100, 10), call(50, 30, { failed: true })], 300, now);
    expect(requests.successRate).toBe(0.5);
    expect(requests.latencyMs).toEqual({ p50: 10, p95: 30, p99: 30 });
    expect(routes).toMatchObject([{ count: 2, failed: 1 }]);
  });

  it("have a gap where nothing was called", () => {
    const { series } = figuresOf([call(25, 10), call(5, 20)], 300, now);
    expect(series.p95).toHaveLength(30);
    expect(series.p95.slice(-3)).toEqual([10, null, 20]);
    expect(figuresOf([], 300, now).requests.successRate).toBeNull();
  });

  it("name the trace of each route's last call, the busiest route first", () => {
    const other = { method: "POST", route: "/v1/download/initiate" };
    const { routes } = figuresOf(
      [call(9, 1, other), call(8, 1, { traceId: "b" }), call(7, 1, { traceId: "c" })],
      300,
      now,
    );
    expect(routes.map(({ route, traceId }) => [route, traceId])).toEqual([
      ["/v1/downloads", "c"],
      ["/v1/download/initiate", "a"],
    ]);
  });

  it("come from the last five hundred calls", () => {
    for (let i = 0; i < capacity + 20; i++)
      followCall("GET", `/v1/${i}`, `00-${"0".repeat(32)}-${"0".repeat(16)}-00`)(i === 519 ? null : 200);
    expect(calls.get()).toHaveLength(capacity);
    expect(calls.get()[0]?.route).toBe("/v1/20");
    expect(calls.get().at(-1)?.failed).toBe(true);
  });
});
