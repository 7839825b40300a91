import { useMemo } from "react";
import { ApiError } from "../api/problems";
import { createStore, useStore } from "../ui/store";
import { visitRoute, visitTraceparent } from "./pageSpans";
import { redact } from "./redact";
import { businessError, report, type ErrorReport } from "./reports";

/** An error of this browser; the same within a minute is one with a count. */
export interface BrowserError {
  id: number;
  /** The first and the last time, RFC 3339. */
  time: string;
  lastTime: string;
  count: number;
  /** What kind of error: `NetworkError`, `TypeError`. */
  type: string;
  /** At most 300 characters, without queries of URLs. */
  message: string;
  code: string | null;
  method: string | null;
  route: string | null;
  status: number | null;
  requestId: string | null;
  traceId: string | null;
  jobId: string | null;
  sentryEventId: string | null;
}

export const capacity = 50;

const sameWithinMs = 60_000;
const place = "downstream.errors";
const seenPlace = "downstream.errors.seen";

const ring = createStore<readonly BrowserError[]>(stored<BrowserError[]>(place) ?? []);
const seen = createStore<number>(stored<number>(seenPlace) ?? 0);

/** The errors of this tab, newest first, also those from before a reload. */
export const useBrowserErrors = (): readonly BrowserError[] => useStore(ring);

/** How many errors of this browser nobody has looked at yet. */
export function useUnseenErrors(): number {
  const errors = useStore(ring);
  const last = useStore(seen);
  return useMemo(() => errors.filter((error) => error.id > last).length, [errors, last]);
}

/** All that are there now were looked at. */
export function errorsSeen(): void {
  const [newest] = ring.get();
  if (newest === undefined || newest.id <= seen.get()) return;
  seen.set(newest.id);
  store(seenPlace, newest.id);
}

type Told = Pick<BrowserError, "type" | "message"> & Partial<BrowserError>;

/** Keeps an error, and answers it as it is kept. */
export function recordError(told: Told, now = Date.now()): BrowserError {
  const errors = ring.get();
  const message = redact(told.message);
  const same = errors.find(
    (error) =>
      error.type === told.type &&
      error.message === message &&
      error.route === (told.route ?? null) &&
      now - Date.parse(error.lastTime) < sameWithinMs,
  );
  const time = new Date(now).toISOString();
  const kept: BrowserError = {
    ...{ code: null, method: null, route: null, status: null, requestId: null, traceId: null, jobId: null },
    ...{ sentryEventId: same?.sentryEventId ?? null, ...told, message },
    id: same?.id ?? (errors[0] === undefined ? 1 : Math.max(...errors.map((error) => error.id)) + 1),
    time: same?.time ?? time,
    lastTime: time,
    count: (same?.count ?? 0) + 1,
  };
  keep([kept, ...errors.filter((error) => error !== same)].slice(0, capacity));
  return kept;
}

/** Refusals that the business calls errors, although the service did what it should. */
const businessCodes = new Set(["too_many_active_jobs", "idempotency_conflict"]);

/** A failed call is an error when nothing answered, or the service failed; what it refuses is an answer. */
export function recordFailure(error: unknown): void {
  if (!(error instanceof ApiError)) return;
  const { code, method, requestId, traceId, status, template: route } = error;
  if (businessCodes.has(code)) businessError(code, { traceId, requestId, route });
  if (!failed(error)) return;
  const kept = recordError({
    type: status === 0 ? (code === "timeout" ? "TimeoutError" : "NetworkError") : "ServerError",
    message: error.detail === "" ? code : error.detail,
    status: status === 0 ? null : status,
    ...{ code, method, route, requestId, traceId },
  });
  reportNew(kept, { error, method, componentStack: null, handled: true });
}

const leavingMs = 1_000;
const undecided = new Set<ReturnType<typeof setTimeout>>();

/**
 * As `recordFailure`, for a call that just ended. A page that is left has its calls broken off, which looks like a network that
 * fails: it is gone before that is kept.
 */
export function recordCall(error: unknown): void {
  if (!(error instanceof ApiError && error.code === "network")) {
    recordFailure(error);
    return;
  }
  const timer = setTimeout(() => {
    undecided.delete(timer);
    recordFailure(error);
  }, leavingMs);
  undecided.add(timer);
}

// One that comes back from the browser's cache would go on with them.
window.addEventListener("pagehide", () => {
  undecided.forEach(clearTimeout);
  undecided.clear();
});

const failed = ({ status }: ApiError): boolean => status === 0 || status >= 500;

/** Takes an error that ended the page's rendering. */
export function captureCrash(error: unknown, componentStack: string | null): BrowserError {
  return recordThrown(error, { componentStack, handled: true });
}

/** Keeps what nobody caught. */
export function watchErrors(): void {
  const keepUncaught = (error: unknown) => {
    // `send` has kept it already.
    if (!(error instanceof ApiError && failed(error))) recordThrown(error, { componentStack: null, handled: false });
  };
  // One without an error is a notice of the browser, such as a ResizeObserver that goes on in the next frame.
  window.addEventListener("error", (event) => event.error !== null && keepUncaught(event.error));
  window.addEventListener("unhandledrejection", (event) => keepUncaught(event.reason));
}

function recordThrown(error: unknown, how: Pick<ErrorReport, "componentStack" | "handled">): BrowserError {
  const traceId = error instanceof ApiError ? error.traceId : visitTraceparent().slice(3, 35);
  const kept = recordError({
    type: error instanceof Error ? error.name : "Error",
    message: error instanceof Error ? error.message : String(error),
    traceId,
  });
  reportNew(kept, { error, method: null, ...how }, visitRoute());
  return kept;
}

/** Reports an error once, however often it is counted: what repeats itself every few seconds would be all that is reported. */
function reportNew(
  { id, count, code, traceId, requestId, ...kept }: BrowserError,
  what: Pick<ErrorReport, "error" | "method" | "componentStack" | "handled">,
  route = kept.route,
): void {
  if (count > 1) return;
  const taken = (sentryEventId: string) =>
    keep(ring.get().map((error) => (error.id === id ? { ...error, sentryEventId } : error)));
  report({ kind: "error", time: Date.parse(kept.time), about: { code, traceId, requestId, route }, taken, ...what });
}

function keep(errors: readonly BrowserError[]): void {
  ring.set(errors);
  store(place, errors);
}

function stored<T>(name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null") as T | null;
  } catch {
    return null;
  }
}

function store(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Full, or not allowed: they are kept for as long as the page is.
  }
}
