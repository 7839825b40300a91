import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Health } from "../../api/client";
import { withLimit } from "../../api/limits";
import { queryKeys } from "../../api/queryKeys";
import { config } from "../../config";
import { randomHex, traceparentOf } from "../../telemetry/ids";
import { ago, exactTime, timeOfDay } from "../../ui/format";
import { useNow } from "../../ui/useNow";
import { words } from "./words";
import styles from "./Status.module.css";

const healthEveryMs = 5_000;
const limitMs = 10_000;
const agesEveryMs = 5_000;

/** The first thing to know: whether all parts work, and since when this page has seen that they do not. */
export function HealthHead() {
  const now = useNow(agesEveryMs);
  const [since, setSince] = useState<number | null>(null);
  const { data, dataUpdatedAt } = useQuery<Health | null>({
    queryKey: queryKeys.health,
    refetchInterval: healthEveryMs,
    retry: false,
    queryFn: ({ signal }) => readHealth(signal),
  });
  if (data === undefined) return <section className={styles.head} aria-busy />;

  const isHealthy = data?.status === "healthy";
  if (isHealthy && since !== null) setSince(null);
  if (!isHealthy && since === null) setSince(dataUpdatedAt);
  const parts = data === null ? [] : Object.entries(data.checks);
  return (
    <section
      className={isHealthy ? styles.head : `${styles.head ?? ""} ${styles.bad ?? ""}`}
      role={isHealthy ? undefined : "alert"}
    >
      <h2>
        {data === null ? words.healthUnknown : isHealthy ? words.allWorks : words.partFails}
        {since === null ? null : <span className={styles.since}> {words.since(timeOfDay(since))}</span>}
      </h2>
      <p className={styles.parts}>
        {parts.map(([part, state]) => (
          <span key={part} className={state === "ok" ? undefined : styles.failing}>
            {part} {state}
          </span>
        ))}
        <span className={styles.meta} title={exactTime(dataUpdatedAt)}>
          v{config.version} · {words.checked(ago(dataUpdatedAt, Math.max(now, dataUpdatedAt)))}
        </span>
      </p>
    </section>
  );
}

/** An unhealthy service says so with a 503, and with the same body; null when it says nothing. */
async function readHealth(signal: AbortSignal): Promise<Health | null> {
  const limit = withLimit(limitMs, signal);
  try {
    const headers = { traceparent: traceparentOf(randomHex(16), randomHex(8), false) };
    const answer = await fetch("/health", { headers, signal: limit.signal });
    return answer.status === 200 || answer.status === 503 ? ((await answer.json()) as Health) : null;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  } finally {
    limit.release();
  }
}
