import { ChevronRight } from "lucide-react";
import { Link } from "wouter";
import type { Job } from "../api/client";
import { texts } from "../texts";
import { buttonClass } from "../ui/Button";
import { Copy, shortId } from "../ui/Copy";
import { exactTime, timeOfDay } from "../ui/format";
import styles from "./JobPage.module.css";

/** When it was made, and the ids to report it by. */
export function JobFacts({ job }: { job: Job }) {
  const created = Date.parse(job.createdAt);
  return (
    <dl className={styles.ids}>
      <div>
        <dt>{texts.created}</dt>
        <dd>
          <time dateTime={job.createdAt} title={exactTime(created)}>
            {timeOfDay(created)}
          </time>
        </dd>
      </div>
      <div>
        <dt>{texts.id}</dt>
        <dd>
          <Copy value={job.jobId} shown={shortId(job.jobId)} what={texts.idOf} />
        </dd>
      </div>
      {job.traceId === null ? null : (
        <div>
          <dt>{texts.traceId}</dt>
          <dd>
            <Copy value={job.traceId} shown={shortId(job.traceId)} what={texts.traceIdOf} />
            <Link
              href={`/traces/${job.traceId}`}
              className={buttonClass("quiet", true)}
              aria-label={texts.showTrace}
              title={texts.showTrace}
            >
              <ChevronRight size={14} />
            </Link>
          </dd>
        </div>
      )}
    </dl>
  );
}
