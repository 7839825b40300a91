import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf, servicesOf, type Folding, type Span } from "./layout";

const open: Folding = { runtime: false, toggled: new Set() };

function span(spanId: string, parentSpanId: string | null, more: Partial<Span> = {}): Span {
  return {
    ...{ spanId, parentSpanId, name: spanId, service: "gateway", scope: "Downstream", kind: "internal" },
    ...{ startUs: 0, durationUs: 10, status: "unset", statusMessage: null, attributes: {}, events: [], links: [] },
    ...more,
  };
}

const shown = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => `${" ".repeat(row.level)}${row.label}×${row.count}`);

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
    const opened = rowsOf([span("a", null), ...files], { ...open, toggled: new Set([rows[1]?.key ?? ""]) });
    expect(shown(opened)).toEqual([" a×1", "  file×3", "   file×1", "   file×1", "   file×1"]);
  });

  it("fold the runtime's spans into the one above, and hang what is below them there", () => {
    const spans = [
      span("a", null),
      span("r", "a", { scope: "Microsoft.Orleans.Application" }),
      span("s", "r", { scope: "Microsoft.Orleans.Lifecycle" }),
      span("b", "s"),
    ];
    const rows = rowsOf(spans, { ...open, runtime: true });
    expect(shown(rows)).toEqual([" a×1", "  b×1"]);
    expect(rows[0]?.runtime).toBe(2);
  });

  it("say which parent was not received", () => {
    const rows = rowsOf([span("a", null), span("b", "gone"), span("c", "gone")], open);
    expect(rows.map((row) => row.kind)).toEqual(["span", "missing", "span", "span"]);
  });

  it("name the services in the order of their spans", () => {
    expect(servicesOf([span("a", null), span("b", "a", { service: "silo" }), span("c", "a")])).toEqual([
      "gateway",
      "silo",
    ]);
  });

  it("hold every span once when all is open, whatever the parents are", () => {
    const id = fc.integer({ min: 0, max: 12 }).map(String);
    const spans = fc.uniqueArray(
      fc.record({ spanId: id, parent: fc.option(id), name: fc.constantFrom("x", "y"), runtime: fc.boolean() }),
      { selector: (one) => one.spanId, maxLength: 13 },
    );
    fc.assert(
      fc.property(spans, (drawn) => {
        const all = drawn.map((one) =>
          span(one.spanId, one.parent, { name: one.name, scope: one.runtime ? "Microsoft.Orleans.X" : "Downstream" }),
        );
        const groups = new Set(rowsOf(all, open).map((row) => (row.kind === "group" ? row.key : "")));
        let rows = rowsOf(all, open);
        for (let round = 0; round < 13; round++) {
          rows = rowsOf(all, { ...open, toggled: groups });
          for (const row of rows) if (row.kind === "group") groups.add(row.key);
        }
        const keys = rows.filter((row) => row.kind === "span").map((row) => row.key);
        expect([...keys].sort()).toEqual(all.map((one) => one.spanId).sort());
        rowsOf(all, { ...open, runtime: true });
      }),
    );
  });
});
