import { layerOf } from "./layers";
import type { Span } from "./tree";

/** Whether a span is what somebody looks for: by its name, its id, who worked, or what an attribute says. Null: nothing is looked for. */
export function matcherOf(text: string): ((span: Span) => boolean) | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return null;
  return (span) =>
    span.name.toLowerCase().includes(wanted) ||
    span.spanId === wanted ||
    span.service.includes(wanted) ||
    layerOf(span) === wanted ||
    span.statusMessage?.toLowerCase().includes(wanted) === true ||
    Object.values(span.attributes).some((value) => String(value).toLowerCase().includes(wanted));
}
