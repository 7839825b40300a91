import { memo, useRef, type PointerEvent } from "react";
import { Link } from "wouter";
import { useJob } from "../live/LiveContext";
import { texts } from "../texts";
import { exactTime } from "../ui/format";
import { Progress } from "../ui/Progress";
import { useNow } from "../ui/useNow";
import { JobButtons, JobMenu } from "./JobButtons";
import { idsOf, metaOf, progressText, shownAs, titleOf, tones } from "./jobView";
import { StateMark } from "./StateMark";
import { useEta } from "./useEta";
import { usePending } from "./waits";
import styles from "./JobRow.module.css";

interface JobRowProps {
  jobId: string;
  /** From 1, and of how many. */
  position: number;
  size: number;
  selected: boolean;
  /** Where the keyboard is. */
  current: boolean;
  /** On a phone there is room for less. */
  brief: boolean;
  onSelect: (jobId: string, range: boolean) => void;
}

const agesEveryMs = 15_000;
const longPressMs = 500;

/** A row of the list. It follows its own job alone, so news of one job draw one row. */
export const JobRow = memo(function JobRow({ jobId, position, size, selected, current, brief, onSelect }: JobRowProps) {
  const { data: job } = useJob(jobId);
  const now = useNow(agesEveryMs);
  const left = useEta(job);
  const pending = usePending(jobId);
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; done: boolean } | null>(null);

  if (job === undefined)
    return <div role="listitem" aria-setsize={size} aria-posinset={position} aria-busy className={styles.row} />;

  const shown = shownAs(job, now, pending);
  const title = titleOf(job);
  const ids = idsOf(job);
  const running = shown === "queued" || shown === "processing";

  function pressed(event: PointerEvent) {
    if (event.pointerType !== "touch") return;
    const begun = {
      done: false,
      timer: setTimeout(() => {
        begun.done = true;
        onSelect(jobId, false);
      }, longPressMs),
    };
    press.current = begun;
  }

  function released() {
    if (press.current) clearTimeout(press.current.timer);
  }

  return (
    <div
      role="listitem"
      aria-setsize={size}
      aria-posinset={position}
      tabIndex={-1}
      data-row={jobId}
      data-state={shown}
      className={[styles.row, selected ? styles.selected : "", current ? styles.current : ""].filter(Boolean).join(" ")}
      onPointerDown={pressed}
      onPointerUp={released}
      onPointerCancel={released}
      onPointerMove={released}
      onContextMenu={(event) => press.current?.done && event.preventDefault()}
      onClickCapture={(event) => {
        if (!press.current?.done) return;
        event.preventDefault();
        event.stopPropagation();
        press.current = null;
      }}
    >
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={selected}
          aria-label={texts.selectRow(title)}
          onChange={() => undefined}
          onClick={(event) => onSelect(jobId, event.shiftKey)}
        />
      </label>
      <div className={styles.state}>
        <StateMark shown={shown} job={job} />
      </div>
      <div className={styles.what}>
        <Link
          href={`/jobs/${jobId}`}
          className={styles.title}
          title={`${title}\n${exactTime(Date.parse(job.createdAt))}`}
        >
          <span className={styles.files}>{title}</span>
          {ids === "" ? null : <span className={styles.ids}>{ids}</span>}
        </Link>
        <div className={styles.meta}>
          {running ? (
            <Progress
              className={styles.bar}
              percent={job.progress}
              label={title}
              text={progressText(job)}
              tone={tones[shown]}
            />
          ) : null}
          {/* Words that begin elsewhere are other words; the old ones do not slide there. */}
          <span key={running ? "running" : "over"} className={styles.words}>
            {metaOf(job, shown, now, left, brief).join(" · ")}
          </span>
        </div>
      </div>
      <div className={styles.actions}>
        <JobButtons job={job} shown={shown} />
        <JobMenu job={job} shown={shown} onSelect={() => onSelect(jobId, false)} />
      </div>
    </div>
  );
});
