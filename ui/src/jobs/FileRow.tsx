import { ChevronRight, CircleCheck, CircleDashed, CircleX, Download } from "lucide-react";
import { memo } from "react";
import { Link } from "wouter";
import { fileLink, type FileStatus } from "../api/client";
import type { FileRow as File } from "../live/applyEvent";
import { useLive } from "../live/LiveContext";
import { fileSentence, texts } from "../texts";
import { buttonClass } from "../ui/Button";
import { Copy } from "../ui/Copy";
import { bytes, count } from "../ui/format";
import { HalfCircle } from "../ui/HalfCircle";
import { Progress } from "../ui/Progress";
import { linkPressed } from "./actions";
import styles from "./Files.module.css";

interface FileRowProps {
  jobId: string;
  traceId: string | null;
  file: File;
  /** From 2: the first row is the header. */
  position: number;
}

const icons = {
  queued: CircleDashed,
  processing: HalfCircle,
  ready: CircleCheck,
  failed: CircleX,
  cancelled: CircleDashed,
};
const tones: Record<FileStatus, string | undefined> = {
  queued: styles.idle,
  processing: styles.running,
  ready: styles.isReady,
  failed: styles.failed,
  cancelled: styles.idle,
};

export const FileRow = memo(function FileRow({ jobId, traceId, file, position }: FileRowProps) {
  const { file_id: id, status, progress, size, attempts, error } = file;
  const Icon = icons[status];
  const percent = Math.floor(progress);
  const link = fileLink(jobId, id);
  const { jobs } = useLive();
  return (
    <div role="row" aria-rowindex={position} className={styles.row} data-file={id} data-state={status}>
      <span role="cell" className={styles.id}>
        {id}
      </span>
      <span role="cell" className={`${styles.state ?? ""} ${tones[status] ?? ""}`}>
        <Icon size={14} aria-hidden />
        {status === "processing" ? (
          <>
            <Progress className={styles.bar} percent={progress} label={String(id)} text={`${percent} percent`} />
            <span className={styles.percent}>{percent} %</span>
          </>
        ) : (
          <span className={styles.words}>
            {status === "failed" && error !== null ? fileSentence(error) : texts.fileStates[status]}
          </span>
        )}
      </span>
      <span role="cell" className={size === null ? `${styles.size ?? ""} ${styles.blank ?? ""}` : styles.size}>
        {size === null ? "—" : bytes(size)}
      </span>
      <span role="cell" className={styles.tries}>
        {attempts === 0 ? "—" : count(attempts)}
      </span>
      <span role="cell" className={styles.actions}>
        {status === "ready" ? (
          <>
            <a
              href={link}
              download
              aria-label={texts.downloadFile(id)}
              className={buttonClass("plain", false, styles.fetch)}
              onClick={(event) => linkPressed(event, jobs.job(jobId))}
            >
              <Download size={14} aria-hidden />
              <span className={styles.wide}>{texts.download}</span>
            </a>
            <span className={styles.wide}>
              <Copy value={location.origin + link} what={texts.linkOfFile(id)} />
            </span>
          </>
        ) : null}
        {status === "failed" && traceId !== null ? (
          <Link href={`/traces/${traceId}?q=${id}`} aria-label={texts.traceOfFile(id)} className={buttonClass("quiet")}>
            <span className={styles.wide}>{texts.traceTab}</span>
            <ChevronRight size={14} aria-hidden />
          </Link>
        ) : null}
      </span>
    </div>
  );
});
