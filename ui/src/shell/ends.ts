import type { Job } from "../api/client";
import { notifyEnd } from "../jobs/notifications";
import { titleOf } from "../jobs/jobView";
import { businessError } from "../telemetry/telemetry";
import { texts } from "../texts";
import { announce } from "../ui/Live";
import { flashTitle } from "./title";

function sentenceOf(job: Job): string {
  const title = titleOf(job);
  switch (job.status) {
    case "partially_completed":
      return texts.ended.partially_completed(title, job.failedFiles);
    case "failed":
      return texts.ended.failed(title);
    case "cancelled":
      return texts.ended.cancelled(title);
    default:
      return texts.ended.completed(title);
  }
}

/** A download is over: said once, in the title, to screen readers, and as a notification where one was asked for. */
export function tellEnd(job: Job, leads: boolean, open: (jobId: string) => void): void {
  const sentence = sentenceOf(job);
  announce(sentence, job.status === "failed" ? "assertive" : "polite");
  if (job.status === "completed" || job.status === "partially_completed") flashTitle(sentence.replace(/\.$/, ""));
  if (!leads) return;
  if (job.status === "failed") businessError("job_failed", { jobId: job.jobId, traceId: job.traceId });
  if (job.status !== "cancelled") void notifyEnd(job, sentence, open);
}
