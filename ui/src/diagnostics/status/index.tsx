import { useQuery, useQueryClient } from "@tanstack/react-query";
import { readJson } from "../../api/client";
import { patient, readNow } from "../../api/patient";
import { ApiError } from "../../api/problems";
import { queryKeys } from "../../api/queryKeys";
import type { components } from "../../api/schema";
import { texts } from "../../texts";
import { ago, count, exactTime } from "../../ui/format";
import { Page } from "../../ui/Page";
import { Problem } from "../../ui/Problem";
import { useNow } from "../../ui/useNow";
import { Sparkline } from "./Sparkline";
import styles from "./Status.module.css";

type Report = components["schemas"]["PerformanceReport"];
type Health = components["schemas"]["HealthReport"];

const healthEveryMs = 5_000;
const figuresEveryMs = 10_000;
const windowSeconds = 300;
const agesEveryMs = 5_000;

/** Whether the service works, and how it did in the last minutes. */
export default function Status() {
  return (
    <Page title={texts.status}>
      <HealthHead />
      <Figures />
    </Page>
  );
}

function HealthHead() {
  const now = useNow(agesEveryMs);
  const { data, dataUpdatedAt } = useQuery<Health | null>({
    queryKey: queryKeys.health,
    refetchInterval: healthEveryMs,
    retry: false,
    // An unhealthy service says so with a 503, and with the same body.
    queryFn: async ({ signal }) => {
      const answer = await fetch("/health", { signal });
      return answer.status === 200 || answer.status === 503 ? ((await answer.json()) as Health) : null;
    },
  });
  if (data === undefined) return null;
  const isHealthy = data?.status === "healthy";
  const parts = data === null ? [] : Object.entries(data.checks);
  return (
    <section
      className={isHealthy ? styles.head : `${styles.head} ${styles.bad}`}
      role={isHealthy ? undefined : "alert"}
    >
      <h2>{data === null ? texts.healthUnknown : isHealthy ? texts.allWorks : texts.partFails}</h2>
      <p className={styles.parts}>
        {parts.map(([part, state]) => (
          <span key={part} className={state === "ok" ? undefined : styles.failing}>
            {part} {state}
          </span>
        ))}
        <span className={styles.meta} title={exactTime(dataUpdatedAt)}>
          {texts.checked(ago(dataUpdatedAt, Math.max(now, dataUpdatedAt)))}
        </span>
      </p>
    </section>
  );
}

function Figures() {
  const client = useQueryClient();
  const queryKey = queryKeys.performance(windowSeconds);
  const { data, error, failureReason } = useQuery<Report>({
    queryKey,
    refetchInterval: figuresEveryMs,
    queryFn: async ({ signal }) => {
      const path = "/v1/diagnostics/performance";
      const read = await readJson<Report>(`${path}?window=${windowSeconds}`, path, { background: true, signal });
      if (read.data === undefined) throw new Error("The service gave no figures and no reason");
      return read.data;
    },
    ...patient,
  });
  const failure = error ?? failureReason;
  if (failure instanceof ApiError && failure.status === 403)
    return <p className={styles.words}>{texts.diagnosticsForbidden}</p>;
  if (data === undefined)
    return failure === null ? null : (
      <Problem
        what={texts.theFigures}
        error={failure}
        retrying={error === null}
        onRetry={() => void readNow(client, { queryKey })}
      />
    );
  const { requests, series, streams } = data;
  return (
    <>
      <ul className={styles.tiles}>
        <Tile name={texts.requests} value={`${requests.ratePerSecond.toFixed(1)}/s`} series={series.count} />
        <Tile name={texts.success} value={percent(requests.successRate)} series={series.failed} />
        <Tile name="p95" value={milliseconds(requests.latencyMs.p95)} series={series.p95} />
        <Tile name={texts.streams} value={count(streams.open)} series={[]} />
      </ul>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={texts.slowestRoutes}>
        <table className={styles.table}>
          <caption>{texts.slowestRoutes}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.route}</th>
              {[texts.calls, texts.fails, "4xx", "p50", "p95", "p99"].map((name) => (
                <th key={name} scope="col" className={styles.number}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.routes.map((route) => (
              <tr key={`${route.method} ${route.route}`}>
                <th scope="row">
                  {route.method} {route.route}
                </th>
                <td className={styles.number}>{count(route.count)}</td>
                <td className={route.failed > 0 ? `${styles.number} ${styles.failing}` : styles.number}>
                  {count(route.failed)}
                </td>
                <td className={styles.number}>{count(route.clientErrors)}</td>
                <td className={styles.number}>{milliseconds(route.latencyMs.p50)}</td>
                <td className={styles.number}>{milliseconds(route.latencyMs.p95)}</td>
                <td className={styles.number}>{milliseconds(route.latencyMs.p99)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.meta}>
        {data.instance} · v{data.version}
      </p>
    </>
  );
}

function Tile({ name, value, series }: { name: string; value: string; series: readonly (number | null)[] }) {
  return (
    <li className={styles.tile}>
      <span className={styles.meta}>{name}</span>
      <strong>{value}</strong>
      <Sparkline values={series} />
    </li>
  );
}

function milliseconds(value: number | null): string {
  if (value === null) return "—";
  return value < 10 ? `${value.toFixed(1)} ms` : `${count(Math.round(value))} ms`;
}

function percent(rate: number | null): string {
  if (rate === null) return "—";
  return rate === 1 ? "100 %" : `${(Math.floor(rate * 10_000) / 100).toFixed(2)} %`;
}
