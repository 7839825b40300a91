import { Span } from "./spans";
import { onVitals, type Vitals } from "./webVitals";

/** INP and CLS go on for as long as the page is there; a crash would lose what waited for its end. */
const vitalsWaitMs = 30_000;

/** What the page's own reads belong to: loading it, or the last way that was gone in it. */
let visit = new Span({ name: "ui.page_load", startedAt: 0 });

let route = "/*";

/** The route of the page that is shown, with its parameters' names. */
export const visitRoute = (): string => route;

/** The span above calls that no action of the user made. */
export const visitTraceparent = (): string => visit.traceparent;

/** A page was gone to, and is there once it was painted. */
export function navigated(template: string): void {
  const span = new Span({ name: "ui.navigate" });
  [visit, route] = [span, template];
  span.set("url.template", template);
  if (document.hidden) span.end();
  else requestAnimationFrame(() => requestAnimationFrame(() => span.end()));
}

/** Ends the span of the page's load once its figures are known. */
export function watchPageLoad(template: string): void {
  const span = visit;
  route = template;
  let vitals: Vitals = { lcp: null, cls: null, inp: null };
  const stop = onVitals((next) => {
    vitals = next;
  });
  span.set("url.template", template);
  const end = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", end);
    stop();
    const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    span.set("web_vital.lcp", rounded(vitals.lcp, 1));
    span.set("web_vital.cls", rounded(vitals.cls, 1_000));
    span.set("web_vital.inp", rounded(vitals.inp, 1));
    if (entry === undefined) {
      span.end();
      return;
    }
    span.set("navigation.response_start", rounded(entry.responseStart, 1));
    span.set("navigation.dom_content_loaded", rounded(entry.domContentLoadedEventEnd, 1));
    const loaded = entry.loadEventEnd > 0;
    if (loaded) span.set("navigation.load", rounded(entry.loadEventEnd, 1));
    span.end(loaded ? entry.loadEventEnd : undefined);
  };
  const timer = setTimeout(end, vitalsWaitMs);
  document.addEventListener("visibilitychange", end);
}

function rounded(value: number | null, steps: number): number | null {
  return value === null ? null : Math.round(value * steps) / steps;
}
