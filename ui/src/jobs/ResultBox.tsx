import { resultLink, type Job } from "../api/client";
import { texts } from "../texts";
import { Copy } from "../ui/Copy";
import { curlOf, hasResult, type Shown } from "./jobView";
import styles from "./JobPage.module.css";

/** How to fetch the result from somewhere without a browser. */
export function ResultBox({ job, shown }: { job: Job; shown: Shown }) {
  if (!hasResult(job, shown)) return null;
  const command = curlOf(resultLink(job.jobId));
  return (
    <div className={styles.result}>
      <span className={styles.hint}>{texts.curlHint}</span>
      <code className={styles.command}>{command}</code>
      <Copy value={command} what={texts.command} />
    </div>
  );
}
