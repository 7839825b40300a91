import { SpanKind, SpanStatusCode, TraceFlags, type HrTime } from "@opentelemetry/api";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace-web";
import { retryAfterMs } from "../api/problems";
import type { FinishedSpan, SpanRef } from "./spans";

const path = "/v1/telemetry/traces";
const mostTries = 3;
const tryLimitMs = 10_000;
const firstWaitMs = 2_000;
const longestWaitMs = 60_000;
/** The service takes 64 KiB, and browsers send no more than that of a page that is left. */
const mostBytes = 60_000;

const batches = {
  ...{ scheduledDelayMillis: 2_000, maxExportBatchSize: 64, maxQueueSize: 256 },
  exportTimeoutMillis: mostTries * (tryLimitMs + longestWaitMs),
  disableAutoFlushOnDocumentHide: true,
};

type Done = Parameters<SpanExporter["export"]>[1];
type Result = Parameters<Done>[0];

// The enum of their codes is in a package that comes in two versions.
const success = { code: 0 } as object as Result;
const failed = { code: 1 } as object as Result;

/**
 * Sends spans to the service: a batch is tried three times at most and then let go of, and nothing is sent before the time that the
 * service asked to wait for is over. Its own calls go around `send`, and so leave no spans.
 */
class ServiceExporter implements SpanExporter {
  #notBefore = 0;

  export(spans: ReadableSpan[], done: Done): void {
    void this.#send(spans).then((taken) => done(taken ? success : failed));
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  async #send(spans: ReadableSpan[]): Promise<boolean> {
    const body = JsonTraceSerializer.serializeRequest(spans);
    if (body === undefined) return false;
    if (body.length > mostBytes && spans.length > 1) {
      const half = Math.ceil(spans.length / 2);
      return (await this.#send(spans.slice(0, half))) && (await this.#send(spans.slice(half)));
    }
    for (let tries = 1; ; tries++) {
      await until(this.#notBefore);
      const answer = await post(body);
      if (answer?.ok) return true;
      const mayPass = answer === null || answer.status === 429 || answer.status >= 500;
      const asked = answer === null ? null : retryAfterMs(answer.headers.get("Retry-After"), Date.now());
      const wait = Math.min(longestWaitMs, asked ?? firstWaitMs * 2 ** tries);
      if (mayPass) this.#notBefore = Date.now() + wait;
      if (!mayPass || tries === mostTries) return false;
    }
  }
}

function until(time: number): Promise<void> {
  const wait = time - Date.now();
  return wait <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, wait));
}

/** Null when no answer came. */
async function post(body: Uint8Array): Promise<Response | null> {
  try {
    return await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: new TextDecoder().decode(body),
      keepalive: body.length <= mostBytes,
      signal: AbortSignal.timeout(tryLimitMs),
    });
  } catch {
    return null;
  }
}

const timeOf = (ms: number): HrTime => [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)];
const contextOf = ({ traceId, spanId }: SpanRef) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });

/** What takes finished spans, a batch each 2 s, and at once when the page is hidden. */
export function createExporter(version: string): (span: FinishedSpan) => void {
  const resource = resourceFromAttributes({ "service.name": "downstream-ui", "service.version": version });
  const processor = new BatchSpanProcessor(new ServiceExporter(), batches);
  const flush = () => {
    // What was not taken is let go of, here too.
    if (document.visibilityState === "hidden") processor.forceFlush().catch(() => undefined);
  };
  document.addEventListener("visibilitychange", flush);
  return (span) =>
    processor.onEnd({
      name: span.name,
      kind: span.kind === "client" ? SpanKind.CLIENT : SpanKind.INTERNAL,
      spanContext: () => contextOf(span),
      ...(span.parentSpanId === null
        ? {}
        : { parentSpanContext: contextOf({ traceId: span.traceId, spanId: span.parentSpanId }) }),
      startTime: timeOf(span.startMs),
      endTime: timeOf(span.endMs),
      duration: timeOf(span.endMs - span.startMs),
      status: { code: span.failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
      attributes: span.attributes,
      links: span.links.map((link) => ({ context: contextOf(link) })),
      ...{ events: [], ended: true, resource, instrumentationScope: { name: "downstream-ui", version } },
      ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
    });
}
