import type { Query, QueryClient, QueryFilters } from "@tanstack/react-query";
import { ApiError } from "./problems";

const longestWaitMs = 30_000;

/** When a read that failed is tried again: as the service asked, else ever later up to half a minute. */
export function waitBefore(attempt: number, error: unknown): number {
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, Math.min(longestWaitMs, 1_000 * 2 ** attempt));
}

/** For reads of parts of a page: what may pass is waited for, what may not is told at once. */
export const patient = {
  retry: (_failures: number, error: unknown) => error instanceof ApiError && error.mayPass,
  retryDelay: waitBefore,
};

/** Reads now what waits for its next try; only giving up that wait ends it. */
export async function readNow(client: QueryClient, filters: QueryFilters): Promise<void> {
  const queries = client.getQueryCache().findAll(filters);
  await client.cancelQueries(filters);
  await Promise.allSettled(queries.map((query) => query.fetch()));
}

export function isFailing({ state }: Query): boolean {
  return state.status === "error" || state.fetchFailureCount > 0;
}
