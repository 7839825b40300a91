import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createExporter } from "./exporter";
import type { FinishedSpan } from "./spans";

const span: FinishedSpan = {
  ...{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", parentSpanId: "b7ad6b7169203330" },
  ...{ name: "DELETE", kind: "client", startMs: 1_795_701_845_123.25, endMs: 1_795_701_845_200.5, failed: true },
  attributes: { "http.response.status_code": 429, "error.type": "rate_limited", "web_vital.cls": 0.012 },
  links: [{ traceId: "1af7651916cd43dd8448eb211c80319c", spanId: "c7ad6b7169203331" }],
};

interface Sent {
  path: string;
  init: RequestInit;
  at: number;
}

interface Exported {
  resourceSpans: { scopeSpans: { spans: Record<string, unknown>[] }[] }[];
}

function spansOf({ init }: Sent): Record<string, unknown>[] {
  const body = JSON.parse(init.body as string) as Exported;
  return body.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans));
}

/** Answers one export after the other, the last answer for ever. */
function answer(...answers: (() => Response)[]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    sent.push({ path, init, at: Date.now() });
    const next = answers[Math.min(sent.length, answers.length) - 1];
    return next === undefined ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve(next());
  });
  return sent;
}

const ok = () => new Response("{}");
const busy = () => new Response(null, { status: 429, headers: { "Retry-After": "30" } });
const down = () => new Response(null, { status: 503 });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("spans", () => {
  it("leave together after two seconds, as OTLP in JSON, in a call that carries no trace", async () => {
    const sent = answer(ok);
    const take = createExporter("1.2.3");
    take(span);
    take({ ...span, spanId: "b7ad6b7169203332", parentSpanId: null, links: [], failed: false });
    expect(sent).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent).toHaveLength(1);
    const [first] = sent;
    if (first === undefined) throw new Error("Nothing was sent");
    expect(first.path).toBe("/v1/telemetry/traces");
    expect(first.init).toMatchObject({
      method: "POST",
      headers: { "Content-Type": "application/json" },
      keepalive: true,
    });
    expect(spansOf(first)[0]).toMatchObject({
      ...{ traceId: span.traceId, spanId: span.spanId, parentSpanId: span.parentSpanId, name: "DELETE", kind: 3 },
      ...{ startTimeUnixNano: "1795701845123250000", endTimeUnixNano: "1795701845200500000", status: { code: 2 } },
      attributes: [
        { key: "http.response.status_code", value: { intValue: 429 } },
        { key: "error.type", value: { stringValue: "rate_limited" } },
        { key: "web_vital.cls", value: { doubleValue: 0.012 } },
      ],
    });
    expect(spansOf(first)[0]?.["links"]).toMatchObject([span.links[0]]);
    expect(spansOf(first)[1]).not.toHaveProperty("parentSpanId");
  });

  it("leave at once when the page is hidden", async () => {
    const sent = answer(ok);
    createExporter("1.2.3")(span);
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(1);
  });

  it("wait as long as a busy service asks, and so do those after them", async () => {
    const sent = answer(busy, ok);
    const take = createExporter("1.2.3");
    take(span);
    await vi.advanceTimersByTimeAsync(2_000);
    take({ ...span, spanId: "b7ad6b7169203332" });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent.map((one) => spansOf(one)[0]?.["spanId"])).toEqual([span.spanId, span.spanId, "b7ad6b7169203332"]);
  });

  it.each([
    ["is down", down, 3],
    ["cannot be reached", undefined, 3],
    ["refuses them", () => new Response(null, { status: 400 }), 1],
  ])("are let go of where the service %s", async (_, reply, tries) => {
    const sent = answer(...(reply === undefined ? [] : [reply]));
    createExporter("1.2.3")(span);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(sent).toHaveLength(tries);
  });

  it("leave in parts where one would be more than the service takes", async () => {
    const sent = answer(ok);
    const take = createExporter("1.2.3");
    const long = "x".repeat(1_500);
    for (let n = 0; n < 64; n++) take({ ...span, attributes: { "error.type": long } });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.flatMap(spansOf)).toHaveLength(64);
    expect(Math.max(...sent.map(({ init }) => (init.body as string).length))).toBeLessThan(64 * 1_024);
  });
});
