import { useState } from "react";
import { Link } from "wouter";
import { isReported } from "../telemetry/reports";
import { sentence, texts } from "../texts";
import { Button } from "./Button";
import { byHand, copyText } from "./clipboard";
import { Copy, shortId } from "./Copy";
import styles from "./ErrorCard.module.css";
import { Feedback } from "./Feedback";
import { exactTime } from "./format";
import type { LoggedError } from "./loggedError";
import { toast } from "./toasts";

/** All that is known of an error, with ids that work elsewhere. */
export function ErrorCard({ error }: { error: LoggedError }) {
  const [telling, setTelling] = useState(false);
  return (
    <div className={styles.card}>
      <p>{error.message}</p>
      {error.code === null ? null : (
        <p className={styles.meta}>
          {sentence(error.code)} <code>{error.code}</code>
        </p>
      )}
      <p className={styles.ids}>
        <Id words={texts.requestId} value={error.requestId} what="request id" />
        {error.traceId === null ? null : (
          <span>
            <Id words={texts.traceId} value={error.traceId} what="trace id" />
            <Link href={`/traces/${error.traceId}`}>{texts.showTrace}</Link>
          </span>
        )}
        {error.jobId === null ? null : <Link href={`/jobs/${error.jobId}`}>{texts.showDownload}</Link>}
        <Id words={texts.columns.file} value={error.fileId?.toString() ?? null} what="file id" />
        <Id words="Sentry" value={error.sentryEventId} what="Sentry id" />
        {error.sentryUrl === null ? null : (
          <a href={error.sentryUrl} target="_blank" rel="noreferrer">
            Sentry <span aria-hidden>↗</span>
          </a>
        )}
      </p>
      <p className={styles.meta}>
        {error.source} · <time dateTime={error.time}>{exactTime(Date.parse(error.time))}</time>
      </p>
      <p className={styles.ids}>
        <Button onClick={() => void copyAll(error)}>{texts.copyAll}</Button>
        {isReported() ? <Button onClick={() => setTelling(true)}>{texts.tellUs}</Button> : null}
      </p>
      <Feedback error={error} open={telling} onClose={() => setTelling(false)} />
    </div>
  );
}

function Id({ words, value, what }: { words: string; value: string | null; what: string }) {
  return value === null ? null : (
    <span className={styles.id}>
      {words} <Copy value={value} shown={shortId(value)} what={what} />
    </span>
  );
}

async function copyAll(error: LoggedError): Promise<void> {
  const { message, method, route } = error;
  const named = {
    ...{ code: error.code, status: error.status, request: error.requestId, trace: error.traceId },
    ...{
      job: error.jobId,
      file: error.fileId ?? null,
      sentry: error.sentryEventId,
      source: error.source,
      time: error.lastTime,
      times: error.count,
    },
  };
  const lines = Object.entries(named).filter(([, value]) => value !== null);
  const text = [
    `${error.type}: ${message}`,
    ...(route === null ? [] : [`${method ?? ""} ${route}`.trim()]),
    ...lines.map(([name, value]) => `${name}: ${String(value)}`),
  ].join("\n");
  if (await copyText(text)) toast(texts.copied(texts.errorIds));
  else byHand.set(text);
}
