import { lazy, Suspense, useEffect } from "react";
import { Link, useParams, useSearchParams } from "wouter";
import type { Job } from "../api/client";
import { readNow } from "../api/patient";
import { ApiError } from "../api/problems";
import { queryKeys } from "../api/queryKeys";
import { isRunning } from "../live/applyEvent";
import { useJob, useLive } from "../live/LiveContext";
import { setPageTitle } from "../shell/title";
import { texts } from "../texts";
import { Empty } from "../ui/Empty";
import { Frame, Page } from "../ui/Page";
import { Problem } from "../ui/Problem";
import { Tabs } from "../ui/Tabs";
import { useNow } from "../ui/useNow";
import { Files } from "./Files";
import { JobFacts } from "./JobFacts";
import { JobHead } from "./JobHead";
import { shownAs, titleOf } from "./jobView";
import { ResultBox } from "./ResultBox";
import { useJobKeys } from "./useJobKeys";
import { useJobNews, useQuarters } from "./useJobNews";
import { usePending } from "./waits";
import styles from "./JobPage.module.css";

const JobTrace = lazy(() => import("../diagnostics/traces").then((traces) => ({ default: traces.JobTrace })));

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const headHeight = 112;
const agesEveryMs = 5_000;
const views = ["progress", "trace"] as const;

/** One download and its files. */
export function JobPage() {
  const jobId = useParams<{ jobId: string }>().jobId.toLowerCase();
  return uuid.test(jobId) ? <KnownId jobId={jobId} /> : <Gone words={texts.badJobId} />;
}

function KnownId({ jobId }: { jobId: string }) {
  const { data: job, error: final, failureReason } = useJob(jobId);
  const { client } = useLive().jobs;
  const error = final ?? failureReason;
  useJobNews(job);
  useQuarters(job);
  const title = job === undefined ? texts.downloads : titleOf(job);
  useEffect(() => {
    setPageTitle(title);
    return () => setPageTitle(texts.downloads);
  }, [title]);

  if (job !== undefined) return <Known job={job} />;
  if (error === null) return <Page title={"\u00a0"}>{null}</Page>;
  if (error instanceof ApiError && (error.status === 404 || error.status === 410))
    return <Gone words={error.status === 410 ? texts.gone : texts.unknownJob} />;
  return (
    <Page title={texts.download}>
      <Problem
        what={texts.theDownload}
        error={error}
        retrying={final === null}
        onRetry={() => void readNow(client, { queryKey: queryKeys.job(jobId) })}
      />
    </Page>
  );
}

function Known({ job }: { job: Job }) {
  const [search, setSearch] = useSearchParams();
  const view = search.get("view") === "trace" && job.traceId !== null ? "trace" : "progress";
  const now = useNow(agesEveryMs);
  const shown = shownAs(job, now, usePending(job.jobId));
  useJobKeys(job, shown);

  return (
    <Frame>
      <JobHead job={job} shown={shown} now={now} />
      <JobFacts job={job} />
      <ResultBox job={job} shown={shown} />
      {job.traceId === null ? null : (
        <Tabs
          label={texts.views}
          chosen={view}
          options={views.map((value) => ({ value, text: texts.viewNames[value] }))}
          onChoose={(next) => setSearch(next === "trace" ? { view: next } : {}, { replace: true })}
        />
      )}
      {view === "trace" && job.traceId !== null ? (
        <Suspense fallback={null}>
          <JobTrace traceId={job.traceId} running={isRunning(job.status)} />
        </Suspense>
      ) : shown === "expired" ? (
        <div className={styles.gone}>
          <Empty>
            <p>{texts.gone}</p>
          </Empty>
        </div>
      ) : (
        <Files job={job} stickyHeight={headHeight} />
      )}
    </Frame>
  );
}

function Gone({ words }: { words: string }) {
  return (
    <Page title={texts.download}>
      <Empty>
        <p>{words}</p>
        <Link href="/">{texts.home}</Link>
      </Empty>
    </Page>
  );
}
