import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Job } from "../api/client";
import { renewed, shownIds, withJob, type Entry, type List, type Part } from "./lists";

const entry = (id: string, createdAt: number): Entry => ({ id, createdAt });
const part = (entries: Entry[], next: string | null = null): Part => ({ status: null, entries, next });
const jobAt = (jobId: string, createdAt: number) => ({ jobId, createdAt: new Date(createdAt).toISOString() }) as Job;

describe("a list of several requests", () => {
  it("is merged by time", () => {
    const list: List = { parts: [part([entry("d", 4), entry("b", 2)]), part([entry("c", 3), entry("a", 1)])] };
    expect(shownIds(list)).toEqual(["d", "c", "b", "a"]);
  });

  it("keeps back what is older than a part that goes on, so that no row comes in between later", () => {
    const first = part([entry("f", 6), entry("d", 4)], "more");
    const second = part([entry("e", 5), entry("a", 1)]);
    const before = shownIds({ parts: [first, second] });
    expect(before).toEqual(["f", "e", "d"]);
    const after = shownIds({ parts: [part([...first.entries, entry("b", 2)]), second] });
    expect(after.slice(0, before.length)).toEqual(before);
  });

  it("shows every id once, newest first, whatever the parts hold", () => {
    const entries = fc.array(fc.record({ id: fc.integer({ min: 0, max: 20 }).map(String) }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 3 }), (parts) => {
        const list = { parts: parts.map((ids) => part(ids.map(({ id }) => entry(id, Number(id))))) };
        const shown = shownIds(list).map(Number);
        expect(new Set(shown).size).toBe(shown.length);
        expect(shown).toEqual([...shown].sort((one, other) => other - one));
      }),
    );
  });
});

describe("a new job", () => {
  it("takes its place in time, and is not put in twice", () => {
    const list: List = { parts: [part([entry("b", 2000), entry("a", 1000)])] };
    const next = withJob(list, jobAt("c", 3000));
    expect(shownIds(next)).toEqual(["c", "b", "a"]);
    expect(withJob(next, jobAt("c", 3000))).toBe(next);
  });
});

describe("a first page that is read again", () => {
  const known = part([entry("d", 4000), entry("c", 3000), entry("b", 2000), entry("a", 1000)], "after a");

  it("keeps what was loaded behind it where the two meet", () => {
    const next = renewed(known, null, {
      items: [jobAt("e", 5000), jobAt("d", 4000), jobAt("c", 3000)],
      next: "after c",
    });
    expect(next.entries.map(({ id }) => id)).toEqual(["e", "d", "c", "b", "a"]);
    expect(next.next).toBe("after a");
  });

  it("replaces all where they do not, since nobody knows what is between", () => {
    const next = renewed(known, null, { items: [jobAt("h", 8000), jobAt("g", 7000)], next: "after g" });
    expect(next.entries.map(({ id }) => id)).toEqual(["h", "g"]);
    expect(next.next).toBe("after g");
  });

  it("drops what is gone", () => {
    const next = renewed(known, null, { items: [jobAt("d", 4000), jobAt("b", 2000)], next: "after b" });
    expect(next.entries.map(({ id }) => id)).toEqual(["d", "b", "a"]);
  });
});
