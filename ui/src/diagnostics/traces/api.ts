import { useQuery, useQueryClient } from "@tanstack/react-query";
import { readJson } from "../../api/client";
import { serverNow } from "../../api/clock";
import { patient } from "../../api/patient";
import { queryKeys } from "../../api/queryKeys";
import type { components } from "../../api/schema";

export type TraceDocument = components["schemas"]["TraceDocument"];
export type TraceSummary = components["schemas"]["TraceSummary"];
type ErrorItem = components["schemas"]["ErrorItem"];

interface Tagged {
  trace: TraceDocument;
  tag: string | null;
}

const readEveryMs = 2_000;
const listEveryMs = 10_000;
/** Spans come when they are over, and those of browsers in batches: the last ones a little after the end. */
const lateMs = 10_000;

function mayGrow({ running, startTime, durationUs }: TraceDocument): boolean {
  return running || serverNow() - Date.parse(startTime) - durationUs / 1_000 < lateMs;
}

/** One trace, read again while it runs; an unchanged one costs an empty answer. */
export function useTrace(traceId: string, running: boolean) {
  const client = useQueryClient();
  const queryKey = queryKeys.trace(traceId);
  const query = useQuery<Tagged>({
    queryKey,
    refetchInterval: ({ state }) => (running || (state.data && mayGrow(state.data.trace)) ? readEveryMs : false),
    queryFn: async ({ signal }): Promise<Tagged> => {
      const known = client.getQueryData<Tagged>(queryKey);
      const template = "/v1/diagnostics/traces/{traceId}";
      const path = `/v1/diagnostics/traces/${traceId}`;
      const read = await readJson<TraceDocument>(path, template, { background: true, signal, tag: known?.tag ?? null });
      if (read.data !== undefined) return { trace: read.data, tag: read.tag };
      if (known !== undefined) return known;
      throw new Error("The service says that nothing changed of what was not read");
    },
    ...patient,
  });
  return { ...query, trace: query.data?.trace };
}

/** The last traces, newest first. */
export function useTraces() {
  return useQuery({
    queryKey: queryKeys.traces,
    refetchInterval: listEveryMs,
    queryFn: async ({ signal }): Promise<TraceSummary[]> => {
      const path = "/v1/diagnostics/traces";
      const read = await readJson<{ items: TraceSummary[] }>(`${path}?limit=50`, path, { background: true, signal });
      return read.data?.items ?? [];
    },
    ...patient,
  });
}

/** The error of a trace in the service's log; undefined where there is none, or whoever asks may not look. */
export function useErrorOf(traceId: string, wanted: boolean): ErrorItem | undefined {
  const { data } = useQuery({
    queryKey: [...queryKeys.trace(traceId), "errors"],
    enabled: wanted,
    queryFn: async ({ signal }): Promise<ErrorItem[]> => {
      const path = "/v1/diagnostics/errors";
      const read = await readJson<{ items: ErrorItem[] }>(`${path}?limit=200`, path, { background: true, signal });
      return (read.data?.items ?? []).filter((item) => item.traceId === traceId);
    },
  });
  return data?.[0];
}
