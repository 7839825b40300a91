import { randomHex, traceparentOf } from "./ids";

export type ActionName = "start_job" | "check" | "cancel" | "retry" | "download" | "copy_link" | "prepare_again";
export type AttributeName = "downstream.job.id" | "downstream.file.count";

/** The root of one action's trace. */
export interface ActionSpan {
  readonly traceparent: string;
  set(name: AttributeName, value: string | number): void;
}

export interface ActionOptions {
  /** The traceparent that the action goes on in, instead of a trace of its own. */
  continues?: string | null | undefined;
  /** Traceparents, or trace ids, that the action has to do with. */
  links?: (string | null | undefined)[];
}

/** Runs one action of the user as one trace, `ui.{name}`; calls below it are given the span by hand. */
export async function action<T>(
  _name: ActionName,
  run: (span: ActionSpan) => Promise<T>,
  options: ActionOptions = {},
): Promise<T> {
  const traceId = options.continues?.slice(3, 35) ?? randomHex(16);
  return run({ traceparent: traceparentOf(traceId, randomHex(8), true), set: () => undefined });
}

export interface CallStart {
  method: string;
  /** The route with its parameters' names, never the URL. */
  template: string;
  under?: ActionSpan | undefined;
  /** A read in the background: an id for the logs, and no span. */
  background: boolean;
}

export interface CallEnd {
  /** Null when no answer came. */
  status: number | null;
  requestId: string | null;
  /** An ApiError; something else when the page itself gave the call up; null when it went well. */
  error: unknown;
}

export interface Call {
  readonly traceparent: string;
  end(outcome: CallEnd): void;
}

/** One call to the service: the header to send, and what became of it. */
export function startCall({ under, background }: CallStart): Call {
  const traceId = under?.traceparent.slice(3, 35) ?? randomHex(16);
  return { traceparent: traceparentOf(traceId, randomHex(8), !background), end: () => undefined };
}

export interface About {
  jobId?: string;
  traceId?: string | null;
  requestId?: string | null;
}

/** Something the business calls an error (`job_failed`, `too_many_active_jobs`, `idempotency_conflict`), once per job. */
export function businessError(_code: string, _about: About): void {
  return;
}

/** What the user did with a job, for the story before an error. */
export function breadcrumb(_message: string, _about: About = {}): void {
  return;
}

/** A page was gone to; the route with its parameters' names. */
export function navigated(_template: string): void {
  return;
}

/** Starts what measures the page itself; called once, after the first paint. */
export function startTelemetry(): void {
  return;
}
