import { useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { readNow } from "../../api/patient";
import { ApiError } from "../../api/problems";
import { queryKeys } from "../../api/queryKeys";
import { texts } from "../../texts";
import { Empty } from "../../ui/Empty";
import { Problem } from "../../ui/Problem";
import { useAfter } from "../../ui/useAfter";
import { useErrorOf, useTrace, type TraceDocument } from "./api";
import { servicesOf } from "./layers";
import { lengthOf } from "./time";
import { useTraceSearch } from "./useTraceSearch";
import { Waterfall } from "./Waterfall";
import { words } from "./words";
import styles from "./Traces.module.css";

const quietMs = 150;

/** A trace in whatever state it is; `running`: its job is known to run, so that there is more to come. */
export function TraceView({ traceId, running }: { traceId: string; running: boolean }) {
  const client = useQueryClient();
  const { trace, error, failureReason } = useTrace(traceId, running);
  const search = useTraceSearch();
  const failure = error ?? failureReason;
  const ghost = useAfter(quietMs, trace === undefined && failure === null);
  if (trace !== undefined)
    return (
      <>
        <Summary trace={trace} />
        <Waterfall key={traceId} trace={trace} {...search} />
      </>
    );
  if (failure === null) return ghost ? <div className={styles.ghost} aria-hidden /> : null;
  if (failure instanceof ApiError && failure.status === 404)
    return (
      <Empty>
        <p>{running ? words.notYet : words.gone}</p>
        {running ? null : <Link href="/traces">{words.toTraces}</Link>}
      </Empty>
    );
  if (failure instanceof ApiError && failure.status === 403)
    return (
      <Empty>
        <p>{texts.diagnosticsForbidden}</p>
      </Empty>
    );
  return (
    <Problem
      what={words.theTrace}
      error={failure}
      retrying={error === null}
      onRetry={() => void readNow(client, { queryKey: queryKeys.trace(traceId) })}
    />
  );
}

function Summary({ trace }: { trace: TraceDocument }) {
  const failed = trace.spans.filter((span) => span.status === "error");
  const error = useErrorOf(trace.traceId, failed.length > 0);
  const parts = [lengthOf(trace.durationUs), words.spanCount(trace.spanCount)];
  parts.push(words.serviceCount(servicesOf(trace.spans).length));
  if (trace.lostSpans > 0) parts.push(words.lostSpans(trace.lostSpans));
  const whole = trace.lostSpans === 0 && !trace.partial;
  if (trace.running) parts.push(words.stillRunning);
  else if (whole) parts.push(words.complete);
  return (
    <p className={styles.summary}>
      <span>{parts.join(" · ")}</span>
      {trace.partial ? <span>{words.partial}</span> : null}
      {failed.length > 0 ? <span className={styles.failed}>{words.failedSpans(failed.length)}</span> : null}
      {error === undefined ? null : (
        <Link href={`/errors?from=service&id=${error.id}`}>
          {words.errorOf(error.type.slice(error.type.lastIndexOf(".") + 1))}
        </Link>
      )}
    </p>
  );
}
