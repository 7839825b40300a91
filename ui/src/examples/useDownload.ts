import { useEffect, useState } from "react";

export interface Download {
  jobId: string;
  status: "queued" | "processing" | "completed" | "partially_completed" | "failed" | "cancelled";
  progress: number;
  readyFiles: number;
  failedFiles: number;
  downloadUrl: string | null;
  version: number;
}

const ends = ["completed", "partially_completed", "failed", "cancelled"] as const;
const isOver = (job: Download) => (ends as readonly string[]).includes(job.status);

/** Longer than anything here takes: who does not answer by then is asked again. */
const limit = () => AbortSignal.timeout(15_000);

/** Starts a download. Keep the key until this returns: sent again with it, the same download is answered. */
export async function startDownload(fileIds: number[], key: string): Promise<string> {
  const response = await fetch("/v1/download/initiate", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify({ file_ids: fileIds }),
    signal: limit(),
  });
  // A proxy in between answers with a page of its own.
  const answer = (await response.json().catch(() => ({}))) as { jobId?: string; detail?: string };
  if (!response.ok || answer.jobId === undefined) throw new Error(answer.detail ?? `HTTP ${response.status}`);
  return answer.jobId;
}

/** Follows a download by its id, which is all that has to be kept, in the address for instance. */
export function useDownload(jobId: string) {
  const [job, setJob] = useState<Download | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const [followed, setFollowed] = useState(jobId);
  if (followed !== jobId) {
    setFollowed(jobId);
    setJob(null);
    setError(null);
  }

  useEffect(() => {
    const address = `/v1/download/subscribe/${jobId}`;
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let left = false;

    // Only a newer version counts, so it does not matter which way the news came, or how often.
    const take = (next: Partial<Download> & { version: number }) =>
      setJob((known) =>
        known !== null && next.version <= known.version ? known : ({ ...known, ...next } as Download),
      );

    // Asks once when the stream was refused, or is over (204), and opens it anew later. Full jitter: clients that
    // lost the same service do not come back together.
    async function ask() {
      const response = await fetch(`/v1/download/status/${jobId}`, { signal: limit() }).catch(() => null);
      const next = response?.ok ? ((await response.json().catch(() => null)) as Download | null) : null;
      if (left) return;
      if (response?.status === 404) {
        setError("There is no such download.");
        return;
      }
      if (next !== null) take(next);
      if (next !== null && isOver(next)) return;
      timer = setTimeout(open, Math.random() * Math.min(30_000, 1_000 * 2 ** failures++));
    }

    function open() {
      source = new EventSource(address);
      source.addEventListener("open", () => (failures = 0));
      source.addEventListener("progress", (event) =>
        take(JSON.parse((event as MessageEvent<string>).data) as Download),
      );
      for (const type of ["snapshot", ...ends])
        source.addEventListener(type, (event) => {
          const next = JSON.parse((event as MessageEvent<string>).data) as Download;
          take(next);
          if (isOver(next)) source?.close();
        });
      // While it is CONNECTING the browser comes back by itself, with the id of the last event.
      source.addEventListener("error", () => {
        if (source?.readyState === EventSource.CLOSED) void ask();
      });
    }

    open();
    return () => {
      left = true;
      source?.close();
      clearTimeout(timer);
    };
  }, [jobId, round]);

  /** Runs the failed files again, under the same id. */
  async function retry() {
    const response = await fetch(`/v1/download/${jobId}/retry`, { method: "POST", signal: limit() });
    if (response.ok) setRound((last) => last + 1);
    else setError(`It could not be tried again (HTTP ${response.status}).`);
  }

  return { job, error, retry };
}
