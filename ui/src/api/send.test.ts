import { afterEach, describe, expect, it, vi } from "vitest";
import { serve, someJob } from "../testing/render";
import { learnClock, serverNow } from "./clock";
import { awaitJob, initiate, readJob } from "./client";
import { ApiError, retryAfterMs } from "./problems";

const jobId = someJob.jobId;
const path = `GET /v1/download/status/${jobId}`;

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error("The call did not fail as it should", { cause: error });
  return error;
}

afterEach(() => {
  vi.useRealTimers();
  learnClock(new Date().toUTCString());
});

describe("a call", () => {
  it("carries a trace, unsampled when it is made in the background", async () => {
    const asked = serve({ [path]: () => ({ body: someJob, headers: { ETag: '"5"' } }) });
    expect(await readJob(jobId)).toEqual({ job: someJob, tag: '"5"' });
    await readJob(jobId, { background: true });
    const flags = asked.map(({ headers }) => headers.get("traceparent")?.slice(-2));
    expect(flags).toEqual(["01", "00"]);
  });

  it("sends its body and its key as the contract has them", async () => {
    const asked = serve({ "POST /v1/download/initiate": () => ({ status: 202, body: { jobId } }) });
    await initiate([70000], "key-1");
    expect(asked[0]?.body).toEqual({ file_ids: [70000] });
    expect(asked[0]?.headers.get("Idempotency-Key")).toBe("key-1");
  });

  it("that is refused says so by its code, with the ids to report it by", async () => {
    const body = { code: "job_not_found", detail: "No such job.", requestId: "r-1", traceId: "t-1" };
    serve({ [path]: () => ({ status: 404, body }) });
    const error = await failure(readJob(jobId));
    expect(error).toMatchObject({
      status: 404,
      code: "job_not_found",
      requestId: "r-1",
      traceId: "t-1",
      mayPass: false,
    });
    expect(error.template).toBe("/v1/download/status/{jobId}");
  });

  it("that a proxy refuses without a word still has a code and the ids of its headers", async () => {
    serve({ [path]: () => ({ status: 502 }) });
    expect(await failure(readJob(jobId))).toMatchObject({ code: "http_502", requestId: "request-1", mayPass: true });
  });

  it("that no answer came to may be made again", async () => {
    serve({ [path]: () => "network" });
    expect(await failure(readJob(jobId))).toMatchObject({ status: 0, code: "network", mayPass: true });
  });

  it("whose answer is no JSON failed", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>", { status: 200 })));
    expect(await failure(readJob(jobId))).toMatchObject({ code: "bad_answer" });
  });

  it("is given up after its time", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", (request: Request) => {
      const { signal } = request;
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new DOMException("Aborted.", "AbortError")));
      });
    });
    const call = failure(readJob(jobId, { limitMs: 1_000 }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await call).toMatchObject({ code: "timeout", mayPass: true });
  });

  it("that its caller gives up is no error of the service", async () => {
    serve({ [path]: () => ({ body: someJob }) });
    const signal = AbortSignal.abort("left");
    await expect(readJob(jobId, { signal })).rejects.toBe("left");
  });

  it("that waits for a change tells whether there was one", async () => {
    const asked = serve({
      [path]: (request) => (request.headers.get("If-None-Match") ? { status: 304 } : { body: someJob }),
    });
    expect(await awaitJob(jobId, null)).toMatchObject({ job: someJob });
    expect(await awaitJob(jobId, '"5"')).toBeNull();
    expect(asked[1]?.headers.get("Prefer")).toBe("wait=20");
  });
});

describe("Retry-After", () => {
  const now = Date.UTC(2026, 10, 26, 14, 0, 0);

  it.each([
    ["12", 12_000],
    ["Thu, 26 Nov 2026 14:00:30 GMT", 30_000],
    ["Thu, 26 Nov 2026 13:00:00 GMT", 0],
    ["soon", null],
    [null, null],
  ])("%j means %j ms", (value, ms) => expect(retryAfterMs(value, now)).toBe(ms));
});

describe("the service's clock", () => {
  it("is learned from its answers when this machine's differs, and not from the time an answer travels", () => {
    const now = Date.now();
    learnClock(new Date(now + 600_000).toUTCString(), now);
    expect(Math.abs(serverNow() - Date.now() - 600_000)).toBeLessThan(2_000);
    learnClock(new Date(now - 1_000).toUTCString(), now);
    expect(Math.abs(serverNow() - Date.now())).toBeLessThan(50);
  });
});
