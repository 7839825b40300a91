/** Random lower-case hex digits. `crypto.randomUUID` is missing on plain HTTP; getRandomValues is there always. */
export function randomHex(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A W3C trace context; only a sampled one is recorded by the service. */
export function traceparentOf(traceId: string, spanId: string, sampled: boolean): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}
