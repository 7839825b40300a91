import { Send } from "lucide-react";
import { useLive } from "../live/LiveContext";
import { texts } from "../texts";
import { Button } from "../ui/Button";
import { titleOf, idsOf } from "./jobView";
import { discard, sendAgain, type Submission } from "./submissions";
import mark from "./StateMark.module.css";
import styles from "./JobRow.module.css";

const words = { sending: texts.sendingHint, "sent again": texts.sendingLost, failed: texts.sendingGivenUp };

/** A download that the service has not confirmed yet. */
export function SubmissionRow({ submission }: { submission: Submission }) {
  const live = useLive();
  const { key, fileIds, state } = submission;
  const job = { totalFileIds: fileIds.length, firstFileIds: fileIds.slice(0, 3) };
  const failed = state === "failed";
  return (
    <div role="listitem" className={styles.row} data-state="sending">
      <span className={styles.check} />
      <div className={styles.state}>
        <span className={`${mark.mark ?? ""} ${(failed ? mark.failed : mark.idle) ?? ""}`}>
          <Send size={14} aria-hidden />
          {failed ? texts.sendingFailed : texts.states.sending}
        </span>
      </div>
      <div className={styles.what}>
        <span className={styles.title}>
          <span className={styles.files}>{titleOf(job)}</span>
          <span className={styles.ids}>{idsOf(job)}</span>
        </span>
        <div className={styles.meta}>
          <span className={styles.words}>{words[state]}</span>
        </div>
      </div>
      <div className={styles.actions}>
        {failed ? (
          <>
            <Button onClick={() => void sendAgain(live, submission).catch(() => undefined)}>{texts.tryAgain}</Button>
            <Button look="quiet" onClick={() => discard(key)}>
              {texts.discard}
            </Button>
          </>
        ) : null}
      </div>
    </div>
  );
}
