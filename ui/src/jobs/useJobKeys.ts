import type { Job } from "../api/client";
import { useLive } from "../live/LiveContext";
import { useShortcuts } from "../shell/keyboard";
import { isRunning } from "../live/applyEvent";
import { cancel, copyLinks, download, retry } from "./actions";
import { hasResult, type Shown } from "./jobView";

/** The keys of the page of one download. */
export function useJobKeys(job: Job, shown: Shown): void {
  const live = useLive();
  useShortcuts({
    d: () => {
      if (hasResult(job, shown)) download(job);
      return true;
    },
    c: () => {
      void cancel(live, job);
      return true;
    },
    r: () => {
      if (job.failedFiles > 0 && !isRunning(job.status)) void retry(live, job);
      return true;
    },
    u: () => {
      void copyLinks([job]);
      return true;
    },
  });
}
