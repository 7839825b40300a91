import { initiate, type Job } from "../api/client";
import { ApiError } from "../api/problems";
import type { Live } from "../live/live";
import { action, type ActionSpan } from "../telemetry/telemetry";
import { randomHex } from "../telemetry/ids";
import { createStore } from "../ui/store";

/** A download that was asked for and not confirmed yet. */
export interface Submission {
  key: string;
  fileIds: readonly number[];
  createdAt: number;
  /** The trace of the click: a job that names it is this one. */
  traceId: string;
  state: "sending" | "sent again" | "failed";
}

export const submissions = createStore<readonly Submission[]>([]);

/** What the press is told of, although it may pass: nothing was lost, and when to press again is known. */
const refusals = new Set(["rate_limited", "too_many_active_jobs"]);

const longestTryMs = 120_000;
const longestWaitMs = 15_000;

function change(key: string, changes: Partial<Submission>): void {
  submissions.set(submissions.get().map((each) => (each.key === key ? { ...each, ...changes } : each)));
}

export function discard(key: string): void {
  submissions.set(submissions.get().filter((each) => each.key !== key));
}

/** A job came up: if its trace is that of a submission, the row for it is there now. */
export function arrived(job: Job): void {
  const mine = submissions.get().find((each) => each.traceId === job.traceId);
  if (mine) discard(mine.key);
}

/** What the job's resource will say, from what is known once it is accepted; any version of the service is newer. */
function acceptedJob(accepted: Awaited<ReturnType<typeof initiate>>, submission: Submission): Job {
  return {
    ...accepted,
    progress: 0,
    readyFiles: 0,
    failedFiles: 0,
    bytesReady: 0,
    firstFileIds: submission.fileIds.slice(0, 3),
    createdAt: new Date(submission.createdAt).toISOString(),
    startedAt: null,
    finishedAt: null,
    estimatedReadyAt: null,
    expiresAt: null,
    downloadUrl: null,
    size: null,
    error: null,
    traceId: submission.traceId,
    callback: null,
    version: 0,
  };
}

/**
 * Asks for a download. Its row is there at once; an answer that is lost is asked for again with the same key, which can never make
 * two of it. A refusal takes the row away and is thrown.
 */
export function submit(live: Live, fileIds: readonly number[]): Promise<void> {
  return action("start_job", (span) => submitUnder(live, fileIds, span));
}

/** As `submit`, as a part of an action that may be another. */
export async function submitUnder(live: Live, fileIds: readonly number[], span: ActionSpan): Promise<void> {
  const key = `ui-${randomHex(16)}`;
  span.set("downstream.file.count", fileIds.length);
  const traceId = span.traceparent.slice(3, 35);
  const submission: Submission = { key, fileIds, createdAt: Date.now(), traceId, state: "sending" };
  submissions.set([submission, ...submissions.get()]);
  const send = async () => {
    const accepted = await initiate([...fileIds], key, { under: span });
    span.set("downstream.job.id", accepted.jobId);
    const job = acceptedJob(accepted, submission);
    live.jobs.put([job], true);
    discard(key);
    live.jobs.list(job);
  };
  await live.awaiting(() => untilAnswered(key, send));
}

/** Sends a submission again that was given up. */
export function sendAgain(live: Live, submission: Submission): Promise<void> {
  discard(submission.key);
  return submit(live, submission.fileIds);
}

async function untilAnswered(key: string, send: () => Promise<void>): Promise<void> {
  const limit = Date.now() + longestTryMs;
  for (let tries = 1; ; tries++) {
    try {
      await send();
      return;
    } catch (error) {
      if (!(error instanceof ApiError) || !error.mayPass || refusals.has(error.code)) {
        discard(key);
        throw error;
      }
      const wait = Math.max(error.retryAfterMs ?? 0, Math.min(longestWaitMs, 1_000 * 2 ** (tries - 1)));
      if (Date.now() + wait > limit) {
        change(key, { state: "failed" });
        return;
      }
      change(key, { state: "sent again" });
      await new Promise((resolve) => setTimeout(resolve, wait));
      // It was found by its trace meanwhile.
      if (!submissions.get().some((each) => each.key === key)) return;
    }
  }
}
