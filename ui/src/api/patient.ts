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
