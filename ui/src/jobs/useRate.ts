import { useState } from "react";
import type { Job } from "../api/client";
import { isRunning } from "../live/applyEvent";
import { useNow } from "../ui/useNow";

const overMs = 10_000;

interface Sample {
  at: number;
  bytes: number;
}

/** Bytes a second over the last ten; 0 while nothing moves. */
export function useRate(job: Job | undefined): number {
  const running = job !== undefined && isRunning(job.status);
  const now = useNow(running ? 1_000 : 0);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const last = samples.at(-1);
  if (running && last?.at !== now) {
    // One sample from before the span stays, so that the span is whole.
    const kept = samples.filter((_, index) => (samples[index + 1]?.at ?? now) > now - overMs);
    setSamples([...kept, { at: now, bytes: job.bytesReady }]);
  }
  const first = samples[0];
  if (!running || !first || !last || last.at === first.at) return 0;
  return Math.max(0, ((last.bytes - first.bytes) * 1_000) / (last.at - first.at));
}
