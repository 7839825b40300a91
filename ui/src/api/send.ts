import { followCall } from "../telemetry/calls";
import { recordCall } from "../telemetry/errors";
import { startCall, type ActionSpan } from "../telemetry/telemetry";
import { learnClock } from "./clock";
import { withLimit } from "./limits";
import { ApiError, failureOf, problemOf } from "./problems";

export interface CallOptions {
  /** The action that the call belongs to. */
  under?: ActionSpan | undefined;
  /** A read that nobody asked for (polls, health, diagnostics): it leaves no spans. */
  background?: boolean;
  signal?: AbortSignal | undefined;
  /** The longest that is waited for the answer. */
  limitMs?: number;
}

export interface Answer<T> {
  status: number;
  /** Undefined for 204 and 304. */
  data: T;
  headers: Headers;
}

const usualLimitMs = 35_000;

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204 || response.status === 304) return undefined;
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}

/** The one place where the pages' calls leave: limit, trace and errors are the same for all. */
export async function send<T>(request: Request, template: string, options: CallOptions = {}): Promise<Answer<T>> {
  const asked = { method: request.method, template };
  const call = startCall({ ...asked, under: options.under, background: options.background ?? false });
  // One that is held on purpose says nothing about how fast the service is.
  const follow = /\bwait=/.test(request.headers.get("Prefer") ?? "")
    ? null
    : followCall(asked.method, template, call.traceparent);
  const limit = withLimit(options.limitMs ?? usualLimitMs, options.signal);
  let response: Response | null = null;
  try {
    const headers = new Headers(request.headers);
    headers.set("traceparent", call.traceparent);
    response = await fetch(new Request(request, { headers, signal: limit.signal }));
    learnClock(response.headers.get("Date"));
    const body = await bodyOf(response).catch((error: unknown) => {
      if (response?.ok || !(error instanceof SyntaxError)) throw error;
      return undefined;
    });
    if (!response.ok && response.status !== 304) throw problemOf(response, body, asked);
    call.end({ status: response.status, requestId: response.headers.get("X-Request-ID"), error: null });
    follow?.(response.status);
    return { status: response.status, data: body as T, headers: response.headers };
  } catch (error) {
    const failure = asFailure(error, limit.signal, response, asked, call.traceparent);
    call.end({
      status: response?.status ?? null,
      requestId: failure instanceof ApiError ? failure.requestId : null,
      error: failure,
    });
    if (failure instanceof ApiError) follow?.(response?.status ?? null);
    recordCall(failure);
    throw failure;
  } finally {
    limit.release();
  }
}

/** An ApiError, or the reason that the caller itself gave up for. */
function asFailure(
  error: unknown,
  signal: AbortSignal,
  response: Response | null,
  asked: { method: string; template: string },
  traceparent: string,
): unknown {
  if (error instanceof ApiError) return error;
  if (signal.aborted) {
    const reason: unknown = signal.reason;
    return reason instanceof DOMException && reason.name === "TimeoutError"
      ? failureOf("timeout", asked, traceparent, error)
      : reason;
  }
  return failureOf(
    response !== null && error instanceof SyntaxError ? "bad_answer" : "network",
    asked,
    traceparent,
    error,
  );
}
