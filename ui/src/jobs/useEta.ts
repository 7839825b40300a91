import { useState } from "react";
import type { Job } from "../api/client";
import { isRunning } from "../live/applyEvent";
import { eta, nextEta } from "../ui/format";
import { useNow } from "../ui/useNow";

const renewedEveryMs = 5_000;

/** How long a job still takes, in words that do not jump; null while nobody knows. */
export function useEta(job: Job | undefined): string | null {
  const at = job !== undefined && isRunning(job.status) ? job.estimatedReadyAt : null;
  const now = useNow(at === null ? 0 : renewedEveryMs);
  const [left, setLeft] = useState<{ now: number; ms: number | null }>({ now: 0, ms: null });
  if (left.now !== now || (left.ms === null) !== (at === null))
    setLeft({ now, ms: at === null ? null : nextEta(left.ms, Date.parse(at) - now) });
  return left.ms === null ? null : eta(left.ms);
}
