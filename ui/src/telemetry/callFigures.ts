import type { FinishedCall } from "./calls";

export interface Latency {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** Figures in the shape that the service gives its own. */
export interface CallFigures {
  requests: { ratePerSecond: number; successRate: number | null; latencyMs: Latency };
  routes: {
    method: string;
    route: string;
    count: number;
    failed: number;
    clientErrors: number;
    latencyMs: Latency;
    /** Of the last call. */
    traceId: string;
  }[];
  series: {
    from: string;
    stepSeconds: number;
    count: (number | null)[];
    failed: (number | null)[];
    p50: (number | null)[];
    p95: (number | null)[];
    p99: (number | null)[];
  };
}

const stepSeconds = 10;

/** What calls of the last `windowSeconds` seconds add up to. */
export function figuresOf(all: readonly FinishedCall[], windowSeconds: number, now: number): CallFigures {
  const slots = windowSeconds / stepSeconds;
  const end = Math.ceil(now / 1_000 / stepSeconds) * stepSeconds * 1_000;
  const from = end - windowSeconds * 1_000;
  const calls = all.filter((call) => call.time >= from);
  const bySlot: FinishedCall[][] = Array.from({ length: slots }, () => []);
  for (const call of calls)
    bySlot[Math.min(slots - 1, Math.floor((call.time - from) / 1_000 / stepSeconds))]?.push(call);

  const byRoute = new Map<string, FinishedCall[]>();
  for (const call of calls) {
    const key = `${call.method} ${call.route}`;
    byRoute.set(key, [...(byRoute.get(key) ?? []), call]);
  }

  const inSlots = (figure: (calls: FinishedCall[]) => number | null) =>
    bySlot.map((slot) => (slot.length === 0 ? null : figure(slot)));
  return {
    requests: {
      ratePerSecond: calls.length / windowSeconds,
      successRate: calls.length === 0 ? null : 1 - failedOf(calls) / calls.length,
      latencyMs: latencyOf(calls),
    },
    routes: [...byRoute.values()]
      .map((group) => ({
        method: group[0]?.method ?? "",
        route: group[0]?.route ?? "",
        count: group.length,
        failed: failedOf(group),
        clientErrors: group.filter((call) => call.clientError).length,
        latencyMs: latencyOf(group),
        traceId: group.at(-1)?.traceId ?? "",
      }))
      .sort((a, b) => b.count - a.count),
    series: {
      from: new Date(from).toISOString(),
      stepSeconds,
      count: inSlots((slot) => slot.length),
      failed: inSlots(failedOf),
      p50: inSlots((slot) => latencyOf(slot).p50),
      p95: inSlots((slot) => latencyOf(slot).p95),
      p99: inSlots((slot) => latencyOf(slot).p99),
    },
  };
}

function failedOf(calls: readonly FinishedCall[]): number {
  return calls.filter((call) => call.failed).length;
}

function latencyOf(calls: readonly FinishedCall[]): Latency {
  const sorted = calls.map((call) => call.ms).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
