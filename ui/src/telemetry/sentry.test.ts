import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/problems";
import type { ErrorReport, Reporter } from "./reports";
import { createReporter } from "./sentry";

const ids = { trace: "0af7651916cd43dd8448eb211c80319c", request: "01a21856-0598-7b0c-b522-ddb56ecc6a20" };

interface Sent {
  type: string;
  header: Record<string, unknown>;
  payload: {
    event_id: string;
    level: string;
    message?: string;
    timestamp: number;
    transaction: string;
    fingerprint?: string[];
    tags: Record<string, string>;
    request: { url: string };
    contexts: { trace: { trace_id: string }; feedback?: Record<string, string> };
    exception: { values: { type: string; value: string; mechanism?: { handled: boolean } }[] };
    breadcrumbs: { message: string; level: string; data?: Record<string, unknown> }[];
  };
}

const answers: { now: () => Promise<Response> } = { now: () => Promise.resolve(new Response("{}")) };
let sent: Sent[] = [];
let reporter: Reporter;

// The SDK stays in the page for good, as it does in a browser.
beforeAll(() => {
  history.replaceState(null, "", "/jobs/job-1?q=secret#secret");
  globalThis.fetch = (_url, init = {}) => {
    const [envelope = "", ...lines] = (init.body as string).split("\n");
    for (let at = 0; at + 1 < lines.length; at += 2) {
      const { type } = JSON.parse(lines[at] ?? "") as { type: string };
      const header = JSON.parse(envelope) as Record<string, unknown>;
      sent.push({ type, header, payload: JSON.parse(lines[at + 1] ?? "") as Sent["payload"] });
    }
    return answers.now();
  };
  reporter = createReporter({ dsn: "https://public@sentry.example/1", environment: "test" }, "1.2.3");
});
beforeEach(() => {
  sent = [];
  answers.now = () => Promise.resolve(new Response("{}"));
});

const crash = (changes: Partial<ErrorReport> = {}): ErrorReport => ({
  ...{ kind: "error", time: 1_795_701_845_000, error: new TypeError("x of /v1/objects/1?sig=secret"), method: null },
  ...{ about: { traceId: ids.trace, route: "/jobs/:jobId" }, componentStack: null, handled: true, taken: vi.fn() },
  ...changes,
});

async function event(type = "event"): Promise<Sent["payload"]> {
  return vi.waitFor(() => {
    const [found] = sent.filter((one) => one.type === type);
    if (found === undefined) throw new Error(`Nothing of type ${type} was sent`);
    return found.payload;
  });
}

