import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "wouter";
import { readNow } from "../../api/patient";
import { ApiError } from "../../api/problems";
import { queryKeys } from "../../api/queryKeys";
import { texts } from "../../texts";
import { Copy, shortId } from "../../ui/Copy";
import { ago, exactTime } from "../../ui/format";
import { Page } from "../../ui/Page";
import { Problem } from "../../ui/Problem";
import { useNow } from "../../ui/useNow";
import { useTrace, useTraces, type TraceDocument } from "./api";
import { servicesOf } from "./layout";
import { lengthOf } from "./time";
import { Waterfall } from "./Waterfall";
import styles from "./Traces.module.css";

const traceIdForm = /^[0-9a-f]{32}$/;
const agesEveryMs = 5_000;

export default function Traces() {
  const { traceId } = useParams<{ traceId?: string }>();
  if (traceId === undefined) return <RecentTraces />;
  return traceIdForm.test(traceId) ? (
    <OneTrace traceId={traceId} />
  ) : (
    <Page title={texts.trace}>
      <p className={styles.words}>{texts.badTraceId}</p>
      <Link href="/traces">{texts.traces}</Link>
    </Page>
  );
}

/** The trace of one download, on its page; read again while the download runs. */
export function JobTrace({ traceId, running }: { traceId: string; running: boolean }) {
  const [find, setFind] = useState("");
  return <Body {...{ traceId, running, find }} onFind={setFind} />;
}

function OneTrace({ traceId }: { traceId: string }) {
  const [search, setSearch] = useSearchParams();
  const find = search.get("q") ?? "";
  const { trace } = useTrace(traceId, false);
  return (
    <Page
      title={trace?.spans[0]?.name ?? texts.trace}
      actions={<Copy value={traceId} shown={shortId(traceId)} what={texts.traceIdOf} />}
    >
      <Body
        {...{ traceId, find }}
        running={false}
        onFind={(q) => setSearch(q === "" ? {} : { q }, { replace: true })}
      />
    </Page>
  );
}

interface BodyProps {
  traceId: string;
  running: boolean;
  find: string;
  onFind: (text: string) => void;
}

function Body({ traceId, running, find, onFind }: BodyProps) {
  const client = useQueryClient();
  const { trace, error, failureReason } = useTrace(traceId, running);
  const failure = error ?? failureReason;
  if (trace !== undefined)
    return (
      <>
        <Summary trace={trace} />
        <Waterfall {...{ trace, find, onFind }} />
      </>
    );
  if (failure === null) return null;
  if (failure instanceof ApiError && failure.status === 404) return <p className={styles.words}>{texts.noTrace}</p>;
  return (
    <Problem
      what={texts.theTrace}
      error={failure}
      retrying={error === null}
      onRetry={() => void readNow(client, { queryKey: queryKeys.trace(traceId) })}
    />
  );
}

function Summary({ trace }: { trace: TraceDocument }) {
  const services = servicesOf(trace.spans).length;
  const parts = [lengthOf(trace.durationUs), texts.spanCount(trace.spanCount), texts.serviceCount(services)];
  parts.push(
    trace.running ? texts.stillRunning : trace.lostSpans > 0 ? texts.lostSpans(trace.lostSpans) : texts.complete,
  );
  return (
    <p className={styles.summary}>
      {parts.join(" · ")}
      {trace.jaegerUrl === null ? null : (
        <a href={trace.jaegerUrl} target="_blank" rel="noreferrer">
          Jaeger ↗
        </a>
      )}
    </p>
  );
}

function RecentTraces() {
  const client = useQueryClient();
  const { data: traces, error, failureReason } = useTraces();
  const now = useNow(agesEveryMs);
  const failure = error ?? failureReason;
  return (
    <Page title={texts.traces}>
      {failure instanceof ApiError && failure.status === 403 ? (
        <p className={styles.words}>{texts.diagnosticsForbidden}</p>
      ) : failure !== null && traces === undefined ? (
        <Problem
          what={texts.theTraces}
          error={failure}
          retrying={error === null}
          onRetry={() => void readNow(client, { queryKey: queryKeys.traces })}
        />
      ) : traces?.length === 0 ? (
        <p className={styles.words}>{texts.noTraces}</p>
      ) : (
        <ul className={styles.list}>
          {(traces ?? []).map((trace) => (
            <li key={trace.traceId}>
              <Link href={`/traces/${trace.traceId}`} className={styles.item}>
                <span className={styles.itemName}>{trace.name}</span>
                {trace.errorCount > 0 ? (
                  <span className={styles.failed}>{texts.failedSpans(trace.errorCount)}</span>
                ) : null}
                <span className={styles.meta}>
                  {lengthOf(trace.durationMs * 1_000)} · {texts.spanCount(trace.spanCount)} ·{" "}
                  <time dateTime={trace.startTime} title={exactTime(Date.parse(trace.startTime))}>
                    {ago(Date.parse(trace.startTime), now)}
                  </time>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
