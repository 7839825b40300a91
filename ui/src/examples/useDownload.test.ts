import { act, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startDownload, useDownload } from "./useDownload";

const running = { jobId: "j", status: "processing", progress: 10, readyFiles: 0, failedFiles: 0, downloadUrl: null };

class Source extends EventTarget {
  static readonly CLOSED = 2;
  static all: Source[] = [];
  readyState = 1;
  constructor(readonly url: string) {
    super();
    Source.all.push(this);
  }
  close() {
    this.readyState = 2;
  }
  tell(type: string, data: object) {
    act(() => void this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) })));
  }
  refuse() {
    this.readyState = 2;
    this.dispatchEvent(new Event("error"));
  }
}

const newest = () => Source.all.at(-1) ?? expect.fail("no stream was opened");
const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status });

beforeEach(() => {
  Source.all = [];
  vi.stubGlobal("EventSource", Source);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("a download is shown as it goes on, and its stream is closed at the end", () => {
  const { result } = renderHook(() => useDownload("j"));
  newest().tell("snapshot", { ...running, version: 1 });
  newest().tell("progress", { status: "processing", progress: 60, version: 3 });
  newest().tell("progress", { status: "processing", progress: 40, version: 2 });
  expect(result.current.job).toMatchObject({ jobId: "j", progress: 60 });

  newest().tell("completed", { ...running, status: "completed", progress: 100, downloadUrl: "/x", version: 4 });
  expect(result.current.job).toMatchObject({ status: "completed", downloadUrl: "/x" });
  expect(newest().readyState).toBe(2);
});

test("a stream that is refused is asked for by its status, and opened again", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.stubGlobal("fetch", () => Promise.resolve(answer(200, { ...running, progress: 30, version: 2 })));
  const { result } = renderHook(() => useDownload("j"));
  newest().refuse();
  await waitFor(() => expect(Source.all).toHaveLength(2));
  expect(result.current.job?.progress).toBe(30);
});

test("a download that is over already is not asked for again", async () => {
  const fetched = vi.fn(() => Promise.resolve(answer(200, { ...running, status: "failed", version: 9 })));
  vi.stubGlobal("fetch", fetched);
  const { result } = renderHook(() => useDownload("j"));
  newest().refuse();
  await waitFor(() => expect(result.current.job?.status).toBe("failed"));
  expect(Source.all).toHaveLength(1);
});

test("an unknown download is said to be one", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(answer(404, {})));
  const { result } = renderHook(() => useDownload("j"));
  newest().refuse();
  await waitFor(() => expect(result.current.error).toMatch("no such download"));
});

test("a retry follows the download anew", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(answer(202, {})));
  const { result } = renderHook(() => useDownload("j"));
  await act(() => result.current.retry());
  expect(Source.all).toHaveLength(2);
  expect(Source.all[0]?.readyState).toBe(2);
});

test("a retry that is refused is said", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(answer(409, {})));
  const { result } = renderHook(() => useDownload("j"));
  await act(() => result.current.retry());
  expect(result.current.error).toMatch("409");
  expect(Source.all).toHaveLength(1);
});

test("another download is followed from its own beginning", () => {
  const { result, rerender } = renderHook(({ id }) => useDownload(id), { initialProps: { id: "j" } });
  newest().tell("snapshot", { ...running, version: 9 });
  rerender({ id: "k" });
  expect(result.current.job).toBeNull();
  newest().tell("snapshot", { ...running, jobId: "k", version: 1 });
  expect(result.current.job?.jobId).toBe("k");
});

test("a service that does not answer is asked again", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const fetched = vi.fn((_url: string, init?: RequestInit) => {
    expect(init?.signal).toBeInstanceOf(AbortSignal);
    return Promise.reject(new DOMException("", "TimeoutError"));
  });
  vi.stubGlobal("fetch", fetched);
  renderHook(() => useDownload("j"));
  newest().refuse();
  await waitFor(() => expect(Source.all).toHaveLength(2));
  expect(fetched).toHaveBeenCalledOnce();
});

test("leaving closes the stream", () => {
  const { unmount } = renderHook(() => useDownload("j"));
  unmount();
  expect(newest().readyState).toBe(2);
});

test("a start sends its key, and says why it was refused", async () => {
  const fetched = vi.fn((_url: string, _init: RequestInit) => Promise.resolve(answer(202, { jobId: "j" })));
  vi.stubGlobal("fetch", fetched);
  await expect(startDownload([70000], "key")).resolves.toBe("j");
  expect(fetched.mock.calls[0]?.[1].headers).toMatchObject({ "Idempotency-Key": "key" });

  vi.stubGlobal("fetch", () => Promise.resolve(answer(429, { detail: "Too many." })));
  await expect(startDownload([70000], "key")).rejects.toThrow("Too many.");

  vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>", { status: 502 })));
  await expect(startDownload([70000], "key")).rejects.toThrow("HTTP 502");
});
