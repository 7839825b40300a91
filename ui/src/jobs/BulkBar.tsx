import { X } from "lucide-react";
import { useState } from "react";
import type { Job } from "../api/client";
import { isRunning } from "../live/applyEvent";
import { useLive } from "../live/LiveContext";
import { texts } from "../texts";
import { Button, IconButton } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { useNow } from "../ui/useNow";
import { cancel, cancelMany, copyLinks, downloadMany, retryMany } from "./actions";
import { hasResult, shownAs } from "./jobView";
import styles from "./BulkBar.module.css";

/** What can be done with all that is selected; an action that fits none of them is not offered. */
export function BulkBar({ jobs, onDone }: { jobs: readonly Job[]; onDone: () => void }) {
  const live = useLive();
  const now = useNow(60_000);
  const [asking, setAsking] = useState(false);
  const running = jobs.filter((job) => isRunning(job.status));
  const ready = jobs.filter((job) => hasResult(job, shownAs(job, now)));
  const failed = jobs.filter((job) => job.failedFiles > 0 && !isRunning(job.status));

  function cancelAll() {
    setAsking(false);
    void cancelMany(live, running);
    onDone();
  }

  return (
    <div role="region" aria-label={texts.bulk} className={styles.bar}>
      <span className={styles.count}>{texts.selected(jobs.length)}</span>
      {ready.length > 0 ? (
        <Button onClick={() => downloadMany(ready)}>{texts.downloadSome(ready.length)}</Button>
      ) : null}
      {failed.length > 0 ? (
        <Button onClick={() => void retryMany(live, failed)}>{texts.retrySome(failed.length)}</Button>
      ) : null}
      {running.length > 0 ? (
        <Button
          onClick={() => {
            if (running.length > 1) setAsking(true);
            else if (running[0]) void cancel(live, running[0]);
          }}
        >
          {texts.cancelMany(running.length)}
        </Button>
      ) : null}
      <Button onClick={() => void copyLinks(jobs)}>{texts.copyLinks}</Button>
      <IconButton label={texts.clearSelection} onClick={onDone}>
        <X size={16} />
      </IconButton>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={texts.cancelManyTitle(running.length)}
        description={texts.cancelManyHint}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{texts.keep}</Button>
            <Button look="danger" onClick={cancelAll}>
              {texts.cancelMany(running.length)}
            </Button>
          </>
        }
      />
    </div>
  );
}
