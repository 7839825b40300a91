import type { Span } from "./tree";

const grainCall = /^I[A-Z]\w*Grain\//;

/** Who worked: the browser, a process by its service, or a grain in one of them. What colours go by. */
export function layerOf(span: Span): string {
  if (span.scope === "Downstream" || span.scope.startsWith("Microsoft.Orleans.") || grainCall.test(span.name))
    return "grain";
  return shortService(span.service);
}

/** In the order of their first span. */
export function layersOf(spans: readonly Span[]): string[] {
  return [...new Set(spans.map(layerOf))];
}

export function servicesOf(spans: readonly Span[]): string[] {
  return [...new Set(spans.map((span) => span.service))];
}

export function shortService(service: string): string {
  return service === "downstream-ui" ? "browser" : service.replace(/^downstream-/, "");
}
