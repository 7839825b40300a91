import { Ellipsis } from "lucide-react";
import { useLocation } from "wouter";
import { resultLink, type Job } from "../api/client";
import { useLive } from "../live/LiveContext";
import { texts } from "../texts";
import { Button, buttonClass } from "../ui/Button";
import { Menu, type MenuItem } from "../ui/Menu";
import { cancel, copyAndTell, copyLinks, linkPressed, prepareAgain, retry } from "./actions";
import { curlOf, hasResult, titleOf, type Shown } from "./jobView";
import { notifyAbout } from "./notifications";
import { usePending, useBlocked } from "./waits";

interface JobButtonsProps {
  job: Job;
  shown: Shown;
  /** In front of the menu on the page of one download; a list shows the first action alone. */
  all?: boolean;
}

/** What can be done with a download: the likely thing as a button, the rest in the menu. */
export function JobButtons({ job, shown, all = false }: JobButtonsProps) {
  const fetches = hasResult(job, shown);
  const retries =
    shown === "failed" || (shown === "partially_completed" && (all || !fetches)) || job.error === "archive_failed";
  return (
    <>
      {shown === "queued" || shown === "processing" ? <CancelButton job={job} /> : null}
      {fetches ? <DownloadButton job={job} /> : null}
      {retries ? <RetryButton job={job} all={all} /> : null}
      {shown === "cancelled" || shown === "expired" ? <AgainButton job={job} /> : null}
    </>
  );
}

function CancelButton({ job }: { job: Job }) {
  const live = useLive();
  const wait = useBlocked(`cancel ${job.jobId}`);
  const words = wait > 0 ? texts.againIn(wait) : texts.cancel;
  const name = wait > 0 ? texts.name(words, titleOf(job)) : texts.cancelOf(titleOf(job));
  const pending = usePending(job.jobId);
  return (
    <Button
      aria-label={name}
      aria-disabled={wait > 0 || pending !== undefined}
      onClick={() => wait === 0 && void cancel(live, job)}
    >
      {words}
    </Button>
  );
}

function DownloadButton({ job }: { job: Job }) {
  const words = job.status === "partially_completed" ? texts.downloadSome(job.readyFiles) : texts.download;
  return (
    <a
      href={resultLink(job.jobId)}
      download
      aria-label={texts.name(words, titleOf(job))}
      className={buttonClass("primary")}
      onClick={(event) => linkPressed(event, job)}
    >
      {words}
    </a>
  );
}

function RetryButton({ job, all }: { job: Job; all: boolean }) {
  const live = useLive();
  const wait = useBlocked(`retry ${job.jobId}`);
  // Without its archive all of it runs again, not the failed files alone.
  const some = all && job.failedFiles > 0 && job.error !== "archive_failed";
  const usual = some ? texts.retrySome(job.failedFiles) : texts.tryAgain;
  const words = wait > 0 ? texts.againIn(wait) : usual;
  return (
    <Button
      aria-label={texts.name(words, titleOf(job))}
      aria-disabled={wait > 0}
      onClick={() => wait === 0 && void retry(live, job)}
    >
      {words}
    </Button>
  );
}

function AgainButton({ job }: { job: Job }) {
  const live = useLive();
  const wait = useBlocked(`again ${job.jobId}`);
  const words = wait > 0 ? texts.againIn(wait) : texts.prepareAgain;
  const pending = usePending(job.jobId);
  return (
    <Button
      aria-label={texts.name(words, titleOf(job))}
      aria-disabled={wait > 0 || pending !== undefined}
      onClick={() => wait === 0 && pending === undefined && void prepareAgain(live, job)}
    >
      {words}
    </Button>
  );
}

interface JobMenuProps {
  job: Job;
  shown: Shown;
  /** On a page of its own there is nothing to open. */
  open?: boolean;
  onSelect?: (() => void) | undefined;
}

export function JobMenu({ job, shown, open = true, onSelect }: JobMenuProps) {
  const live = useLive();
  const [, navigate] = useLocation();
  const title = titleOf(job);
  const page = `/jobs/${job.jobId}`;
  const trace = job.traceId === null ? null : `/traces/${job.traceId}`;
  const running = shown === "queued" || shown === "processing";
  const failed = shown === "partially_completed" && job.failedFiles > 0;
  const items: (MenuItem | false)[] = [
    open && { label: texts.open, href: page, run: () => navigate(page) },
    onSelect !== undefined && { label: texts.select, run: onSelect },
    { label: texts.copyLink, run: () => void copyLinks([job]) },
    hasResult(job, shown) && {
      label: texts.copyCurl,
      run: () => void copyAndTell(curlOf(resultLink(job.jobId)), "curl"),
    },
    { label: texts.copyId, run: () => void copyAndTell(job.jobId, texts.id) },
    job.traceId !== null && { label: texts.copyTraceId, run: () => void copyAndTell(job.traceId ?? "", texts.traceId) },
    trace !== null && { label: texts.showTrace, href: trace, run: () => navigate(trace) },
    failed && { label: texts.retrySome(job.failedFiles), run: () => void retry(live, job) },
    { label: texts.prepareAgain, run: () => void prepareAgain(live, job) },
    running && { label: texts.notifyMe, run: () => void notifyAbout(job) },
  ];
  return (
    <Menu label={texts.more(title)} icon={<Ellipsis size={18} />} items={items.filter((item) => item !== false)} />
  );
}
