/** What the boundary shows of a crash. */
export interface CrashReport {
  message: string;
  traceId: string | null;
  sentryEventId: string | null;
}

/** Takes an error that ended the page's rendering. */
export function captureCrash(error: unknown, _componentStack: string | null): CrashReport {
  return { message: error instanceof Error ? error.message : String(error), traceId: null, sentryEventId: null };
}

/** How many errors of this browser nobody has looked at yet. */
export function useUnseenErrors(): number {
  return 0;
}
