import { endOf, type Interval, type Span } from "./tree";

export const gapPixels = 24;

const leastOfTrace = 0.1;
/** Spans in which nothing is done. */
const idle = /^job$|\.wait$/;

/**
 * Stretches longer than a tenth of the trace in which nothing works. A span without children works, unless it is one that waits; one
 * with children may work between them, but while something is waited for it is that.
 */
export function gapsOf(spans: readonly Span[], durationUs: number): Interval[] {
  const parents = new Set(spans.map((span) => span.parentSpanId));
  const waits = union(spans.filter((span) => idle.test(span.name)));
  const others = spans.filter((span) => !idle.test(span.name));
  const leaves = union(others.filter((span) => !parents.has(span.spanId)));
  const between = without(union(others.filter((span) => parents.has(span.spanId))), waits);
  const work = joined([...leaves, ...between]);
  if (work.length === 0) return [];
  return without([{ startUs: 0, endUs: durationUs }], work).filter(
    ({ startUs, endUs }) => endUs - startUs > leastOfTrace * durationUs,
  );
}

const union = (spans: readonly Span[]) => joined(spans.map((span) => ({ startUs: span.startUs, endUs: endOf(span) })));

/** In order, none touching another. */
function joined(parts: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const { startUs, endUs } of [...parts].sort((one, other) => one.startUs - other.startUs)) {
    const last = result.at(-1);
    if (last !== undefined && startUs <= last.endUs) last.endUs = Math.max(last.endUs, endUs);
    else result.push({ startUs, endUs });
  }
  return result;
}

/** What is left of some stretches; both are in order. */
function without(parts: readonly Interval[], holes: readonly Interval[]): Interval[] {
  return parts.flatMap(({ startUs, endUs }) => {
    const left: Interval[] = [];
    let from = startUs;
    for (const hole of holes) {
      if (hole.endUs <= from || hole.startUs >= endUs) continue;
      if (hole.startUs > from) left.push({ startUs: from, endUs: hole.startUs });
      from = hole.endUs;
    }
    if (from < endUs) left.push({ startUs: from, endUs });
    return left;
  });
}

/** Where a time is: a share of the width that folded gaps leave, and pixels of gaps before it. */
export interface Place {
  share: number;
  pixels: number;
}

export interface Scale {
  gaps: readonly Interval[];
  at(us: number): Place;
}

/** Time from left to right, gaps as narrow as can be. */
export function scaleOf(durationUs: number, gaps: readonly Interval[]): Scale {
  const folded = gaps.reduce((sum, gap) => sum + gap.endUs - gap.startUs, 0);
  const drawnUs = Math.max(1, durationUs - folded);
  return {
    gaps,
    at(us) {
      let [drawn, pixels] = [Math.min(durationUs, Math.max(0, us)), 0];
      for (const { startUs, endUs } of gaps) {
        const inside = Math.min(Math.max(0, us - startUs), endUs - startUs);
        drawn -= inside;
        pixels += (gapPixels * inside) / (endUs - startUs);
      }
      return { share: Math.min(1, Math.max(0, drawn / drawnUs)), pixels };
    },
  };
}

/** How much of the width the length of a gap takes where there is least of it. */
const leastBetween = 0.16;

/** The gaps with room for their length beside those before them. */
export function gapsToName(scale: Scale): Interval[] {
  let free = 0;
  return scale.gaps.filter(({ startUs }) => {
    const { share } = scale.at(startUs);
    if (share < free) return false;
    free = share + leastBetween;
    return true;
  });
}

/** A stretch of time as CSS. */
export function placeOf(scale: Scale, { startUs, endUs }: Interval): { left: string; width: string } {
  const [from, to] = [scale.at(startUs), scale.at(endUs)];
  const all = `(100% - ${scale.gaps.length * gapPixels}px)`;
  return {
    left: `calc(${from.share} * ${all} + ${from.pixels}px)`,
    width: `calc(${to.share - from.share} * ${all} + ${to.pixels - from.pixels}px)`,
  };
}
