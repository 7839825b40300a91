import type { QueryClient } from "@tanstack/react-query";
import { listJobs, readJob, type Job } from "../api/client";
import { isFailing, patient, readNow } from "../api/patient";
import { queryKeys } from "../api/queryKeys";
import { createStore } from "../ui/store";
import { createBuffer } from "./buffer";
import { connect, type Link } from "./connection";
import { endTypes, type LiveEvent } from "./events";
import { createHub, type Hub, type HubParts } from "./hub";
import { JobCache } from "./JobCache";
import { readList, type List } from "./lists";
import { createPolling } from "./polling";

export interface LiveOptions {
  client: QueryClient;
  version: string;
  parts: HubParts;
  /** A job of this caller ended; `leads`: this tab speaks for all. */
  onEnded: (job: Job, leads: boolean) => void;
  /** A job came up that this tab did not know. */
  onArrived: (job: Job) => void;
}

const firstListLimitMs = 5_000;
const heldAtMostMs = 1_000;
const pruneEveryMs = 60_000;

function snapshotOf(job: Job): LiveEvent {
  return { type: "snapshot", id: "", data: job };
}

/** The live data of one tab: stream or polling, cache, and how fresh they are. */
export class Live {
  readonly link = createStore<Link>({ kind: "connecting", since: Date.now(), heard: null });
  readonly jobs: JobCache;
  readonly #hub: Hub;
  readonly #parts: HubParts;
  /** The first list was read, or could not be: what runs and is the caller's own is known now. */
  readonly ready = createStore(false);
  readonly #polling: ReturnType<typeof createPolling>;
  readonly #unknown = new Map<string, AbortController>();
  /** Submissions that wait for their answer: an unknown job may be one of them. */
  #awaited = 0;
  #held: LiveEvent[] = [];

  constructor({ client, version, parts, onEnded, onArrived }: LiveOptions) {
    this.#parts = parts;
    const buffer = createBuffer((events) => this.#take(events), parts.visible);
    this.jobs = new JobCache(client, {
      ended: (job) => onEnded(job, this.#hub.leads),
      arrived: onArrived,
      unknown: (jobId) => void this.#read(jobId),
    });
    this.#polling = createPolling({
      poll: (signal) => this.#poll(signal),
      onAnswered: (answered) => this.#polled(answered),
      visible: parts.visible,
      leads: () => this.#hub.leads,
    });
    this.#hub = createHub(
      {
        version,
        onEvents: (events) => buffer.add(events),
        onLink: (link) => this.#linked(link),
        running: () => this.jobs.running().map(snapshotOf),
      },
      parts,
    );
    // Listening came first; what it brings waits until the list is there, or cannot be had.
    const open = () => {
      buffer.open();
      this.ready.set(true);
    };
    setTimeout(open, firstListLimitMs);
    void this.readFirstList(client).then(open, open);
    setInterval(() => this.jobs.prune(), pruneEveryMs);
  }

  readFirstList(client: QueryClient): Promise<List> {
    const queryKey = queryKeys.list("all");
    return client.query({ ...patient, queryKey, queryFn: ({ signal }) => this.readList("all", client, signal) });
  }

  readList(filter: Parameters<typeof readList>[0], client: QueryClient, signal: AbortSignal): Promise<List> {
    const known = client.getQueryData<List>(queryKeys.list(filter));
    return readList(filter, known, (jobs) => this.jobs.put(jobs, true), { signal });
  }

  /**
   * Follows a running job of somebody else by a stream of its own, which the caller's stream does not have. Gives what ends it.
   */
  follow(jobId: string): () => void {
    const buffer = createBuffer((events) => this.jobs.apply(events, false), this.#parts.visible);
    buffer.open();
    const path = `/v1/download/subscribe/${jobId}`;
    const connection = connect({
      address: (lastId) => (lastId === null ? path : `${path}?lastEventId=${encodeURIComponent(lastId)}`),
      lastId: null,
      open: this.#parts.openStream,
      onHeard: () => undefined,
      onLink: () => undefined,
      onEvent: (event) => {
        buffer.add([event]);
        if (endTypes.some((type) => type === event.type)) connection.close();
      },
    });
    return () => {
      connection.close();
      buffer.stop();
    };
  }

  retryNow(): void {
    this.#hub.retryNow();
  }

  hidden(): void {
    this.#hub.hidden();
  }

  shown(): void {
    this.#hub.shown();
  }

  stop(): void {
    this.#hub.stop();
  }

  /** Runs a submission; news of unknown jobs wait for its answer, a second at most, since they may be about its job. */
  async awaiting<T>(submit: () => Promise<T>): Promise<T> {
    this.#awaited++;
    try {
      return await submit();
    } finally {
      this.#awaited--;
      if (this.#awaited === 0) this.#release();
    }
  }

  #release(): void {
    const events = this.#held;
    this.#held = [];
    this.jobs.apply(events, true);
  }

  #take(events: readonly LiveEvent[]): void {
    if (this.#awaited === 0) {
      this.jobs.apply(events, true);
      return;
    }
    const isHeld = ({ data }: LiveEvent) => this.jobs.job(data.jobId) === undefined;
    if (this.#held.length === 0 && events.some(isHeld)) setTimeout(() => this.#release(), heldAtMostMs);
    this.#held.push(...events.filter(isHeld));
    this.jobs.apply(
      events.filter((event) => !isHeld(event)),
      true,
    );
  }

  #linked(link: Link): void {
    if (link.kind === "polling") {
      // Until an answer comes, asking by turns is a hope and no news.
      if (this.link.get().kind !== "polling") this.link.set({ ...link, kind: "reconnecting" });
      this.#polling.start();
      return;
    }
    this.#polling.stop();
    const before = this.link.get().kind;
    this.link.set(link);
    if (link.kind === "live" && before !== "live") this.#back();
  }

  #polled(answered: boolean): void {
    const kind = answered ? "polling" : "reconnecting";
    const now = Date.now();
    this.link.set({ kind, since: now, heard: answered ? now : this.link.get().heard });
    if (!answered) return;
    this.#back();
    // What answers may also stream again.
    this.#hub.retryNow();
  }

  /** The service is there again: what could not be read is read now. */
  #back(): void {
    void readNow(this.jobs.client, { predicate: isFailing });
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const page = await listJobs({ limit: 50 }, { background: true, signal });
    this.#hub.tell(page.items.map(snapshotOf));
  }

  /** Reads a job that events spoke of and nothing told of; once at a time. */
  async #read(jobId: string): Promise<void> {
    if (this.#unknown.has(jobId)) return;
    const controller = new AbortController();
    this.#unknown.set(jobId, controller);
    try {
      const { job } = await readJob(jobId, { background: true, signal: controller.signal });
      this.jobs.put([job], true);
      this.jobs.list(job);
    } catch {
      // Its next event asks again.
    } finally {
      this.#unknown.delete(jobId);
    }
  }
}
