import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ago, bytes, counted, eta, nextEta, until } from "./format";

const duration = fc.integer({ min: 0, max: 100 * 3_600_000 });

describe("sizes and counts", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 KB"],
    [682_900, "683 KB"],
    [999_600, "1.0 MB"],
    [1_360_545, "1.4 MB"],
    [1_204_000_000, "1.2 GB"],
  ])("writes %d as %s", (value, text) => expect(bytes(value)).toBe(text));

  it("puts commas and the plural", () => {
    expect(counted(1, "file")).toBe("1 file");
    expect(counted(1204, "file")).toBe("1,204 files");
  });
});

describe("times", () => {
  const now = new Date(2026, 10, 26, 14, 0).getTime();

  it("counts minutes for an hour, then shows the clock", () => {
    expect(ago(now - 30_000, now)).toBe("just now");
    expect(ago(now - 8 * 60_000, now)).toBe("8 min ago");
    expect(ago(now - 61 * 60_000, now)).toBe("12:59");
    expect(ago(now - 24 * 3_600_000, now)).toBe("25 Nov, 14:00");
  });

  it("names tomorrow", () => {
    expect(until(now + 3_600_000, now)).toBe("15:00");
    expect(until(now + 24 * 3_600_000, now)).toBe("14:00 tomorrow");
    expect(until(now + 48 * 3_600_000, now)).toBe("28 Nov, 14:00");
  });
});

describe("the time that is left", () => {
  it.each([
    [400, "a few seconds left"],
    [31_000, "~40 s left"],
    [61_000, "~1½ min left"],
    [120_000, "~2 min left"],
    [6 * 60_000 + 1, "~7 min left"],
    [2 * 3_600_000, "~2 h left"],
    [2 * 3_600_000 + 1, "~2 h 10 min left"],
  ])("writes %d ms as %s", (ms, text) => expect(eta(nextEta(null, ms))).toBe(text));

  it("is never shown shorter than it is", () => {
    fc.assert(fc.property(duration, (ms) => nextEta(null, ms) >= ms));
  });

  it("grows only when the estimate grew by over a fifth", () => {
    fc.assert(
      fc.property(duration, duration, (before, ms) => {
        const shown = nextEta(null, before);
        const next = nextEta(shown, ms);
        if (ms <= shown * 1.2) expect(next).toBeLessThanOrEqual(shown);
        else expect(next).toBeGreaterThanOrEqual(ms);
      }),
    );
  });
});
