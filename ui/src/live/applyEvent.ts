import type { Job, JobFile, JobStatus } from "../api/client";
import type { FileEvent, JobEvent, ProgressData, ProgressEvent } from "./events";

export function isRunning(status: JobStatus): boolean {
  return status === "queued" || status === "processing";
}

/**
 * The job after news of it, whichever way the news came. Only a greater version counts, so the order of arrival and repetitions do
 * not matter. Undefined: progress of a job that nothing else is known of.
 */
export function applyEvent(job: Job | undefined, event: JobEvent | ProgressEvent): Job | undefined {
  return event.type === "progress" ? applyProgress(job, event.data) : applyJob(job, event.data);
}

/** The newer one of two states of a job. */
export function applyJob(job: Job | undefined, next: Job): Job {
  if (job === undefined) return next;
  if (next.version <= job.version) return job;
  // Only events name their trace; the last one that did is what a click goes on from.
  return next.traceparent || !job.traceparent ? next : { ...next, traceparent: job.traceparent };
}

function applyProgress(job: Job | undefined, next: ProgressData): Job | undefined {
  if (job === undefined || next.version <= job.version) return job;
  const { status, progress, readyFiles, failedFiles, bytesReady, estimatedReadyAt, version } = next;
  // Progress past an end: the job runs again, and what the end said is no longer so.
  const again = !isRunning(job.status) && isRunning(status);
  const base = again ? { ...job, finishedAt: null, expiresAt: null, downloadUrl: null, size: null, error: null } : job;
  const traceparent = next.traceparent ?? job.traceparent;
  return {
    ...base,
    ...{ status, progress, readyFiles, failedFiles, bytesReady, estimatedReadyAt, version },
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** A file's state as the page holds it; `seen` counts up with each event, so that a read knows what it is too old for. */
export interface FileRow extends JobFile {
  seen: number;
}

export interface Files {
  rows: ReadonlyMap<number, FileRow>;
  seen: number;
}

export const noFiles: Files = { rows: new Map(), seen: 0 };

export function applyFile(files: Files, { data }: FileEvent): Files {
  const known = files.rows.get(data.file_id);
  if (known === undefined) return files;
  const seen = files.seen + 1;
  const progress = data.status === "ready" ? 100 : known.progress;
  const row: FileRow = { ...known, status: data.status, progress, size: data.size, error: data.error, seen };
  return { rows: new Map(files.rows).set(data.file_id, row), seen };
}

/** A read that was begun at `since`: what events told meanwhile is newer than its answer. */
export function applyFiles(files: Files, read: readonly JobFile[], since: number): Files {
  const rows = new Map<number, FileRow>();
  for (const file of read) {
    const known = files.rows.get(file.file_id);
    rows.set(file.file_id, known !== undefined && known.seen > since ? known : { ...file, seen: since });
  }
  return { rows, seen: files.seen };
}
