import type { components } from "./schema";

export type ProblemDocument = components["schemas"]["ProblemDocument"];

/** Codes of this page's own, for calls that no answer came to. */
export type OwnCode = "network" | "timeout" | "bad_answer";

interface Details {
  status: number;
  code: string;
  detail: string;
  method: string;
  /** The route with its parameters' names: /v1/download/{jobId}. */
  template: string;
  requestId?: string | null;
  traceId?: string | null;
  retryAfterMs?: number | null;
  fields?: Record<string, string[]>;
}

/** A call that failed: a problem document, or no answer at all (status 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly method: string;
  readonly template: string;
  readonly requestId: string | null;
  readonly traceId: string | null;
  /** When it may work, as Retry-After said. */
  readonly retryAfterMs: number | null;
  readonly fields: Record<string, string[]>;

  constructor(details: Details, cause?: unknown) {
    super(details.detail, { cause });
    this.status = details.status;
    this.code = details.code;
    this.detail = details.detail;
    this.method = details.method;
    this.template = details.template;
    this.requestId = details.requestId ?? null;
    this.traceId = details.traceId ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.fields = details.fields ?? {};
  }

  /** The same request may work later, without anybody changing it. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Retry-After in either of its forms, as milliseconds from now. */
export function retryAfterMs(value: string | null, now: number): number | null {
  if (value === null) return null;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

interface Asked {
  method: string;
  template: string;
}

/** The error that an answer other than 2xx stands for; its body may be anything. */
export function problemOf(response: Response, body: unknown, asked: Asked): ApiError {
  const problem = (typeof body === "object" && body !== null ? body : {}) as Partial<ProblemDocument>;
  return new ApiError({
    ...asked,
    status: response.status,
    code: problem.code ?? `http_${response.status}`,
    detail: problem.detail ?? problem.message ?? `The service answered ${response.status}.`,
    requestId: problem.requestId ?? response.headers.get("X-Request-ID"),
    traceId: problem.traceId ?? response.headers.get("X-Trace-ID"),
    retryAfterMs: retryAfterMs(response.headers.get("Retry-After"), Date.now()),
    fields: problem.errors ?? {},
  });
}

const ownDetails: Record<OwnCode, string> = {
  network: "The service could not be reached.",
  timeout: "The service did not answer in time.",
  bad_answer: "The answer could not be read.",
};

/** The error of a call that no usable answer came to. */
export function failureOf(code: OwnCode, asked: Asked, traceparent: string, cause: unknown): ApiError {
  return new ApiError(
    { ...asked, status: 0, code, detail: ownDetails[code], traceId: traceparent.slice(3, 35) },
    cause,
  );
}
