import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { criticalPathOf } from "./criticalPath";
import { groupsAround, levelOf, rowsOf, type Folding, type Row, type Span } from "./layout";
import { layersOf } from "./layers";
import { gapPixels, gapsOf, gapsToName, placeOf, scaleOf } from "./scale";
import { recorded, span } from "./testing/spans";
import { endOf, treeOf, type Interval } from "./tree";

const open: Folding = { runtime: false, toggled: new Set() };
const shown = (rows: Row[]) => rows.map((row) => `${" ".repeat(row.level)}${row.label}×${row.count}`);

/** All rows, with every group opened. */
function opened(spans: readonly Span[], folding: Folding): Row[] {
  const toggled = new Set<string>();
  for (;;) {
    const rows = rowsOf(spans, { ...folding, toggled });
    const closed = rows.filter((row) => row.kind === "group" && !row.isOpen);
    if (closed.length === 0) return rows;
    for (const row of closed) toggled.add(row.key);
  }
}

const id = fc.integer({ min: 0, max: 12 }).map(String);
/** Any spans: parents that are missing, that lead in circles, that end before their children or begin after them. */
const anySpans = fc
  .uniqueArray(
    fc.record({
      ...{ spanId: id, parent: fc.option(id), name: fc.constantFrom("x", "y", "job", "file.wait") },
      ...{ runtime: fc.boolean(), startUs: fc.nat({ max: 1_000 }), durationUs: fc.nat({ max: 1_000 }) },
    }),
    { selector: (one) => one.spanId, maxLength: 13 },
  )
  .map((drawn) =>
    drawn.map(({ spanId, parent, name, runtime, startUs, durationUs }) =>
      span(spanId, parent, { name, startUs, durationUs, scope: runtime ? "Microsoft.Orleans.X" : "Downstream" }),
    ),
  );
const lengthOf = (spans: readonly Span[]) => Math.max(0, ...spans.map(endOf));

describe("the rows of a trace", () => {
  it("are a tree by parents, siblings by their start", () => {
    const spans = [span("c", "a", { startUs: 5 }), span("b", "a", { startUs: 1 }), span("a", null), span("d", "b")];
    expect(shown(rowsOf(spans, open))).toEqual([" a×1", "  b×1", "   d×1", "  c×1"]);
  });

  it("have equal siblings from three on in one that opens", () => {
    const files = [1, 2, 3].map((n) => span(`f${n}`, "a", { name: "file", status: n === 2 ? "error" : "ok" }));
    const rows = rowsOf([span("a", null), ...files], open);
    expect(shown(rows)).toEqual([" a×1", "  file×3"]);
    expect(rows[1]?.failed).toBe(1);
    const all = rowsOf([span("a", null), ...files], { ...open, toggled: new Set([rows[1]?.key ?? ""]) });
    expect(shown(all)).toEqual([" a×1", "  file×3", "   file×1", "   file×1", "   file×1"]);
  });

  it("tell of a thousand equal ones the median, the slowest, and when there were any, in few bars", () => {
    const files = Array.from({ length: 998 }, (_, n) =>
      span(`f${n}`, "a", { name: "file", startUs: 1_000 * n, durationUs: n === 500 ? 9_000 : 100 }),
    );
    const [, group] = rowsOf([span("a", null), ...files], open);
    expect(group).toMatchObject({ count: 998, medianUs: 100, slowestUs: 9_000 });
    expect(group?.extent).toEqual({ startUs: 0, endUs: 997_100 });
    expect(group?.bars.length).toBeLessThanOrEqual(201);
  });

  it("fold the spans of one call of the runtime into its outermost, and hang what is below them there", () => {
    const spans = [
      span("a", null),
      span("client", "a", { scope: "Microsoft.Orleans.Application" }),
      span("place", "client", { scope: "Microsoft.Orleans.Lifecycle" }),
      span("server", "client", { scope: "Microsoft.Orleans.Application" }),
      span("b", "server"),
    ];
    const rows = rowsOf(spans, { ...open, runtime: true });
    expect(shown(rows)).toEqual([" a×1", "  client×1", "   b×1"]);
    expect(rows[1]?.runtime).toBe(2);
  });

  it("say which parent was not received", () => {
    const rows = rowsOf([span("a", null), span("b", "gone"), span("c", "gone")], open);
    expect(rows.map((row) => row.kind)).toEqual(["span", "missing", "span", "span"]);
  });

  it("that are searched for come with those above them, out of what was folded", () => {
    const files = [1, 2, 3].map((n) => span(`f${n}`, "a", { name: "file", attributes: { id: n } }));
    const isWanted = (one: Span) => one.attributes["id"] === 2;
    expect(rowsOf([span("a", null), ...files, span("z", null)], { ...open, isWanted }).map((row) => row.key)).toEqual([
      "a",
      "f2",
    ]);
  });

  it("of one level are folded together, and a span is found inside groups in groups", () => {
    const spans = [1, 2, 3].flatMap((n) => [
      span(`f${n}`, "a", { name: "file" }),
      ...[1, 2, 3].map((m) => span(`t${n}${m}`, `f${n}`, { name: "try" })),
    ]);
    const all = [span("a", null), ...spans];
    const toggled = new Set(groupsAround(all, "t22", false));
    const rows = rowsOf(all, { ...open, toggled });
    expect(rows.map((row) => row.key)).toContain("t22");
    expect(levelOf(rows, 3, false)).toEqual(["f1", "f2", "f3"]);
    expect(levelOf(rows, 3, true)).toEqual([]);
  });

  it("hold every span once when all is open, whatever the parents are", () => {
    fc.assert(
      fc.property(anySpans, fc.boolean(), (spans, runtime) => {
        const rows = opened(spans, { ...open, runtime });
        const keys = rows.filter((row) => row.kind === "span").map((row) => row.key);
        expect(new Set(keys).size).toBe(keys.length);
        const folded = rows.reduce((sum, row) => sum + (row.kind === "span" ? row.runtime : 0), 0);
        expect(keys.length + folded).toBe(spans.length);
        for (const row of rows.filter((one) => one.kind === "span"))
          expect(row.extent.endUs).toBeGreaterThanOrEqual(row.bars[0]?.endUs ?? 0);
      }),
    );
  });

  it("find any span that is shown, through its groups", () => {
    fc.assert(
      fc.property(anySpans, id, (spans, spanId) => {
        fc.pre(spans.some((one) => one.spanId === spanId));
        const toggled = new Set(groupsAround(spans, spanId, false));
        expect(rowsOf(spans, { ...open, toggled }).map((row) => row.key)).toContain(spanId);
      }),
    );
  });
});

