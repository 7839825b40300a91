import { config } from "../config";

/** What a report is found by beside the service's own logs, traces and events. */
export interface About {
  jobId?: string | null;
  traceId?: string | null;
  requestId?: string | null;
  code?: string | null;
  /** A route with its parameters' names: the page's, or that of the call which failed. */
  route?: string | null;
}

/** An error of this browser. */
export interface ErrorReport {
  kind: "error";
  /** When it happened, milliseconds since 1970. */
  time: number;
  error: unknown;
  about: About;
  /** The method of the call that failed; null when it was no call. */
  method: string | null;
  /** Where in the page's parts rendering broke. */
  componentStack: string | null;
  /** The page lives on. */
  handled: boolean;
  /** Told the id of the report once Sentry has taken it. */
  taken: (eventId: string) => void;
}

/** Something that worked as it should, and that the business calls an error. */
export interface BusinessReport {
  kind: "business";
  time: number;
  about: About & { code: string };
}

/** A step of the story that an error ends. */
export interface Breadcrumb {
  kind: "breadcrumb";
  time: number;
  category: "job" | "call";
  message: string;
  warning: boolean;
  about: About;
}

export type Report = ErrorReport | BusinessReport | Breadcrumb;

/** What somebody tells about an error, and the error as it is known. */
export interface Feedback {
  message: string;
  email: string | null;
  about: About;
  sentryEventId: string | null;
}

/** What brings reports to Sentry. */
export interface Reporter {
  take(report: Report): void;
  /** False when Sentry did not take it in time. */
  sendFeedback(feedback: Feedback): Promise<boolean>;
}

const mostWaiting = 20;
const mostTold = 500;

let reporter: Reporter | null = null;
let loading: Promise<Reporter | null> | null = null;
let waiting: Exclude<Report, Breadcrumb>[] = [];
let story: Breadcrumb[] = [];
const told = new Set<string>();

/** Reports are sent somewhere. */
export const isReported = (): boolean => config.sentry !== null;

/** Reports something; before there is what takes it, the first errors and the last steps wait. Without a DSN nothing is kept. */
export function report(next: Report): void {
  if (!isReported()) return;
  if (reporter !== null) reporter.take(next);
  else if (next.kind === "breadcrumb") story = [...story, next].slice(-mostWaiting);
  else if (waiting.length < mostWaiting) waiting.push(next);
}

/** Something the business calls an error (`job_failed`, `too_many_active_jobs`, `idempotency_conflict`): once per job, or press. */
export function businessError(code: string, about: About): void {
  const key = `${code} ${about.jobId ?? about.traceId ?? ""}`;
  if (told.has(key)) return;
  told.add(key);
  for (const oldest of told) if (told.size > mostTold) told.delete(oldest);
  report({ kind: "business", time: Date.now(), about: { ...about, code } });
}

/** What the user did with a job, for the story before an error. */
export function breadcrumb(message: string, about: About = {}): void {
  report({ kind: "breadcrumb", time: Date.now(), category: "job", message, warning: false, about });
}

/** Fetches what takes the reports, once; null without a DSN, and where it cannot be fetched. */
export function loadReporter(): Promise<Reporter | null> {
  const { sentry, version } = config;
  if (sentry === null) return Promise.resolve(null);
  loading ??= import("./sentry").then(
    ({ createReporter }) => {
      reporter = createReporter(sentry, version);
      const before = [...story, ...waiting].sort((one, other) => one.time - other.time);
      [story, waiting] = [[], []];
      for (const one of before) reporter.take(one);
      return reporter;
    },
    () => {
      // A newer version is served, or something in the browser blocks it: a later call tries again.
      loading = null;
      return null;
    },
  );
  return loading;
}

/** Brings what somebody tells about an error to Sentry; false when that was not possible. */
export async function sendFeedback(feedback: Feedback): Promise<boolean> {
  return (await (await loadReporter())?.sendFeedback(feedback)) ?? false;
}
