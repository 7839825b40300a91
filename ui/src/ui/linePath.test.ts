import { describe, expect, it } from "vitest";
import { linePath, niceTop } from "./linePath";

describe("a line", () => {
  it("is broken where nothing is known, and a value alone is a dot", () => {
    expect(linePath([0, 5, null, 10, null], 10, 100, 10)).toBe("M0.0 10.0L25.0 5.0M75.0 0.0L75.0 0.0");
  });

  it("is nothing without values", () => expect(linePath([null, null], 1, 100, 10)).toBe(""));

  it("has a round top that nothing is above", () => {
    expect([0, 1, 1.2, 40, 51, 1000].map(niceTop)).toEqual([1, 1, 2, 50, 100, 1000]);
  });
});