describe("the critical path", () => {
  const pathOf = (spans: readonly Span[]) =>
    [...criticalPathOf(treeOf(spans, false))]
      .flatMap(([node, parts]) => parts.map((part) => ({ id: node.span.spanId, ...part })))
      .sort((one, other) => one.startUs - other.startUs);

  it("goes back from the last end, through work that outlives the request and around what nothing waited for", () => {
    const spans = [
      span("request", null, { startUs: 0, durationUs: 100 }),
      span("submit", "request", { startUs: 10, durationUs: 80 }),
      span("job", "request", { startUs: 50, durationUs: 950, name: "job" }),
      span("wait", "request", { startUs: 90, durationUs: 700, name: "file.wait" }),
      span("short", "request", { startUs: 90, durationUs: 300, name: "file.wait" }),
      span("prepare", "request", { startUs: 800, durationUs: 150 }),
      span("write", "prepare", { startUs: 850, durationUs: 100 }),
    ];
    expect(pathOf(spans)).toEqual([
      { id: "request", startUs: 0, endUs: 10 },
      { id: "submit", startUs: 10, endUs: 90 },
      { id: "wait", startUs: 90, endUs: 790 },
      { id: "job", startUs: 790, endUs: 800 },
      { id: "prepare", startUs: 800, endUs: 850 },
      { id: "write", startUs: 850, endUs: 950 },
      { id: "job", startUs: 950, endUs: 1_000 },
    ]);
  });

  it("is one at a time, within the spans that it goes through, up to the last end", () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const path = pathOf(spans);
        const byId = new Map(spans.map((one) => [one.spanId, one]));
        for (const [index, part] of path.entries()) {
          const own = byId.get(part.id);
          expect(part.startUs).toBeGreaterThanOrEqual(own?.startUs ?? Infinity);
          expect(part.endUs).toBeLessThanOrEqual(own === undefined ? 0 : endOf(own));
          expect(part.startUs).toBeGreaterThanOrEqual(path[index - 1]?.endUs ?? 0);
        }
        const last = spans.filter((one) => one.durationUs > 0 && endOf(one) === lengthOf(spans));
        if (last.length > 0) expect(path.at(-1)?.endUs).toBe(lengthOf(spans));
      }),
    );
  });
});

