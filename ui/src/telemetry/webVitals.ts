/** How the page feels, as far as it is known by now: milliseconds, and CLS without a unit; null before there is anything. */
export interface Vitals {
  lcp: number | null;
  cls: number | null;
  inp: number | null;
}

type Kind = "largest-contentful-paint" | "layout-shift" | "event";

interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}

interface EventTiming extends PerformanceEntry {
  interactionId?: number;
}

const windowGapMs = 1_000;
const windowLimitMs = 5_000;
/** Shorter events are not noticed, and not told. */
const leastEventMs = 40;
/** INP leaves out the worst of every fifty interactions. */
const interactionsAnOutlier = 50;
const longestKept = 10;

/** Tells the vitals whenever one of them moves; a browser that does not measure one leaves it null. Returns what ends it. */
export function onVitals(tell: (vitals: Vitals) => void): () => void {
  let vitals: Vitals = { lcp: null, cls: null, inp: null };
  const change = (next: Partial<Vitals>) => {
    vitals = { ...vitals, ...next };
    tell(vitals);
  };
  const shifts = shiftWindows();
  const interactions = slowInteractions();
  const observers = [
    observe("largest-contentful-paint", (entries) => change({ lcp: entries.at(-1)?.startTime ?? null })),
    observe("layout-shift", (entries) => change({ cls: shifts(entries as LayoutShift[]) })),
    observe("event", (entries) => change({ inp: interactions(entries) })),
  ];
  return () => observers.forEach((observer) => observer?.disconnect());
}

function observe(type: Kind, take: (entries: PerformanceEntryList) => void): PerformanceObserver | null {
  if (typeof PerformanceObserver === "undefined" || !PerformanceObserver.supportedEntryTypes.includes(type))
    return null;
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type, buffered: true, ...(type === "event" ? { durationThreshold: leastEventMs } : {}) });
  // No shift at all is the best there is, and nothing tells of it.
  if (type === "layout-shift") take([]);
  return observer;
}

/** CLS: the worst window of shifts that follow each other within a second, five seconds long at most. */
export function shiftWindows(): (entries: readonly LayoutShift[]) => number {
  let [worst, sum, first, last] = [0, 0, 0, 0];
  return (entries) => {
    for (const { startTime, value, hadRecentInput } of entries) {
      if (hadRecentInput) continue;
      const goesOn = sum > 0 && startTime - last < windowGapMs && startTime - first < windowLimitMs;
      if (!goesOn) [sum, first] = [0, startTime];
      sum += value;
      last = startTime;
      worst = Math.max(worst, sum);
    }
    return worst;
  };
}

/** INP: the slowest interaction but for one of every fifty; null before the first that can be noticed. */
export function slowInteractions(): (entries: readonly EventTiming[]) => number | null {
  const slowest = new Map<number, number>();
  let [count, newest] = [0, 0];
  return (entries) => {
    for (const { interactionId = 0, duration } of entries) {
      if (interactionId === 0) continue;
      // Ids grow, so that an older one was counted already.
      if (interactionId > newest) count++;
      newest = Math.max(newest, interactionId);
      slowest.set(interactionId, Math.max(slowest.get(interactionId) ?? 0, duration));
    }
    const ordered = [...slowest].sort(([, one], [, other]) => other - one);
    for (const [id] of ordered.slice(longestKept)) slowest.delete(id);
    const at = Math.min(ordered.length - 1, Math.floor(count / interactionsAnOutlier));
    return ordered[at]?.[1] ?? null;
  };
}
