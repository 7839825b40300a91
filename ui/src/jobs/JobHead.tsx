import { ChevronLeft } from "lucide-react";
import { Fragment } from "react";
import { Link } from "wouter";
import type { Job } from "../api/client";
import { isRunning } from "../live/applyEvent";
import { texts } from "../texts";
import { buttonClass } from "../ui/Button";
import { bytes } from "../ui/format";
import { Progress } from "../ui/Progress";
import { JobButtons, JobMenu } from "./JobButtons";
import { metaOf, progressText, titleOf, tones, type Shown } from "./jobView";
import { StateMark } from "./StateMark";
import { useEta } from "./useEta";
import { useRate } from "./useRate";
import styles from "./JobPage.module.css";

interface JobHeadProps {
  job: Job;
  shown: Shown;
  now: number;
}

/** What stays in sight while the files scroll: what it is, how far, and what can be done. */
export function JobHead({ job, shown, now }: JobHeadProps) {
  const left = useEta(job);
  const rate = useRate(job);
  const running = isRunning(job.status);
  const title = titleOf(job);
  const toGo = job.totalFileIds - job.readyFiles - job.failedFiles;
  const facts = running
    ? [
        texts.ready(job.readyFiles),
        job.failedFiles > 0 ? texts.failedFiles(job.failedFiles) : null,
        toGo > 0 ? texts.toGo(toGo) : texts.packing,
        job.bytesReady > 0 ? bytes(job.bytesReady) : null,
        rate >= 1 ? texts.perSecond(bytes(rate)) : null,
        left,
      ].filter((fact) => fact !== null)
    : metaOf(job, shown, now, null);

  return (
    <header className={styles.head}>
      <div className={styles.top}>
        <Link href="/" className={buttonClass("quiet", true, styles.back)} aria-label={texts.home} title={texts.home}>
          <ChevronLeft size={18} />
        </Link>
        <h1 tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        <StateMark shown={shown} job={job} />
        <div className={styles.actions}>
          <JobButtons job={job} shown={shown} all />
        </div>
        <JobMenu job={job} shown={shown} open={false} />
      </div>
      {running ? (
        <div className={styles.progress}>
          <Progress
            className={styles.bar}
            percent={job.progress}
            label={title}
            text={progressText(job)}
            tone={tones[shown]}
          />
          <span className={styles.percent}>{Math.floor(job.progress)} %</span>
        </div>
      ) : null}
      <p className={styles.facts}>
        {facts.map((fact, index) => (
          <Fragment key={index}>
            {index > 0 ? " · " : null}
            <span className={styles.fact}>{fact}</span>
          </Fragment>
        ))}
      </p>
    </header>
  );
}
