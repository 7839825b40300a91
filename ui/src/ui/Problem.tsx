import { ApiError } from "../api/problems";
import { sentence, texts } from "../texts";
import { Button } from "./Button";
import { Copy, shortId } from "./Copy";
import styles from "./Problem.module.css";

interface ProblemProps {
  /** What could not be had: "The downloads". */
  what: string;
  error: unknown;
  onRetry: () => void;
  /** It is tried again by itself. */
  retrying?: boolean;
}

/** In place of a part that could not be read: what, why, the ids to report it by, and a way on. */
export function Problem({ what, error, onRetry, retrying = false }: ProblemProps) {
  const failure = error instanceof ApiError ? error : null;
  return (
    <div role="alert" className={styles.problem}>
      <p className={styles.title}>{texts.partFailed(what)}</p>
      <p>
        {failure === null ? String(error) : `${sentence(failure.code)}.`}
        {retrying ? ` ${texts.triedAgain(failure?.retryAfterMs ?? null)}` : null}
      </p>
      {failure === null ? null : (
        <p className={styles.ids}>
          {failure.requestId === null ? null : (
            <span>
              {texts.requestId} <Copy value={failure.requestId} shown={shortId(failure.requestId)} what="request id" />
            </span>
          )}
          {failure.traceId === null ? null : (
            <span>
              {texts.traceId} <Copy value={failure.traceId} shown={shortId(failure.traceId)} what="trace id" />
            </span>
          )}
        </p>
      )}
      <p>
        <Button onClick={onRetry}>{texts.tryAgain}</Button>
      </p>
    </div>
  );
}
