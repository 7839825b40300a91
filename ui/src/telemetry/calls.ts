import { createStore } from "../ui/store";

/** A call of this page that came to its end. */
export interface FinishedCall {
  /** When, milliseconds since 1970. */
  time: number;
  method: string;
  /** The route with its parameters' names. */
  route: string;
  ms: number;
  /** No answer, or one from 500 on. */
  failed: boolean;
  /** An answer from 400 on. */
  clientError: boolean;
  traceId: string;
}

export const capacity = 500;

/** The last calls, oldest first. Kept in memory only. */
export const calls = createStore<readonly FinishedCall[]>([]);

/** Follows a call from now on; the answer is told its status, null when none came. */
export function followCall(method: string, route: string, traceparent: string): (status: number | null) => void {
  const began = performance.now();
  return (status) => {
    const call: FinishedCall = {
      ...{ time: Date.now(), method, route, ms: performance.now() - began, traceId: traceparent.slice(3, 35) },
      failed: status === null || status >= 500,
      clientError: status !== null && status >= 400 && status < 500,
    };
    calls.set([...calls.get().slice(1 - capacity), call]);
  };
}
