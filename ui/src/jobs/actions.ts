import { cancelJob, listFiles, resultLink, retryJob, type Job } from "../api/client";
import { serverNow } from "../api/clock";
import { ApiError } from "../api/problems";
import { queryKeys } from "../api/queryKeys";
import { isRunning, type Files } from "../live/applyEvent";
import type { Live } from "../live/live";
import { action, breadcrumb, type ActionSpan } from "../telemetry/telemetry";
import { sentence, texts } from "../texts";
import { byHand, copyText } from "../ui/clipboard";
import { toast } from "../ui/toasts";
import { inTurns } from "./inTurns";
import { hasResult, shownAs, titleOf } from "./jobView";
import { submitUnder } from "./submissions";
import { block, isPending, whilePending } from "./waits";

const atOnce = 4;
export const mostDownloads = 10;

/** Says so when there is no network; a press then does nothing. */
export function isOffline(): boolean {
  if (navigator.onLine) return false;
  toast(texts.offlinePressed, { tone: "failed" });
  return true;
}

/** Tells why something was refused; `what` names the button that the service asked to leave alone for a while. */
export function tellRefusal(words: string, error: unknown, what: string): void {
  if (!(error instanceof ApiError)) throw error;
  if (error.code === "rate_limited" && error.retryAfterMs !== null) block(what, error.retryAfterMs);
  toast(texts.refused(words, sentence(error.code)), { tone: "failed" });
}

async function cancelOne(live: Live, job: Job): Promise<boolean> {
  return whilePending(job.jobId, "cancel", () =>
    action(
      "cancel",
      async (span) => {
        span.set("downstream.job.id", job.jobId);
        const answer = await cancelJob(job.jobId, { under: span });
        live.jobs.put([answer.job], live.jobs.isOwn(job.jobId));
        breadcrumb("cancel", { jobId: job.jobId });
        return answer.ended;
      },
      { links: [job.traceparent] },
    ),
  );
}

/** Cancels at once. Files that are ready are kept, so that a slip costs little; the toast takes it back. */
export async function cancel(live: Live, job: Job): Promise<void> {
  if (isOffline() || isPending(job.jobId) || !isRunning(job.status)) return;
  try {
    const ended = await cancelOne(live, job);
    const again = { label: texts.prepareAgain, run: () => void prepareAgain(live, job) };
    if (ended) toast(texts.hadEnded(titleOf(job)));
    else toast(texts.cancelledOne(titleOf(job)), { action: again });
  } catch (error) {
    tellRefusal(texts.cancel, error, `cancel ${job.jobId}`);
  }
}

export async function cancelMany(live: Live, jobs: readonly Job[]): Promise<void> {
  if (isOffline()) return;
  let ended = 0;
  const turns = await inTurns(jobs, atOnce, async (job) => {
    if (await cancelOne(live, job)) ended++;
  });
  const failed = turns.map(({ error }) => error).filter((error) => error !== null);
  toast(texts.cancelledMany(jobs.length - failed.length - ended, ended, failed.length, whyOf(failed)));
}

/** The first reason is told: what keeps one of many from it keeps the others from it too. */
function whyOf(errors: readonly unknown[]): string | null {
  const known = errors.find((error) => error instanceof ApiError);
  return known === undefined ? null : sentence(known.code);
}

const isNothingToRetry = (error: unknown) => error instanceof ApiError && error.code === "nothing_to_retry";

async function retryOne(live: Live, job: Job): Promise<void> {
  await whilePending(job.jobId, "retry", () =>
    action(
      "retry",
      async (span) => {
        span.set("downstream.job.id", job.jobId);
        live.jobs.put([await retryJob(job.jobId, { under: span })], live.jobs.isOwn(job.jobId));
        breadcrumb("retry", { jobId: job.jobId });
      },
      { links: [job.traceparent] },
    ),
  );
}

export async function retry(live: Live, job: Job): Promise<void> {
  if (isOffline() || isPending(job.jobId)) return;
  try {
    await retryOne(live, job);
  } catch (error) {
    tellRefusal(texts.tryAgain, error, `retry ${job.jobId}`);
  }
}

export async function retryMany(live: Live, jobs: readonly Job[]): Promise<void> {
  if (isOffline()) return;
  const turns = await inTurns(jobs, atOnce, (job) => retryOne(live, job));
  const refused = turns.filter(({ error }) => isNothingToRetry(error)).length;
  const failed = turns.map(({ error }) => error).filter((error) => error !== null && !isNothingToRetry(error));
  toast(texts.retriedMany(jobs.length - refused - failed.length, refused, failed.length, whyOf(failed)));
}

/** The ids of a job's files, as long as anybody knows them. */
async function fileIdsOf(live: Live, job: Job, under: ActionSpan): Promise<number[] | null> {
  const loaded = live.jobs.client.getQueryData<Files>(queryKeys.files(job.jobId));
  if (loaded?.rows.size === job.totalFileIds) return [...loaded.rows.keys()];
  if (job.firstFileIds.length === job.totalFileIds) return job.firstFileIds;
  try {
    return (await listFiles(job.jobId, { under })).map((file) => file.file_id);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}

export async function prepareAgain(live: Live, job: Job): Promise<void> {
  if (isOffline() || isPending(job.jobId)) return;
  try {
    await whilePending(job.jobId, "again", () =>
      action("prepare_again", async (span) => {
        const fileIds = await fileIdsOf(live, job, span);
        if (fileIds === null) toast(texts.idsUnknown, { tone: "failed" });
        else await submitUnder(live, fileIds, span);
      }),
    );
  } catch (error) {
    tellRefusal(texts.prepareAgain, error, `again ${job.jobId}`);
  }
}

/** An action that is over with the click. */
function named(job: Job) {
  return (span: ActionSpan): Promise<void> => {
    span.set("downstream.job.id", job.jobId);
    return Promise.resolve();
  };
}

/** The click on a plain link, to the result or to one file; the link does the rest, which without a network is nothing. */
export function linkPressed(event: { preventDefault: () => void }, job: Job | undefined): void {
  if (isOffline()) event.preventDefault();
  else if (job !== undefined) downloadPressed(job);
}

/** It is a part of the job's trace. */
function downloadPressed(job: Job): void {
  breadcrumb("download", { jobId: job.jobId });
  void action("download", named(job), { continues: job.traceparent ?? job.traceId });
}

/** Follows a link that downloads, as a press of it would. */
export function followDownload(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

export function download(job: Job): void {
  if (isOffline()) return;
  downloadPressed(job);
  followDownload(resultLink(job.jobId));
}

export function downloadMany(jobs: readonly Job[]): void {
  if (isOffline()) return;
  for (const job of jobs.slice(0, mostDownloads)) download(job);
  if (jobs.length > mostDownloads) toast(texts.tooManyDownloads(mostDownloads));
}

/** A link that works elsewhere: to the result, or to the page while there is none. */
function linkOf(job: Job): string {
  const path = hasResult(job, shownAs(job, serverNow())) ? resultLink(job.jobId) : `/jobs/${job.jobId}`;
  return location.origin + path;
}

/** Copies and says so; `what` is what was copied. */
export async function copyAndTell(text: string, what: string): Promise<void> {
  if (await copyText(text)) toast(texts.copied(what));
  else byHand.set(text);
}

export async function copyLinks(jobs: readonly Job[]): Promise<void> {
  const text = jobs.map((job) => linkOf(job)).join("\n");
  const copied = await copyText(text);
  for (const job of jobs) void action("copy_link", named(job), { links: [job.traceparent] });
  if (copied) toast(texts.linksCopied(jobs.length));
  else byHand.set(text);
}
