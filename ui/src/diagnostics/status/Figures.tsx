import type { ReactNode } from "react";
import { Link } from "wouter";
import type { CallFigures } from "../../telemetry/callFigures";
import { texts } from "../../texts";
import { Chips } from "../../ui/Chips";
import { count } from "../../ui/format";
import { milliseconds, percent } from "./format";
import { ResponseTime } from "./ResponseTime";
import { Sparkline } from "./Sparkline";
import { spans, type FiguresProps } from "./window";
import { words } from "./words";
import styles from "./Status.module.css";

/** What the service's own figures and those of this page have in common. */
export type Shown = Omit<CallFigures, "routes"> & {
  routes: (Omit<CallFigures["routes"][number], "traceId"> & { traceId?: string })[];
};

interface Props extends FiguresProps {
  figures: Shown;
  /** The fourth tile. */
  last: { name: string; value: string; series: readonly (number | null)[] };
  /** Said instead of an empty table. */
  empty: string;
  children?: ReactNode;
}

/** Tiles, the chart, and the routes. */
export function Figures({ figures: { requests, series, routes }, last, empty, span, onSpan, children }: Props) {
  return (
    <>
      <ul className={styles.tiles}>
        <Tile name={words.requests} value={`${requests.ratePerSecond.toFixed(1)}/s`} series={series.count} />
        <Tile name={words.success} value={percent(requests.successRate)} series={successOf(series)} />
        <Tile name="p95" value={milliseconds(requests.latencyMs.p95)} series={series.p95} />
        <Tile {...last} />
      </ul>
      <ResponseTime
        series={series}
        choice={
          <Chips
            label={words.window}
            chosen={String(span)}
            options={spans.map((value) => ({ value: String(value), text: words.windows[value] }))}
            onChoose={(value) => onSpan(spans.find((each) => String(each) === value) ?? span)}
          />
        }
      />
      {routes.length === 0 ? (
        <p className={styles.words}>{empty}</p>
      ) : (
        <Routes routes={routes} hasTraces={routes.some((route) => route.traceId !== undefined)} />
      )}
      {children}
    </>
  );
}

function Routes({ routes, hasTraces }: { routes: Shown["routes"]; hasTraces: boolean }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.routes}>
      <table className={styles.table}>
        <caption>{words.routes}</caption>
        <thead>
          <tr>
            <th scope="col">{words.route}</th>
            {[words.calls, words.fails, "4xx", "p50", "p95", "p99"].map((name) => (
              <th key={name} scope="col" className={styles.number}>
                {name}
              </th>
            ))}
            {hasTraces ? <th scope="col">{texts.traceId}</th> : null}
          </tr>
        </thead>
        <tbody>
          {routes.map((route) => (
            <tr key={`${route.method} ${route.route}`}>
              <th scope="row">
                {route.method} {route.route}
              </th>
              <td className={styles.number}>{count(route.count)}</td>
              <td className={route.failed > 0 ? `${styles.number ?? ""} ${styles.failing ?? ""}` : styles.number}>
                {count(route.failed)}
              </td>
              <td className={styles.number}>{count(route.clientErrors)}</td>
              <td className={styles.number}>{milliseconds(route.latencyMs.p50)}</td>
              <td className={styles.number}>{milliseconds(route.latencyMs.p95)}</td>
              <td className={styles.number}>{milliseconds(route.latencyMs.p99)}</td>
              {route.traceId === undefined ? null : (
                <td>
                  <Link
                    href={`/traces/${route.traceId}`}
                    aria-label={`${texts.showTrace}: ${route.method} ${route.route}`}
                  >
                    {texts.showTrace}
                  </Link>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Tile({ name, value, series }: Props["last"]) {
  return (
    <li className={styles.tile}>
      <span className={styles.meta}>{name}</span>
      <strong>{value}</strong>
      <Sparkline values={series} />
    </li>
  );
}

function successOf({ count: counts, failed }: Shown["series"]): (number | null)[] {
  return counts.map((value, slot) => (value === null || value === 0 ? null : 1 - (failed[slot] ?? 0) / value));
}
