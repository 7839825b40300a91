import { notifyManager, type QueryClient } from "@tanstack/react-query";
import type { Job } from "../api/client";
import { queryKeys } from "../api/queryKeys";
import { createStore } from "../ui/store";
import { applyEvent, applyFile, applyJob, isRunning, type Files } from "./applyEvent";
import type { LiveEvent } from "./events";
import { withJob, type FilterName, type List } from "./lists";

export interface Summary {
  running: number;
  /** Of all that runs, by files. */
  percent: number;
}

export interface JobCacheHooks {
  /** A job of this caller ended while the page knew it as running. */
  ended: (job: Job) => void;
  /** A job of this caller came up that the page did not know. */
  arrived: (job: Job) => void;
  /** Progress of a job that nothing told of. */
  unknown: (jobId: string) => void;
}

const unseenLimitMs = 600_000;

/** The one place where jobs live in this tab. Whatever brings news of them, an answer or an event, comes through here. */
export class JobCache {
  readonly summary = createStore<Summary>({ running: 0, percent: 0 });
  /** The caller's own jobs that run. */
  readonly #running = new Set<string>();
  readonly #own = new Set<string>();
  readonly #touched = new Map<string, number>();

  constructor(
    readonly client: QueryClient,
    readonly hooks: JobCacheHooks,
  ) {
    // A row that is scrolled out of sight is still in its list; `prune` knows when a job may go.
    client.setQueryDefaults(["job"], { gcTime: Infinity, staleTime: Infinity });
  }

  job(jobId: string): Job | undefined {
    return this.client.getQueryData<Job>(queryKeys.job(jobId));
  }

  isOwn(jobId: string): boolean {
    return this.#own.has(jobId);
  }

  running(): Job[] {
    return [...this.#running].flatMap((jobId) => this.job(jobId) ?? []);
  }

  /** Takes jobs that an answer brought. */
  put(jobs: readonly Job[], own: boolean): void {
    notifyManager.batch(() => {
      for (const job of jobs) this.#set(job.jobId, applyJob(this.job(job.jobId), job), own);
    });
    this.#summarize();
  }

  /** Puts a job in front of the eyes: at its place in the lists that show it. */
  list(job: Job): void {
    const filters: FilterName[] = isRunning(job.status) ? ["all", "running"] : ["all"];
    for (const filter of filters)
      this.client.setQueryData<List>(queryKeys.list(filter), (list) => (list ? withJob(list, job) : list));
  }

  /** Takes what a stream told, in one go. */
  apply(events: readonly LiveEvent[], own: boolean): void {
    const jobs = new Map<string, Job | undefined>();
    const files = new Map<string, Files | undefined>();
    const strangers = new Set<string>();
    const fresh = new Set<string>();
    for (const event of events) {
      const { jobId } = event.data;
      if (!jobs.has(jobId)) jobs.set(jobId, this.job(jobId));
      if (event.type === "file") {
        if (!files.has(jobId)) files.set(jobId, this.client.getQueryData<Files>(queryKeys.files(jobId)));
        const known = files.get(jobId);
        if (known) files.set(jobId, applyFile(known, event));
        continue;
      }
      const next = applyEvent(jobs.get(jobId), event);
      if (next === undefined) strangers.add(jobId);
      else if (event.type === "snapshot" && own && !this.#own.has(jobId)) fresh.add(jobId);
      jobs.set(jobId, next);
    }
    notifyManager.batch(() => {
      for (const [jobId, job] of jobs) {
        if (job) this.#set(jobId, job, own);
        if (job && fresh.has(jobId)) {
          this.hooks.arrived(job);
          this.list(job);
        }
      }
      for (const [jobId, state] of files) if (state) this.client.setQueryData(queryKeys.files(jobId), state);
    });
    this.#summarize();
    for (const jobId of strangers) if (jobs.get(jobId) === undefined) this.hooks.unknown(jobId);
  }

  /** Lets go of jobs that nobody has looked at for ten minutes and no list names. */
  prune(now = Date.now()): void {
    const listed = new Set<string>();
    for (const [, list] of this.client.getQueriesData<List>({ queryKey: ["list"] }))
      for (const part of list?.parts ?? []) for (const entry of part.entries) listed.add(entry.id);
    for (const [jobId, at] of this.#touched) {
      const query = this.client.getQueryCache().find({ queryKey: queryKeys.job(jobId) });
      if (listed.has(jobId) || this.#running.has(jobId) || query?.isActive() || now - at < unseenLimitMs) continue;
      this.#touched.delete(jobId);
      this.#own.delete(jobId);
      this.client.removeQueries({ queryKey: queryKeys.job(jobId) });
    }
  }

  #set(jobId: string, job: Job, own: boolean): void {
    const before = this.job(jobId);
    if (own) this.#own.add(jobId);
    if (before !== job) this.#write(job);
    else this.#track(job);
    if (before && isRunning(before.status) && !isRunning(job.status) && this.#own.has(jobId)) this.hooks.ended(job);
  }

  #write(job: Job): void {
    this.client.setQueryData(queryKeys.job(job.jobId), job);
    this.#track(job);
  }

  #track(job: Job): void {
    this.#touched.set(job.jobId, Date.now());
    if (isRunning(job.status) && this.#own.has(job.jobId)) this.#running.add(job.jobId);
    else this.#running.delete(job.jobId);
  }

  #summarize(): void {
    const jobs = this.running();
    const files = jobs.reduce((sum, job) => sum + job.totalFileIds, 0);
    const done = jobs.reduce((sum, job) => sum + job.progress * job.totalFileIds, 0);
    const next = { running: jobs.length, percent: files === 0 ? 0 : Math.floor(done / files) };
    const now = this.summary.get();
    if (now.running !== next.running || now.percent !== next.percent) this.summary.set(next);
  }
}