describe("what is reported to Sentry", () => {
  it("is in the trace that the service's events of it are in, with what it is found by", async () => {
    reporter.take(
      crash({ about: { traceId: ids.trace, requestId: ids.request, code: "network", route: "/jobs/:jobId" } }),
    );
    const { tags, contexts, timestamp, transaction } = await event();
    expect(transaction).toBe("/jobs/:jobId");
    expect(tags).toEqual({ trace_id: ids.trace, request_id: ids.request, code: "network", route: "/jobs/:jobId" });
    expect(contexts.trace.trace_id).toBe(ids.trace);
    expect(sent[0]?.header["trace"]).toMatchObject({ trace_id: ids.trace });
    expect(timestamp).toBe(1_795_701_845);
  });

  it("holds no query of a URL, no cookie and no header", async () => {
    document.cookie = "downstream=secret";
    reporter.take({
      ...{ kind: "breadcrumb", time: 1, category: "call", message: "GET /v1/x?sig=secret", warning: true },
      about: {},
    });
    console.debug("GET https://s3.example/1.zip?X-Amz-Signature=secret", { circular: sent });
    reporter.take(crash());
    const payload = await event();
    expect(payload.request.url).toBe("http://localhost:3000/jobs/job-1");
    expect(payload.exception.values.at(-1)?.value).toBe("x of /v1/objects/1");
    expect(payload.breadcrumbs.map(({ message }) => message)).toContain("GET https://s3.example/1.zip [object Object]");
    expect(JSON.stringify(sent)).not.toContain("secret");
    expect(payload.request).not.toHaveProperty("headers");
  });

  it("says of a crash in which part of the page it was", async () => {
    const componentStack =
      "\n    at JobRow (https://x/assets/main.js:1:2)\n    at Downloads (https://x/assets/main.js:3:4)";
    reporter.take(crash({ componentStack }));
    const { exception } = await event();
    expect(exception.values.map(({ type }) => type)).toContain("React ErrorBoundary TypeError");
    expect(JSON.stringify(exception)).toContain("JobRow");
  });

  it("groups failed calls by their route, since all of them fail in the same line", async () => {
    const error = new ApiError({ status: 0, code: "network", detail: "No answer", method: "GET", template: "/v1/x" });
    reporter.take(crash({ error, method: "GET", about: { traceId: ids.trace, code: "network", route: "/v1/x" } }));
    expect((await event()).fingerprint).toEqual(["call", "GET", "/v1/x", "network"]);
  });

  it("tells a business error as a warning, one group a code", async () => {
    reporter.take({ kind: "business", time: 1_000, about: { code: "job_failed", jobId: "job-1", traceId: ids.trace } });
    expect(await event()).toMatchObject({
      ...{ level: "warning", message: "job_failed", fingerprint: ["job_failed"] },
      tags: { code: "job_failed", trace_id: ids.trace, job_id: "job-1" },
    });
  });

  it("has the steps before it as its story", async () => {
    const step = { kind: "breadcrumb", time: 1_000, message: "cancel", about: { jobId: "job-1" } } as const;
    reporter.take({ ...step, category: "job", warning: false });
    reporter.take(crash());
    expect((await event()).breadcrumbs.at(-1)).toMatchObject({
      ...{ message: "cancel", category: "job", level: "info", data: { job_id: "job-1" }, timestamp: 1 },
    });
  });

  it("is named to the log of this browser once it was taken, and only then", async () => {
    const [taken, refused] = [vi.fn(), vi.fn()];
    reporter.take(crash({ taken }));
    await vi.waitFor(() => expect(taken).toHaveBeenCalledWith(sent[0]?.payload.event_id));
    answers.now = () => Promise.resolve(new Response(null, { status: 413 }));
    reporter.take(crash({ taken: refused }));
    await vi.waitFor(() => expect(sent.filter(({ type }) => type === "event")).toHaveLength(2));
    reporter.take(crash({ taken }));
    await vi.waitFor(() => expect(sent.filter(({ type }) => type === "event")).toHaveLength(3));
    expect(refused).not.toHaveBeenCalled();
  });

  it("is never a count of visits", async () => {
    reporter.take(crash());
    await event();
    expect(sent.map(({ type }) => type)).not.toContain("session");
  });
});

describe("what somebody tells", () => {
  const feedback = { message: "I pressed Cancel", email: "a@example.org", about: { traceId: ids.trace } };

  it("goes with the event that it is about", async () => {
    expect(await reporter.sendFeedback({ ...feedback, sentryEventId: ids.trace })).toBe(true);
    const { contexts, tags } = await event("feedback");
    expect(contexts.feedback).toMatchObject({
      ...{ message: "I pressed Cancel", contact_email: "a@example.org", associated_event_id: ids.trace },
      url: "http://localhost:3000/jobs/job-1",
    });
    expect(contexts.trace.trace_id).toBe(ids.trace);
    expect(tags["trace_id"]).toBe(ids.trace);
    expect(JSON.stringify(sent)).not.toContain("secret");
  });

  it("is known not to have arrived where it was refused, or nothing answered", async () => {
    answers.now = () => Promise.resolve(new Response(null, { status: 403 }));
    expect(await reporter.sendFeedback({ ...feedback, sentryEventId: null })).toBe(false);
    answers.now = () => Promise.reject(new TypeError("Failed to fetch"));
    expect(await reporter.sendFeedback({ ...feedback, sentryEventId: null })).toBe(false);
  });
});
