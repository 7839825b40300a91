import { serverNow } from "../api/clock";
import { randomHex, traceparentOf } from "./ids";

export type AttributeName =
  | "downstream.job.id"
  | "downstream.file.count"
  | "http.request.method"
  | "url.template"
  | "http.response.status_code"
  | "error.type"
  | "session.id"
  | `navigation.${string}`
  | `web_vital.${string}`;

export interface SpanRef {
  traceId: string;
  spanId: string;
}

/** A span that is over, as it is exported. Times are milliseconds of the service's clock. */
export interface FinishedSpan extends SpanRef {
  name: string;
  kind: "internal" | "client";
  parentSpanId: string | null;
  startMs: number;
  endMs: number;
  failed: boolean;
  attributes: Partial<Record<AttributeName, string | number>>;
  links: readonly SpanRef[];
}

interface SpanStart {
  name: string;
  kind?: FinishedSpan["kind"];
  /** The traceparent of the span above, or only the id of the trace to be in; none: a trace of its own. */
  parent?: string | null | undefined;
  /** Traceparents of spans that it has to do with; what is none is left out. */
  links?: readonly (string | null | undefined)[];
  /** When it began, on the clock of `performance.now()`. */
  startedAt?: number;
}

const traceparentForm = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;
const traceIdForm = /^[0-9a-f]{32}$/;
const mostWaiting = 256;

interface Parent extends Partial<SpanRef> {
  sampled: boolean;
}

function parentOf(given: string | null | undefined): Parent | null {
  const parts = traceparentForm.exec(given ?? "");
  if (parts)
    return { traceId: parts[1] ?? "", spanId: parts[2] ?? "", sampled: parseInt(parts[3] ?? "0", 16) % 2 === 1 };
  return traceIdForm.test(given ?? "") ? { traceId: given ?? "", sampled: true } : null;
}

/** Something that takes a while. Its ids are there at once, so that a call can carry them before anything is loaded to export it. */
export class Span {
  readonly traceparent: string;
  readonly #span: Omit<FinishedSpan, "startMs" | "endMs">;
  readonly #sampled: boolean;
  readonly #startedAt: number;
  #over = false;

  constructor({ name, kind = "internal", parent, links = [], startedAt = performance.now() }: SpanStart) {
    const above = parentOf(parent);
    const [traceId, spanId] = [above?.traceId ?? randomHex(16), randomHex(8)];
    this.#startedAt = startedAt;
    this.#sampled = above?.sampled ?? true;
    this.traceparent = traceparentOf(traceId, spanId, this.#sampled);
    this.#span = {
      ...{ traceId, spanId, name, kind, parentSpanId: above?.spanId ?? null, failed: false },
      attributes: { "session.id": session() },
      links: links
        .map(parentOf)
        .flatMap((link) => (link?.spanId ? [{ traceId: link.traceId ?? "", spanId: link.spanId }] : [])),
    };
  }

  set(name: AttributeName, value: string | number | null): void {
    if (value !== null) this.#span.attributes[name] = value;
  }

  fail(type: string): void {
    this.#span.failed = true;
    this.set("error.type", type);
  }

  end(endedAt = performance.now()): void {
    if (this.#over) return;
    this.#over = true;
    if (!this.#sampled) return;
    // This machine's clock may be wrong, and may be set in between; the length is measured by one that only runs.
    const endMs = serverNow() - (performance.now() - endedAt);
    offer({ ...this.#span, startMs: endMs - (endedAt - this.#startedAt), endMs });
  }
}

type Taker = (span: FinishedSpan) => void;

let taker: Taker | null = null;
let waiting: FinishedSpan[] = [];

function offer(span: FinishedSpan): void {
  if (taker !== null) taker(span);
  else if (waiting.length < mostWaiting) waiting.push(span);
}

/** Whoever takes spans from now on, and those that waited for it. */
export function giveSpansTo(next: Taker | null): void {
  taker = next;
  const before = waiting;
  waiting = [];
  for (const span of before) offer(span);
}

let sessionId: string | null = null;

/** Random, one for a tab: it joins what one visit did, and nothing else. */
function session(): string {
  if (sessionId !== null) return sessionId;
  const key = "downstream.session";
  sessionId = randomHex(8);
  try {
    sessionId = sessionStorage.getItem(key) ?? sessionId;
    sessionStorage.setItem(key, sessionId);
  } catch {
    // Storage is switched off: the id lives as long as the page.
  }
  return sessionId;
}
