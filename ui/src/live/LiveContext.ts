import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { readJob, type Job } from "../api/client";
import { patient } from "../api/patient";
import { queryKeys } from "../api/queryKeys";
import { useStore } from "../ui/store";
import { applyJob } from "./applyEvent";
import type { Link } from "./connection";
import type { Summary } from "./JobCache";
import type { Live } from "./live";

const LiveContext = createContext<Live | null>(null);

export const LiveProvider = LiveContext.Provider;

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("There is no live data above this component");
  return live;
}

export function useLink(): Link {
  return useStore(useLive().link);
}

export function useSummary(): Summary {
  return useStore(useLive().jobs.summary);
}

/** One job, followed; read when nothing has told of it yet. */
export function useJob(jobId: string) {
  const { jobs } = useLive();
  return useQuery({
    queryKey: queryKeys.job(jobId),
    queryFn: async ({ signal }): Promise<Job> => {
      const { job } = await readJob(jobId, { signal });
      return applyJob(jobs.job(jobId), job);
    },
    ...patient,
  });
}
