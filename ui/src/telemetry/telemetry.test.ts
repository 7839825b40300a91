import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cancelJob, initiate, listJobs, readJob } from "../api/client";
import { noJobs, serve, someJob } from "../testing/render";
import { giveSpansTo, type FinishedSpan } from "./spans";
import { action, navigated } from "./telemetry";

const ids = { trace: "0af7651916cd43dd8448eb211c80319c", span: "b7ad6b7169203331" };
const jobTrace = `00-${ids.trace}-${ids.span}-01`;
const { jobId } = someJob;
const cancelling = `DELETE /v1/download/${jobId}`;

let spans: FinishedSpan[] = [];

beforeEach(() => {
  spans = [];
  giveSpansTo((span) => spans.push(span));
});
afterEach(() => giveSpansTo(null));

function named(name: string): FinishedSpan {
  const found = spans.find((span) => span.name === name);
  if (found === undefined) throw new Error(`No span ${name} among ${spans.map((span) => span.name).join()}`);
  return found;
}

describe("an action", () => {
  it("is one trace with its call below it, whose header names the call's span", async () => {
    const asked = serve({ "POST /v1/download/initiate": () => ({ status: 202, body: { jobId } }) });
    await action("start_job", async (span) => {
      span.set("downstream.file.count", 1);
      const accepted = await initiate([70000], "key-1", { under: span });
      span.set("downstream.job.id", accepted.jobId);
    });
    const [root, call] = [named("ui.start_job"), named("POST")];
    expect(root).toMatchObject({ parentSpanId: null, kind: "internal", failed: false });
    expect(root.attributes).toMatchObject({ "downstream.file.count": 1, "downstream.job.id": jobId });
    expect(call).toMatchObject({ traceId: root.traceId, parentSpanId: root.spanId, kind: "client" });
    expect(call.attributes).toEqual({
      "session.id": root.attributes["session.id"],
      "http.request.method": "POST",
      "url.template": "/v1/download/initiate",
      "http.response.status_code": 202,
    });
    expect(asked[0]?.headers.get("traceparent")).toBe(`00-${call.traceId}-${call.spanId}-01`);
    expect(root.startMs).toBeLessThanOrEqual(call.startMs);
    expect(root.endMs).toBeGreaterThanOrEqual(call.endMs);
  });

  it("of a job that runs is a trace of its own that links to the job's", async () => {
    serve({ [cancelling]: () => ({ status: 202, body: someJob }) });
    await action("cancel", (span) => cancelJob(jobId, { under: span }), { links: [jobTrace, null, "no id"] });
    expect(named("ui.cancel").traceId).not.toBe(ids.trace);
    expect(named("ui.cancel").links).toEqual([{ traceId: ids.trace, spanId: ids.span }]);
    expect(named("DELETE").traceId).toBe(named("ui.cancel").traceId);
  });

  it("goes on in the trace that it is told, below the last event's span where that is known", async () => {
    await action("download", () => Promise.resolve(), { continues: jobTrace });
    await action("download", () => Promise.resolve(), { continues: ids.trace });
    expect(spans).toMatchObject([
      { traceId: ids.trace, parentSpanId: ids.span },
      { traceId: ids.trace, parentSpanId: null },
    ]);
  });

  it("in a trace that is not recorded is not recorded either", async () => {
    await action("download", () => Promise.resolve(), { continues: jobTrace.replace(/01$/, "00") });
    expect(spans).toEqual([]);
  });

  it("that is refused, or that nobody answers, says by which code", async () => {
    serve({ [cancelling]: () => ({ status: 429, body: { code: "rate_limited", detail: "Too many." } }) });
    const cancel = () => action("cancel", (span) => cancelJob(jobId, { under: span }));
    await expect(cancel()).rejects.toMatchObject({ code: "rate_limited" });
    expect(named("ui.cancel")).toMatchObject({ failed: true, attributes: { "error.type": "rate_limited" } });
    expect(named("DELETE").attributes).toMatchObject({
      "http.response.status_code": 429,
      "error.type": "rate_limited",
    });
    spans = [];
    serve({ [cancelling]: () => "network" });
    await expect(cancel()).rejects.toMatchObject({ code: "network" });
    expect(named("DELETE").attributes).toMatchObject({ "error.type": "network" });
    expect(named("DELETE").attributes).not.toHaveProperty("http.response.status_code");
  });
});

describe("a page", () => {
  it("that was gone to has the reads that it makes in its trace, without what they search for", async () => {
    const frames = vi.spyOn(window, "requestAnimationFrame").mockImplementation((paint) => {
      paint(0);
      return 0;
    });
    serve(noJobs);
    navigated("/jobs/:jobId");
    await listJobs({ status: "failed", cursor: "secret" });
    expect(frames).toHaveBeenCalledTimes(2);
    expect(named("ui.navigate").attributes["url.template"]).toBe("/jobs/:jobId");
    expect(named("GET")).toMatchObject({
      traceId: named("ui.navigate").traceId,
      parentSpanId: named("ui.navigate").spanId,
      attributes: { "url.template": "/v1/downloads" },
    });
    expect(JSON.stringify(spans)).not.toContain("secret");
  });

  it("leaves no spans of what it reads in the background", async () => {
    const asked = serve({ [`GET /v1/download/status/${jobId}`]: () => ({ body: someJob }) });
    await readJob(jobId, { background: true });
    expect(asked[0]?.headers.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(spans).toEqual([]);
  });
});

describe("spans that end before anything takes them", () => {
  it("wait for it, 256 at most", async () => {
    giveSpansTo(null);
    for (let n = 0; n < 300; n++) await action("copy_link", () => Promise.resolve());
    giveSpansTo((span) => spans.push(span));
    expect(spans).toHaveLength(256);
  });
});
