import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { listFiles, type Job } from "../api/client";
import { patient } from "../api/patient";
import { queryKeys } from "../api/queryKeys";
import { applyFiles, isRunning, noFiles, type Files } from "../live/applyEvent";
import { useLive } from "../live/LiveContext";

const readEveryMs = 5_000;

/** The files of a job. Events change them at once; progress within a file is only in what is read again while the job runs. */
export function useFiles(job: Job | undefined) {
  const { client } = useLive().jobs;
  const jobId = job?.jobId ?? "";
  const running = job !== undefined && isRunning(job.status);
  const queryKey = queryKeys.files(jobId);
  const query = useQuery({
    queryKey,
    enabled: job !== undefined,
    refetchInterval: running ? readEveryMs : false,
    queryFn: async ({ signal }): Promise<Files> => {
      const since = client.getQueryData<Files>(queryKeys.files(jobId))?.seen ?? 0;
      const read = await listFiles(jobId, { background: true, signal });
      return applyFiles(client.getQueryData<Files>(queryKeys.files(jobId)) ?? noFiles, read, since);
    },
    ...patient,
  });

  // Sizes and tries of the last files come with the end; a retry puts the failed ones back in line.
  const status = job?.status;
  useEffect(() => {
    if (status !== undefined && client.getQueryData(queryKeys.files(jobId)) !== undefined)
      void client.invalidateQueries({ queryKey: queryKeys.files(jobId) });
  }, [client, jobId, status]);
  return query;
}
