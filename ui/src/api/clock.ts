let offsetMs = 0;

/** A `Date` header has whole seconds and travelled for a while; a smaller difference says nothing. */
const noticeableMs = 3_000;

/** Learns from an answer how far this machine's clock is from the service's. */
export function learnClock(date: string | null, now = Date.now()): void {
  const served = date === null ? NaN : Date.parse(date);
  if (!Number.isNaN(served)) offsetMs = Math.abs(served - now) > noticeableMs ? served - now : 0;
}

/** The service's time, which its timestamps and estimates are to be compared with. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
