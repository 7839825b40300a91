import { listJobs, type Job, type JobStatus } from "../api/client";
import type { CallOptions } from "../api/send";

export const filterNames = ["all", "running", "ready", "problems"] as const;
export type FilterName = (typeof filterNames)[number];

/** The states that each filter asks for, one request each; null is every state. */
const asked: Record<FilterName, (JobStatus | null)[]> = {
  all: [null],
  running: ["queued", "processing"],
  ready: ["completed"],
  problems: ["partially_completed", "failed"],
};

export interface Entry {
  id: string;
  createdAt: number;
}

/** What one request and those after it have brought, newest first. */
export interface Part {
  status: JobStatus | null;
  entries: readonly Entry[];
  next: string | null;
}

export interface List {
  parts: readonly Part[];
}

const pageSize = 50;

export function entryOf(job: Job): Entry {
  return { id: job.jobId, createdAt: Date.parse(job.createdAt) };
}

function sorted(entries: Iterable<Entry>): Entry[] {
  return [...entries].sort((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1));
}

function unique(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
}

/**
 * The ids to show, merged by time. What is older than the end of a part that goes on waits for that part's next page, since rows
 * must not come in between later.
 */
export function shownIds(list: List): string[] {
  const ends = list.parts
    .filter((part) => part.next !== null)
    .map((part) => part.entries.at(-1)?.createdAt ?? Infinity);
  const end = Math.max(-Infinity, ...ends);
  const all = unique(list.parts.flatMap((part) => part.entries));
  return sorted(all.filter((entry) => entry.createdAt >= end)).map((entry) => entry.id);
}

export function hasMore(list: List): boolean {
  return list.parts.some((part) => part.next !== null);
}

/** A job at its place in time; the same list when it is in there already. */
export function withJob(list: List, job: Job): List {
  const [first, ...others] = list.parts;
  if (!first || list.parts.some((part) => part.entries.some((entry) => entry.id === job.jobId))) return list;
  return { parts: [{ ...first, entries: sorted([entryOf(job), ...first.entries]) }, ...others] };
}

/** A first page that was read again: it replaces what it covers, and what was loaded behind it stays if the two meet. */
export function renewed(
  known: Part | undefined,
  status: JobStatus | null,
  page: { items: Job[]; next: string | null },
): Part {
  const entries = sorted(page.items.map(entryOf));
  const last = entries.at(-1);
  const fresh = { status, entries, next: page.next };
  if (!known || page.next === null || !last || !known.entries.some((entry) => entry.id === last.id)) return fresh;
  const behind = known.entries.filter((entry) => entry.createdAt < last.createdAt);
  return behind.length === 0 ? fresh : { status, entries: [...entries, ...behind], next: known.next };
}

/** Reads the first page of a list; the jobs go to `keep`. */
export async function readList(
  filter: FilterName,
  known: List | undefined,
  keep: (jobs: Job[]) => void,
  options: CallOptions,
): Promise<List> {
  const parts = await Promise.all(
    asked[filter].map(async (status) => {
      const page = await listJobs({ limit: pageSize, ...(status === null ? {} : { status }) }, options);
      keep(page.items);
      return renewed(
        known?.parts.find((part) => part.status === status),
        status,
        page,
      );
    }),
  );
  return { parts };
}

/** The list with the next page of every part that goes on. */
export async function readMore(list: List, keep: (jobs: Job[]) => void, options: CallOptions): Promise<List> {
  const parts = await Promise.all(
    list.parts.map(async (part) => {
      if (part.next === null) return part;
      const query = { limit: pageSize, cursor: part.next, ...(part.status === null ? {} : { status: part.status }) };
      const page = await listJobs(query, options);
      keep(page.items);
      return { ...part, entries: unique([...part.entries, ...page.items.map(entryOf)]), next: page.next };
    }),
  );
  return { parts };
}
