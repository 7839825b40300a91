/** A signal that aborts with the given one, or after a time; `release` ends the wait for either. */
export function withLimit(limitMs: number, signal?: AbortSignal) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException("Time is up.", "TimeoutError")), limitMs);
  const pass = () => controller.abort(signal?.reason);
  if (signal?.aborted) pass();
  else signal?.addEventListener("abort", pass, { once: true });
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", pass);
    },
  };
}
