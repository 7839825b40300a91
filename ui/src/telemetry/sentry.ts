// The chunk `sentry`: fetched after the first paint, and only where there is a DSN.
import {
  addBreadcrumb,
  breadcrumbsIntegration,
  browserTracingIntegration,
  captureEvent,
  captureException,
  captureFeedback,
  captureReactException,
  init,
  spanToJSON,
  withActiveSpan,
  type BrowserOptions,
  type Event,
  type Scope,
} from "@sentry/react";
import { scrub, withoutQueries } from "./redact";
import type { About, Breadcrumb, BusinessReport, ErrorReport, Feedback, Reporter } from "./reports";
import { templateOf } from "./templateOf";

type Integration = Exclude<BrowserOptions["integrations"], undefined | ((...given: never[]) => unknown)>[number];

/** Sentry's own ways to errors, which would report them a second time and uncounted, and its count of visits. */
const leftOut = new Set(["GlobalHandlers", "BrowserApiErrors", "Dedupe", "BrowserSession"]);
const mostAwaited = 50;
const feedbackLimitMs = 10_000;

/** Spans of pages are named by their route: a path may hold the id of a download. */
const routeNames: Integration = {
  name: "RouteNames",
  setup: (client) =>
    void client.on("spanStart", (span) => {
      const { "sentry.op": operation, "url.path": path } = spanToJSON(span).attributes;
      if (typeof path === "string" && (operation === "pageload" || operation === "navigation"))
        span.updateName(templateOf(path));
    }),
};

const optionsOf = (sentry: { dsn: string; environment: string }, version: string): BrowserOptions => ({
  ...sentry,
  release: `downstream-ui@${version}`,
  integrations: (usual) => [
    ...usual.filter(({ name }) => !leftOut.has(name) && name !== "Breadcrumbs"),
    // Calls are told by `send`, with their route in place of their URL.
    breadcrumbsIntegration({ fetch: false, xhr: false }),
    routeNames,
    browserTracingIntegration({ traceFetch: false, traceXHR: false }),
  ],
  tracesSampleRate: 1,
  // The trace headers are our own.
  tracePropagationTargets: [],
  dataCollection: { userInfo: false, cookies: false, httpHeaders: false, httpBodies: [], urlQueryParams: false },
  // It would rewrite the messages that fetch throws.
  enhanceFetchErrorMessages: "report-only",
  // What was written to the console may hold anything but texts, itself included.
  beforeBreadcrumb: ({ message, data = {}, ...crumb }) => ({
    ...crumb,
    ...(message === undefined ? {} : { message: withoutQueries(message) }),
    data: scrub(Object.fromEntries(Object.entries(data).filter(([, value]) => typeof value !== "object"))),
  }),
  beforeSendSpan: scrub,
});

/** Brings reports to Sentry. */
export function createReporter(sentry: { dsn: string; environment: string }, version: string): Reporter {
  const awaited = new Map<string, (taken: boolean) => void>();
  init(optionsOf(sentry, version))?.on("afterSendEvent", ({ event_id: id = "" }, { statusCode = 0 }) => {
    const tell = awaited.get(id);
    awaited.delete(id);
    tell?.(statusCode >= 200 && statusCode < 300);
  });

  /** An id is worth nothing before Sentry took what it names. */
  function whenSent(id: string, tell: (taken: boolean) => void): void {
    awaited.set(id, tell);
    for (const oldest of awaited.keys()) if (awaited.size > mostAwaited) awaited.delete(oldest);
  }

  return {
    take(report) {
      if (report.kind === "breadcrumb") tellStep(report);
      else if (report.kind === "business") captureBusiness(report);
      else {
        const id = captureError(report);
        whenSent(id, (taken) => taken && report.taken(id));
      }
    },
    sendFeedback: (feedback) =>
      new Promise((resolve) => {
        setTimeout(() => resolve(false), feedbackLimitMs);
        whenSent(tell(feedback), resolve);
      }),
  };
}

const tagsOf = ({ traceId, requestId, code, route, jobId }: About) => ({
  ...(traceId ? { trace_id: traceId } : {}),
  ...(requestId ? { request_id: requestId } : {}),
  ...(code ? { code } : {}),
  ...(route ? { route } : {}),
  ...(jobId ? { job_id: jobId } : {}),
});

/** Captures something in the trace that it belongs to, so that it joins the service's own events there. */
function within<T>(about: About, time: number, capture: (scope: Scope) => T): T {
  // No span of Sentry's own above it, whose trace would win.
  return withActiveSpan(null, (scope) => {
    if (about.traceId) scope.setPropagationContext({ traceId: about.traceId, sampleRand: Math.random() });
    scope.setTags(tagsOf(about));
    scope.setTransactionName(about.route ?? templateOf(location.pathname));
    // Not in `beforeSend`, which feedback does not pass. What is reported may have waited for this chunk.
    scope.addEventProcessor((event) => Object.assign(withoutSecrets(event), { timestamp: time / 1_000 }));
    return capture(scope);
  });
}

function withoutSecrets<T extends Event>(event: T): T {
  const { request, message, exception, contexts } = event;
  // The other parts are our own, and not all of them are plain.
  return Object.assign(event, scrub({ request, message, exception, contexts }));
}

function captureError({ error, about, time, method, componentStack, handled }: ErrorReport): string {
  return within(about, time, (scope) => {
    // Calls all fail in the same line, of whatever route they are.
    if (method !== null) scope.setFingerprint(["call", method, about.route ?? "", about.code ?? ""]);
    const hint = { mechanism: { handled, type: method === null ? "page" : "call" } };
    return componentStack === null
      ? captureException(error, hint)
      : captureReactException(error, { componentStack }, hint);
  });
}

function captureBusiness({ about, time }: BusinessReport): void {
  within(about, time, () => captureEvent({ message: about.code, level: "warning", fingerprint: [about.code] }));
}

function tellStep({ category, message, warning, about, time }: Breadcrumb): void {
  const level = warning ? "warning" : "info";
  addBreadcrumb({ category, message, level, data: tagsOf(about), timestamp: time / 1_000 });
}

function tell({ message, email, about, sentryEventId }: Feedback): string {
  return within(about, Date.now(), () =>
    captureFeedback({
      ...{ message, source: "downstream", url: location.origin + location.pathname },
      ...(email === null ? {} : { email }),
      ...(sentryEventId === null ? {} : { associatedEventId: sentryEventId }),
    }),
  );
}
