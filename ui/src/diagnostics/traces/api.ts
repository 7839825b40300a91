import { useQuery, useQueryClient } from "@tanstack/react-query";
import { readJson } from "../../api/client";
import { patient } from "../../api/patient";
import { queryKeys } from "../../api/queryKeys";
import type { components } from "../../api/schema";

export type TraceDocument = components["schemas"]["TraceDocument"];
export type TraceSummary = components["schemas"]["TraceSummary"];

interface Tagged {
  trace: TraceDocument;
  tag: string | null;
}

const readEveryMs = 2_000;
const listEveryMs = 10_000;

/** One trace, read again while it runs; an unchanged one costs an empty answer. */
export function useTrace(traceId: string, running: boolean) {
  const client = useQueryClient();
  const queryKey = queryKeys.trace(traceId);
  const query = useQuery<Tagged>({
    queryKey,
    refetchInterval: (read) => (running || read.state.data?.trace.running ? readEveryMs : false),
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
      const path = "/v1/diagnostics/traces?limit=50";
      const read = await readJson<{ items: TraceSummary[] }>(path, "/v1/diagnostics/traces", {
        background: true,
        signal,
      });
      return read.data?.items ?? [];
    },
    ...patient,
  });
}
