import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Job } from "../api/client";
import { queryKeys } from "../api/queryKeys";
import type { JobEvent } from "./events";
import { JobCache } from "./JobCache";
import { shownIds, type List } from "./lists";
import { recorded } from "./testing/recorded";

const events = recorded();
const snapshot = events[0] as JobEvent;
const job = snapshot.data;
const hooks = { ended: vi.fn(), arrived: vi.fn(), unknown: vi.fn() };

let client: QueryClient;
let cache: JobCache;

beforeEach(() => {
  vi.clearAllMocks();
  client = new QueryClient();
  cache = new JobCache(client, hooks);
  client.setQueryData<List>(queryKeys.list("all"), { parts: [{ status: null, entries: [], next: null }] });
});

function listed(): string[] {
  const list = client.getQueryData<List>(queryKeys.list("all"));
  return list ? shownIds(list) : [];
}

function other(id: string, changes: Partial<Job> = {}): Job {
  return { ...job, jobId: id, ...changes };
}

describe("JobCache", () => {
  it("puts a job that no list has at the head of the unfiltered list, once", () => {
    cache.apply([{ ...snapshot, data: other("older", { createdAt: "2026-01-01T00:00:00.000Z" }) }], true);
    cache.apply([snapshot, snapshot], true);
    cache.apply([snapshot], true);
    expect(listed()).toEqual([job.jobId, "older"]);
    expect(hooks.arrived).toHaveBeenCalledTimes(2);
  });

  it("keeps the jobs of others out of the lists and of the count", () => {
    cache.apply([snapshot], false);
    expect(listed()).toEqual([]);
    expect(cache.summary.get().running).toBe(0);
    expect(cache.job(job.jobId)).toBeDefined();
  });

  it("writes a job once for many events, and tells of each end once", () => {
    cache.put([job], true);
    const writes = vi.fn();
    client.getQueryCache().subscribe((event) => {
      if (event.type === "updated") writes();
    });
    const end = events.findIndex((event) => event.type === "partially_completed");
    cache.apply(events.slice(0, end + 1), true);
    cache.apply(events.slice(0, end + 1), true);
    expect(writes).toHaveBeenCalledTimes(1);
    expect(hooks.ended).toHaveBeenCalledTimes(1);
    cache.apply(events, true);
    expect(cache.job(job.jobId)?.status).toBe("partially_completed");
  });

  it("asks for a job of which only progress came", () => {
    const progress = events.find((event) => event.type === "progress");
    if (progress) cache.apply([progress], true);
    expect(hooks.unknown).toHaveBeenCalledExactlyOnceWith(job.jobId);
  });

  it("takes an answer that is older than the events for nothing", () => {
    cache.apply(events, true);
    const known = cache.job(job.jobId);
    cache.put([job], true);
    expect(cache.job(job.jobId)).toBe(known);
  });

  it("sums up what runs, by files", () => {
    cache.put([other("a", { totalFileIds: 1, progress: 100, status: "processing" })], true);
    cache.put([other("b", { totalFileIds: 3, progress: 0, status: "queued" })], true);
    expect(cache.summary.get()).toEqual({ running: 2, percent: 25 });
  });

  it("lets go of what nobody has looked at for ten minutes, but not of what runs or is listed", () => {
    const ended = { status: "completed" as const };
    cache.put([other("gone", ended), other("listed", ended), other("runs")], true);
    cache.list(other("listed", ended));
    cache.prune(Date.now() + 599_000);
    expect(cache.job("gone")).toBeDefined();
    cache.prune(Date.now() + 601_000);
    expect(cache.job("gone")).toBeUndefined();
    expect(cache.job("listed")).toBeDefined();
    expect(cache.job("runs")).toBeDefined();
  });
});
