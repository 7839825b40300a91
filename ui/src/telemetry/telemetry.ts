import { ApiError } from "../api/problems";
import { config } from "../config";
import { randomHex, traceparentOf } from "./ids";
import { visitTraceparent, watchPageLoad } from "./pageSpans";
import { loadReporter, report } from "./reports";
import { giveSpansTo, Span } from "./spans";

export { navigated } from "./pageSpans";
export { breadcrumb, businessError } from "./reports";

export type ActionName = "start_job" | "check" | "cancel" | "retry" | "download" | "copy_link" | "prepare_again";

/** The root of one action's trace. */
export interface ActionSpan {
  readonly traceparent: string;
  set(name: "downstream.job.id" | "downstream.file.count", value: string | number): void;
}

export interface ActionOptions {
  /** The traceparent that the action goes on in, or the id of the trace, instead of a trace of its own. */
  continues?: string | null | undefined;
  /** Traceparents of what the action has to do with. */
  links?: (string | null | undefined)[];
}

/** Runs one action of the user as one trace, `ui.{name}`; calls below it are given the span by hand. */
export async function action<T>(
  name: ActionName,
  run: (span: ActionSpan) => Promise<T>,
  { continues, links = [] }: ActionOptions = {},
): Promise<T> {
  const span = new Span({ name: `ui.${name}`, parent: continues, links });
  try {
    return await run(span);
  } catch (error) {
    span.fail(errorType(error));
    throw error;
  } finally {
    span.end();
  }
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
export function startCall({ method, template, under, background }: CallStart): Call {
  const span = background
    ? null
    : new Span({ name: method, kind: "client", parent: under?.traceparent ?? visitTraceparent() });
  span?.set("http.request.method", method);
  span?.set("url.template", template);
  const traceparent = span?.traceparent ?? traceparentOf(randomHex(16), randomHex(8), false);
  return {
    traceparent,
    end({ status, requestId, error }) {
      span?.set("http.response.status_code", status);
      if (error instanceof ApiError) span?.fail(error.code);
      span?.end();
      // Reads in the background are no step of the user's, unless they fail.
      if (error instanceof ApiError || (error === null && !background))
        step({ method, template, traceparent, status, requestId, error });
    },
  };
}

/** A call, for the story before an error. */
function step(call: CallEnd & { method: string; template: string; traceparent: string }): void {
  const { method, template, traceparent, status, requestId, error } = call;
  const code = error instanceof ApiError ? error.code : null;
  report({
    ...{ kind: "breadcrumb", time: Date.now(), category: "call", warning: code !== null },
    message: `${method} ${template} ${status ?? ""} ${code ?? ""}`.trim(),
    about: { traceId: traceparent.slice(3, 35), requestId },
  });
}

function errorType(error: unknown): string {
  return error instanceof ApiError ? error.code : error instanceof Error ? error.name : "unknown";
}

/** Starts what measures the page itself, and fetches what exports its spans and reports its errors once there is nothing else to do. */
export function startTelemetry(template: string): void {
  watchPageLoad(template);
  void idle().then(() => Promise.all([exportSpans(), loadReporter()]));
}

async function exportSpans(): Promise<void> {
  try {
    const { createExporter } = await import("./exporter");
    giveSpansTo(createExporter(config.version));
  } catch {
    // A newer version is served, or the network is gone: the pages work without, and keep no more spans than they have room for.
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: 5_000 });
    else setTimeout(resolve, 1_000);
  });
}
