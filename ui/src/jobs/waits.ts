import { useSyncExternalStore } from "react";
import { serverNow } from "../api/clock";
import { createStore } from "../ui/store";
import { useNow } from "../ui/useNow";
import type { PendingKind } from "./jobView";

const pending = createStore<ReadonlyMap<string, PendingKind>>(new Map());
const blocked = createStore<ReadonlyMap<string, number>>(new Map());

/** Runs a command of a job; until its answer the job is shown as what it will very likely become. */
export async function whilePending<T>(jobId: string, kind: PendingKind, run: () => Promise<T>): Promise<T> {
  pending.set(new Map(pending.get()).set(jobId, kind));
  try {
    return await run();
  } finally {
    const rest = new Map(pending.get());
    rest.delete(jobId);
    pending.set(rest);
  }
}

export function usePending(jobId: string): PendingKind | undefined {
  return useSyncExternalStore(pending.subscribe, () => pending.get().get(jobId));
}

export function isPending(jobId: string): boolean {
  return pending.get().has(jobId);
}

/** The service asked to wait before this is done again. */
export function block(what: string, ms: number): void {
  const until = serverNow() + ms;
  blocked.set(new Map(blocked.get()).set(what, until));
  setTimeout(() => {
    if (blocked.get().get(what) !== until) return;
    const rest = new Map(blocked.get());
    rest.delete(what);
    blocked.set(rest);
  }, ms);
}

/** Seconds until this may be done again; 0 when it may. */
export function useBlocked(what: string): number {
  const until = useSyncExternalStore(blocked.subscribe, () => blocked.get().get(what));
  const now = useNow(until === undefined ? 0 : 1_000);
  return until === undefined ? 0 : Math.max(1, Math.ceil((until - now) / 1_000));
}
