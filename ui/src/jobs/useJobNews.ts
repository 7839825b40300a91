import { useEffect } from "react";
import type { Job } from "../api/client";
import { isRunning } from "../live/applyEvent";
import { useLink, useLive } from "../live/LiveContext";
import { texts } from "../texts";
import { announce } from "../ui/Live";
import { useStore } from "../ui/store";
import { useVisible } from "../ui/useVisible";
import { titleOf } from "./jobView";
import { keepAsking } from "./keepAsking";

/** News of the one job that a page shows, where the caller's stream has none: somebody else's job, or no stream at all. */
export function useJobNews(job: Job | undefined): void {
  const live = useLive();
  const visible = useVisible();
  const ready = useStore(live.ready);
  const polling = useLink().kind === "polling";
  const jobId = job?.jobId;
  const wanted = visible && ready && job !== undefined && isRunning(job.status);
  const foreign = wanted && !live.jobs.isOwn(job.jobId);

  useEffect(() => {
    if (foreign && jobId !== undefined) return live.follow(jobId);
  }, [foreign, jobId, live]);

  useEffect(() => {
    if (!wanted || !polling || jobId === undefined) return;
    const controller = new AbortController();
    void keepAsking(jobId, controller.signal, (next) => live.jobs.put([next], live.jobs.isOwn(jobId)));
    return () => controller.abort();
  }, [wanted, polling, jobId, live]);
}

/** Says every quarter of the way to screen readers. */
export function useQuarters(job: Job | undefined): void {
  const quarter = job !== undefined && isRunning(job.status) ? Math.floor(job.progress / 25) : 0;
  const title = job === undefined ? "" : titleOf(job);
  useEffect(() => {
    if (quarter > 0 && quarter < 4) announce(texts.quarter(quarter * 25, title));
  }, [quarter, title]);
}
