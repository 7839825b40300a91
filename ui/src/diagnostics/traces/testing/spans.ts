import trace from "./recorded.json";
import type { components } from "../../../api/schema";
import type { Span } from "../tree";

/** A span with nothing remarkable about it. */
export function span(spanId: string, parentSpanId: string | null, more: Partial<Span> = {}): Span {
  return {
    ...{ spanId, parentSpanId, name: spanId, service: "downstream-gateway", scope: "Downstream", kind: "internal" },
    ...{ startUs: 0, durationUs: 10, status: "unset", statusMessage: null, attributes: {}, events: [], links: [] },
    ...more,
  };
}

/** The trace of a click on Prepare with five files, of which the origin lacks one, as the service told it. */
export function recorded(): components["schemas"]["TraceDocument"] {
  return trace as unknown as components["schemas"]["TraceDocument"];
}
