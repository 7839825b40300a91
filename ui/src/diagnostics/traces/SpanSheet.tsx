import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { exactTime } from "../../ui/format";
import { IconButton } from "../../ui/Button";
import { Copy, shortId } from "../../ui/Copy";
import { useErrorOf, type TraceDocument } from "./api";
import { lengthOf } from "./time";
import type { Span } from "./tree";
import { words } from "./words";
import styles from "./Traces.module.css";

interface SpanSheetProps {
  span: Span;
  trace: TraceDocument;
  onClose: () => void;
}

/** All that is known of a span, each value to be copied. */
export function SpanSheet({ span, trace, onClose }: SpanSheetProps) {
  const failed = span.status === "error";
  const error = useErrorOf(trace.traceId, failed);
  const attributes = Object.entries(span.attributes).map(([name, value]): [string, string] => [name, String(value)]);
  const jobId = span.attributes["downstream.job.id"];
  const status = words.statuses[span.status] ?? span.status;
  return (
    <section className={styles.sheet} aria-label={span.name}>
      <div className={styles.sheetHead}>
        <h2>{span.name}</h2>
        {typeof jobId === "string" ? <Link href={`/jobs/${jobId}`}>{words.showDownload}</Link> : null}
        {failed ? (
          <Link href={error === undefined ? "/errors" : `/errors?from=service&id=${error.id}`}>
            {error === undefined ? words.inErrors : words.errorOf(error.type.slice(error.type.lastIndexOf(".") + 1))}
          </Link>
        ) : null}
        <IconButton label={words.close} onClick={onClose}>
          <X size={16} />
        </IconButton>
      </div>
      <dl className={styles.facts}>
        <Fact name={words.status}>
          <span className={failed ? styles.failed : undefined}>
            {span.statusMessage ? `${status} · ${span.statusMessage}` : status}
          </span>
        </Fact>
        <Fact name={words.service}>
          <Copy value={span.service} shown={span.service} what={words.service} />
        </Fact>
        <Fact name={words.kind}>
          {span.kind} · {span.scope}
        </Fact>
        <Fact name={words.began}>
          <time title={exactTime(Date.parse(trace.startTime) + span.startUs / 1_000)}>+{lengthOf(span.startUs)}</time>
        </Fact>
        <Fact name={words.took}>{lengthOf(span.durationUs)}</Fact>
        <Fact name={words.spanId}>
          <Copy value={span.spanId} shown={span.spanId} what="span id" />
        </Fact>
      </dl>
      <Part title={words.attributes} shown={attributes.length > 0}>
        <dl className={styles.facts}>
          {attributes.map(([name, value]) => (
            <Fact key={name} name={name}>
              <Copy value={value} shown={value} what={name} />
            </Fact>
          ))}
        </dl>
      </Part>
      <Part title={words.events} shown={span.events.length > 0}>
        {span.events.map((event) => (
          <p key={`${event.timeUs} ${event.name}`} className={styles.event}>
            <span className={styles.meta}>+{lengthOf(event.timeUs)}</span> {event.name}
            {Object.values(event.attributes).map((value) => ` · ${String(value)}`)}
          </p>
        ))}
      </Part>
      <Part title={words.links} shown={span.links.length > 0}>
        {span.links.map((link) => (
          <p key={`${link.traceId} ${link.spanId}`} className={styles.event}>
            <Link href={`/traces/${link.traceId}?span=${link.spanId}`}>{shortId(link.traceId)}</Link>
          </p>
        ))}
      </Part>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Part({ title, shown, children }: { title: string; shown: boolean; children: ReactNode }) {
  if (!shown) return null;
  return (
    <>
      <h3>{title}</h3>
      {children}
    </>
  );
}
