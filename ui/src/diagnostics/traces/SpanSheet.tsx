import { X } from "lucide-react";
import { texts } from "../../texts";
import { IconButton } from "../../ui/Button";
import { Copy } from "../../ui/Copy";
import type { Span } from "./layout";
import { lengthOf } from "./time";
import styles from "./Traces.module.css";

/** All that is known of a span, each value to be copied. */
export function SpanSheet({ span, onClose }: { span: Span; onClose: () => void }) {
  const facts: [string, string][] = [
    [texts.service, span.service],
    [texts.spanId, span.spanId],
    [texts.began, lengthOf(span.startUs)],
    [texts.took, lengthOf(span.durationUs)],
    ...(span.status === "error" ? [[texts.spanFailed, span.statusMessage ?? ""] satisfies [string, string]] : []),
    ...Object.entries(span.attributes).map(([name, value]): [string, string] => [name, String(value)]),
  ];
  return (
    <section className={styles.sheet} aria-label={span.name}>
      <div className={styles.sheetHead}>
        <h2>{span.name}</h2>
        <IconButton label={texts.close} onClick={onClose}>
          <X size={16} />
        </IconButton>
      </div>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Copy value={value} shown={value} what={name} />
            </dd>
          </div>
        ))}
      </dl>
      {span.events.map((event) => (
        <p key={`${event.timeUs} ${event.name}`} className={styles.event}>
          {lengthOf(event.timeUs)} · {event.name}
          {Object.values(event.attributes).map((value) => ` · ${String(value)}`)}
        </p>
      ))}
    </section>
  );
}
