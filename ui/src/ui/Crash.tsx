import type { CrashReport } from "../telemetry/errors";
import { texts } from "../texts";
import { Button, buttonClass } from "./Button";
import { Copy, shortId } from "./Copy";
import styles from "./Crash.module.css";

/** What is left of the page after a crash. Both ways out load it anew: its memory cannot be trusted any more. */
export function Crash({ report }: { report: CrashReport }) {
  return (
    <main className={styles.crash} role="alert">
      <h1 tabIndex={-1}>{texts.crashed}</h1>
      <p>{texts.crashedHint}</p>
      <p className={styles.message}>{report.message}</p>
      {report.traceId === null ? null : (
        <p>
          Trace <Copy value={report.traceId} shown={shortId(report.traceId)} what="trace id" />
        </p>
      )}
      <p className={styles.ways}>
        <Button look="primary" onClick={() => location.reload()}>
          {texts.reload}
        </Button>
        <a href="/" className={buttonClass()}>
          {texts.home}
        </a>
      </p>
    </main>
  );
}
