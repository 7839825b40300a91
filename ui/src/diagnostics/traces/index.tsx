import { Link, useParams } from "wouter";
import { texts } from "../../texts";
import { Copy, shortId } from "../../ui/Copy";
import { Empty } from "../../ui/Empty";
import { Page } from "../../ui/Page";
import { useTrace } from "./api";
import { RecentTraces } from "./RecentTraces";
import { TraceView } from "./TraceView";
import { words } from "./words";
import styles from "./Traces.module.css";

const traceIdForm = /^[0-9a-f]{32}$/;

export default function Traces() {
  const traceId = useParams<{ traceId?: string }>().traceId?.toLowerCase();
  if (traceId === undefined) return <RecentTraces />;
  return traceIdForm.test(traceId) ? (
    <OneTrace traceId={traceId} />
  ) : (
    <Page title={words.trace}>
      <Empty>
        <p>{words.badTraceId}</p>
        <Link href="/traces">{words.toTraces}</Link>
      </Empty>
    </Page>
  );
}

/** The trace of one download, on its page; read again while the download runs. */
export function JobTrace(props: { traceId: string; running: boolean }) {
  return (
    <div className={styles.tab}>
      <TraceView {...props} />
    </div>
  );
}

function OneTrace({ traceId }: { traceId: string }) {
  const { trace } = useTrace(traceId, false);
  const root = trace?.spans.find((span) => span.parentSpanId === null) ?? trace?.spans[0];
  return (
    <Page
      title={root?.name ?? words.trace}
      actions={<Copy value={traceId} shown={shortId(traceId)} what={texts.traceIdOf} />}
    >
      <TraceView traceId={traceId} running={false} />
    </Page>
  );
}
