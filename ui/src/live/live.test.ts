import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { queryKeys } from "../api/queryKeys";
import { serve } from "../testing/render";
import { silenceLimitMs } from "./connection";
import type { JobEvent } from "./events";
import { shownIds, type List } from "./lists";
import { Live } from "./live";
import { FakeChannels, FakeLocks, fakeParts, FakeStream } from "./testing/fakes";
import { recorded } from "./testing/recorded";

const snapshot = recorded()[0] as JobEvent;
const job = snapshot.data;
const onArrived = vi.fn();
let live: Live;

function open() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { parts } = fakeParts(new FakeChannels(), new FakeLocks());
  live = new Live({ client, version: "1", parts, onEnded: vi.fn(), onArrived });
  return () => {
    const list = client.getQueryData<List>(queryKeys.list("all"));
    return list ? shownIds(list) : null;
  };
}

async function passes(ms = 0) {
  await vi.advanceTimersByTimeAsync(ms);
}

const empty = { "GET /v1/downloads": () => ({ body: { items: [], next: null } }) };
const frame = 20;

beforeEach(() => {
  vi.useFakeTimers();
  FakeStream.opened.length = 0;
  onArrived.mockClear();
});

afterEach(() => {
  live.stop();
  vi.useRealTimers();
});

describe("a tab that opens", () => {
  it("listens first, and shows what it heard once it has read the list", async () => {
    let answer: () => void = () => undefined;
    serve(empty);
    const real = vi.mocked(fetch).getMockImplementation();
    vi.mocked(fetch).mockImplementation(async (...args) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return (real ?? fetch)(...args);
    });
    const listed = open();
    await passes();
    FakeStream.last.begins();
    FakeStream.last.says("snapshot", job, "1");
    await passes(500);
    expect(listed()).toBeNull();
    answer();
    await passes(frame);
    await passes(frame);
    expect(listed()).toEqual([job.jobId]);
  });

  it("does not wait for ever for a list that does not come", async () => {
    serve({ "GET /v1/downloads": () => ({ status: 503, body: { code: "storage_unavailable" } }) });
    open();
    await passes();
    FakeStream.last.begins();
    FakeStream.last.says("snapshot", job, "1");
    await passes(5_000 + frame);
    expect(live.jobs.job(job.jobId)).toBeDefined();
  });
});

describe("news of an unknown job while an answer is awaited", () => {
  async function awaiting() {
    serve(empty);
    const listed = open();
    await passes();
    FakeStream.last.begins();
    await passes(frame);
    let answer: () => void = () => undefined;
    const submission = live.awaiting(() => new Promise<void>((resolve) => (answer = resolve)));
    FakeStream.last.says("snapshot", job, "1");
    await passes(frame);
    return { listed, submission, answer: () => answer() };
  }

  it("wait for it", async () => {
    const { listed, submission, answer } = await awaiting();
    await passes(900);
    expect(listed()).toEqual([]);
    answer();
    await submission;
    expect(listed()).toEqual([job.jobId]);
    expect(onArrived).toHaveBeenCalledTimes(1);
  });

  it("wait a second at most, and then name the job, by whose trace its submission is known", async () => {
    const { listed, submission, answer } = await awaiting();
    await passes(1_000);
    expect(listed()).toEqual([job.jobId]);
    expect(onArrived.mock.calls[0]?.[0]).toMatchObject({ traceId: job.traceId });
    answer();
    await submission;
    expect(listed()).toEqual([job.jobId]);
  });
});

describe("a stream that is held back", () => {
  it("is replaced by asking, which counts only once it is answered, and comes back", async () => {
    let there = false;
    const asked = serve({
      "GET /v1/downloads": () => (there ? { body: { items: [job], next: null } } : { status: 503, body: {} }),
    });
    const listed = open();
    await passes();
    FakeStream.last.begins();
    await passes(silenceLimitMs);
    expect(live.link.get().kind).toBe("reconnecting");
    there = true;
    await passes(5_000 + frame);
    expect(live.link.get().kind).toBe("polling");
    expect(listed()).toEqual([job.jobId]);
    const before = asked.length;
    await passes(10_000);
    expect(asked.length - before).toBeGreaterThanOrEqual(1);
    FakeStream.last.begins();
    FakeStream.last.says("ping");
    expect(live.link.get().kind).toBe("live");
    const after = asked.length;
    await passes(30_000);
    expect(asked.length).toBe(after);
  });
});

describe("somebody else's job", () => {
  it("is followed by a stream of its own, which ends with the job", async () => {
    serve(empty);
    open();
    await passes(frame);
    const stop = live.follow(job.jobId);
    const stream = FakeStream.last;
    expect(stream.address).toBe(`/v1/download/subscribe/${job.jobId}`);
    stream.begins();
    const end = recorded().findLast((event) => event.type === "partially_completed");
    stream.says("partially_completed", end?.data, "9");
    await passes(frame);
    expect(live.jobs.job(job.jobId)?.status).toBe("partially_completed");
    expect(live.jobs.isOwn(job.jobId)).toBe(false);
    expect(stream.readyState).toBe(EventSource.CLOSED);
    stop();
  });
});
