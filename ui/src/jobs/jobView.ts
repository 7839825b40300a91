import type { Job } from "../api/client";
import { isRunning } from "../live/applyEvent";
import { sentence, texts } from "../texts";
import { ago, bytes, until } from "../ui/format";
import type { Tone } from "../ui/Progress";

/** What a download is shown as: its status, or what is just being done with it. */
export type Shown = Job["status"] | "expired";
export type PendingKind = "cancel" | "retry" | "again";

export function shownAs(job: Job, now: number, pending?: PendingKind): Shown {
  if (pending === "cancel") return "cancelled";
  if (pending === "retry") return "processing";
  if (isRunning(job.status)) return job.status;
  return job.expiresAt !== null && Date.parse(job.expiresAt) <= now ? "expired" : job.status;
}

export const tones: Record<Shown, Tone> = {
  queued: "idle",
  processing: "running",
  completed: "ready",
  partially_completed: "missing",
  failed: "failed",
  cancelled: "idle",
  expired: "idle",
};

export function stateWord(shown: Shown, job: Job): string {
  return shown === "partially_completed" ? texts.missing(job.failedFiles) : texts.states[shown];
}

/** "300 files". */
export function titleOf(job: Pick<Job, "totalFileIds">): string {
  return texts.files(job.totalFileIds);
}

/** "70000, 70007, 70014 …" */
export function idsOf(job: Pick<Job, "totalFileIds" | "firstFileIds">): string {
  const first = job.firstFileIds;
  return `${first.join(", ")}${first.length > 0 && job.totalFileIds > first.length ? " …" : ""}`;
}

/** What stands below the title, part by part. */
export function metaOf(job: Job, shown: Shown, now: number, left: string | null, brief = false): string[] {
  const over = job.finishedAt === null ? null : ago(Date.parse(job.finishedAt), now);
  // Where there is little room, how long it is kept says more than how long it has been there.
  const ended = brief && hasResult(job, shown) ? null : over;
  const kept = job.expiresAt === null ? null : texts.keptUntil(until(Date.parse(job.expiresAt), now));
  const size = job.size ?? (job.bytesReady > 0 ? job.bytesReady : null);
  // That files failed is what the state says already.
  const trouble = job.error === null || job.error === "files_failed" ? null : sentence(job.error);
  const written = size === null ? null : bytes(size);
  return known(
    {
      queued: [texts.waiting],
      processing: [texts.of(job.readyFiles, job.totalFileIds), job.bytesReady > 0 ? bytes(job.bytesReady) : null, left],
      completed: [trouble, written, ended, kept],
      partially_completed: [trouble ?? texts.areReady(job.readyFiles, job.totalFileIds), written, ended, kept],
      failed: [sentence(job.error ?? "job_failed"), ended],
      cancelled: [ended, job.readyFiles > 0 ? texts.wereReady(job.readyFiles, job.totalFileIds) : null],
      expired: [job.expiresAt === null ? null : texts.goneSince(until(Date.parse(job.expiresAt), now))],
    }[shown],
  );
}

function known(parts: (string | null)[]): string[] {
  return parts.filter((part) => part !== null);
}

export function progressText(job: Job): string {
  return texts.progressValue(Math.floor(job.progress), job.readyFiles, job.totalFileIds);
}

/** Whether a link to the result leads anywhere. */
export function hasResult(job: Job, shown: Shown): boolean {
  return (shown === "completed" || shown === "partially_completed") && job.error !== "archive_failed";
}

/** What a search finds a download by. */
export function matches(job: Job, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  const texts = [
    job.jobId,
    job.traceId ?? "",
    job.error ?? "",
    sentence(job.error ?? ""),
    ...job.firstFileIds.map(String),
  ];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

/** The command that fetches the result anywhere else. */
export function curlOf(path: string): string {
  return `curl -fLOJ '${location.origin}${path}'`;
}