describe("time", () => {
  it("is folded where nothing works for more than a tenth of the trace: a wait and a job are no work", () => {
    const spans = [
      span("request", null, { durationUs: 500 }),
      span("submit", "request", { durationUs: 400 }),
      span("job", "request", { name: "job", durationUs: 10_000 }),
      span("wait", "request", { name: "file.wait", startUs: 400, durationUs: 8_000 }),
      span("prepare", "request", { startUs: 8_400, durationUs: 700 }),
      span("archive", "request", { startUs: 9_900, durationUs: 100 }),
    ];
    expect(gapsOf(spans, 10_000)).toEqual([{ startUs: 400, endUs: 8_400 }]);
    const scale = scaleOf(10_000, gapsOf(spans, 10_000));
    expect(scale.at(400)).toEqual({ share: 0.2, pixels: 0 });
    expect(scale.at(8_400)).toEqual({ share: 0.2, pixels: gapPixels });
    expect(scale.at(10_000)).toEqual({ share: 1, pixels: gapPixels });
    expect(placeOf(scale, { startUs: 400, endUs: 8_400 })).toEqual({
      left: `calc(0.2 * (100% - ${gapPixels}px) + 0px)`,
      width: `calc(0 * (100% - ${gapPixels}px) + ${gapPixels}px)`,
    });
  });

  it("names the length of a folded stretch only where it has room beside the one before", () => {
    const gap = (startUs: number) => ({ startUs, endUs: startUs + 2_000 });
    const close = scaleOf(10_000, [gap(1_000), gap(3_100), gap(7_000)]);
    expect(gapsToName(close)).toEqual([gap(1_000), gap(7_000)]);
    expect(gapsToName(scaleOf(10_000, [gap(1_000), gap(6_000)]))).toHaveLength(2);
  });

  it("of a request between its calls is work, but not while something is waited for", () => {
    const request = span("request", null, { durationUs: 10_000 });
    const call = span("call", "request", { startUs: 0, durationUs: 1_000 });
    expect(gapsOf([request, call], 10_000)).toEqual([]);
    const wait = span("wait", "request", { name: "file.wait", startUs: 3_000, durationUs: 6_000 });
    expect(gapsOf([request, call, wait], 10_000)).toEqual([{ startUs: 3_000, endUs: 9_000 }]);
  });

  it("is left as it is where all is waiting", () => {
    expect(gapsOf([span("job", null, { name: "job", durationUs: 10_000 })], 10_000)).toEqual([]);
  });

  it("goes from left to right, and gaps hide no work", () => {
    fc.assert(
      fc.property(anySpans, fc.array(fc.nat({ max: 2_000 }), { minLength: 2 }), (spans, moments) => {
        const durationUs = lengthOf(spans);
        const gaps = gapsOf(spans, durationUs);
        const parents = new Set(spans.map((one) => one.parentSpanId));
        const isWork = (one: Span) => !parents.has(one.spanId) && one.name !== "job" && one.name !== "file.wait";
        const meet = (one: Interval, other: Interval) => one.startUs < other.endUs && other.startUs < one.endUs;
        for (const gap of gaps) {
          expect(gap.endUs - gap.startUs).toBeGreaterThan(durationUs / 10);
          for (const one of spans.filter(isWork))
            expect(meet(gap, { startUs: one.startUs, endUs: endOf(one) })).toBe(false);
        }
        const scale = scaleOf(durationUs, gaps);
        const places = moments.sort((one, other) => one - other).map((us) => scale.at(us));
        for (const [index, place] of places.entries()) {
          expect(place.share).toBeGreaterThanOrEqual((places[index - 1]?.share ?? 0) - 1e-9);
          expect(place.pixels).toBeGreaterThanOrEqual((places[index - 1]?.pixels ?? 0) - 1e-9);
        }
      }),
    );
  });
});

describe("a recorded trace of five files", () => {
  const { spans, durationUs } = recorded();

  it("is rows that say what was done, where the time went and what it waited for", () => {
    const rows = rowsOf(spans, { runtime: true, toggled: new Set() });
    expect(shown(rows)).toEqual([
      " ui.start_job×1",
      "  POST×1",
      "   POST /v1/download/initiate×1",
      "    IAddressGrain/Enter×1",
      "    IJobGrain/Submit×1",
      "    job×1",
      "    job.ask_for_files×6",
      "    file.wait×5",
      "    file.prepare×5",
      "    job.write_archive×1",
      "    job.wind_up×1",
      "     IClientJobsGrain/StatusChanged×1",
    ]);
    const row = (label: string) => rows.find((one) => one.label === label);
    expect(row("IJobGrain/Submit")?.runtime).toBe(7);
    expect(row("file.prepare")?.failed).toBe(1);
    expect(rows.filter((one) => one.path.length > 0).map((one) => one.label)).toEqual(
      expect.arrayContaining(["POST", "file.wait", "file.prepare", "job.wind_up"]),
    );
    expect(layersOf(spans)).toEqual(["browser", "gateway", "grain"]);
  });

  it("has the wait folded", () => {
    const [gap, ...others] = gapsOf(spans, durationUs);
    expect(others).toEqual([]);
    expect((gap?.endUs ?? 0) - (gap?.startUs ?? 0)).toBeGreaterThan(5_000_000);
  });
});
