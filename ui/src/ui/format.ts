const numbers = new Intl.NumberFormat("en");
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const clockWithSeconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export function count(value: number): string {
  return numbers.format(value);
}

/** "1 file", "1,204 files". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const units = ["B", "KB", "MB", "GB", "TB"];

/** Three digits at most: "683 KB", "1.4 MB". */
export function bytes(value: number): string {
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${unit > 0 && rest < 9.95 ? rest.toFixed(1) : Math.round(rest)} ${units[unit] ?? ""}`;
}

function dayOf(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** "just now", "8 min ago", then the clock, then the day too. */
export function ago(time: number, now: number): string {
  const passed = now - time;
  if (passed < minute) return "just now";
  if (passed < hour) return `${Math.floor(passed / minute)} min ago`;
  return dayOf(time) === dayOf(now) ? clock.format(time) : dayAndClock.format(time);
}

/** "18:20", "18:20 tomorrow", "28 Nov, 18:20". */
export function until(time: number, now: number): string {
  if (dayOf(time) === dayOf(now)) return clock.format(time);
  const tomorrow = new Date(dayOf(now));
  tomorrow.setDate(tomorrow.getDate() + 1);
  return dayOf(time) === tomorrow.getTime() ? `${clock.format(time)} tomorrow` : dayAndClock.format(time);
}

export function timeOfDay(time: number): string {
  return clockWithSeconds.format(time);
}

export function exactTime(time: number): string {
  return exact.format(time);
}

/** Rounded up to steps that an estimate deserves: seconds by tens, minutes by halves, then whole, hours by tens of minutes. */
function coarse(ms: number): number {
  const step = ms <= minute ? 10 * second : ms <= 5 * minute ? minute / 2 : ms <= hour ? minute : 10 * minute;
  return Math.max(10 * second, Math.ceil(ms / step) * step);
}

/** What to show of an estimate after what was shown before: longer only if it grew by over a fifth. */
export function nextEta(shownMs: number | null, estimateMs: number): number {
  const next = coarse(estimateMs);
  return shownMs !== null && next > shownMs && estimateMs <= shownMs * 1.2 ? shownMs : next;
}

/** "~2½ min left", of what `nextEta` gave. */
export function eta(ms: number): string {
  if (ms <= 10 * second) return "a few seconds left";
  if (ms < minute) return `~${Math.round(ms / second)} s left`;
  if (ms < hour) {
    const whole = Math.floor(ms / minute);
    return `~${whole}${ms % minute >= minute / 2 ? "½" : ""} min left`;
  }
  const minutes = Math.round((ms % hour) / minute);
  return `~${Math.floor(ms / hour)} h${minutes === 0 ? "" : ` ${minutes} min`} left`;
}
