import { describe, expect, it } from "vitest";
import { shiftWindows, slowInteractions } from "./webVitals";

const entry = { name: "", entryType: "", toJSON: () => ({}) };
const shift = (startTime: number, value: number, hadRecentInput = false) => ({
  ...{ ...entry, startTime, duration: 0, value, hadRecentInput },
});
const event = (interactionId: number, duration: number) => ({ ...entry, startTime: 0, duration, interactionId });

describe("CLS", () => {
  it("is the worst window: gaps under a second, five seconds long", () => {
    const take = shiftWindows();
    expect(take([])).toBe(0);
    expect(take([shift(0, 0.1), shift(900, 0.1), shift(2_000, 0.15)])).toBeCloseTo(0.2);
    expect(take([shift(2_900, 0.15)])).toBeCloseTo(0.3);
    expect(take([3_800, 4_700, 5_600, 6_500, 7_400].map((at) => shift(at, 0.01)))).toBeCloseTo(0.34);
  });

  it("leaves out what the user's own input moved", () => {
    expect(shiftWindows()([shift(0, 0.5, true)])).toBe(0);
  });
});

describe("INP", () => {
  it("is the slowest interaction, each by its longest event", () => {
    const take = slowInteractions();
    expect(take([event(0, 900)])).toBeNull();
    expect(take([event(7, 80), event(7, 120), event(8, 60)])).toBe(120);
  });

  it("leaves out one of every fifty", () => {
    const take = slowInteractions();
    take([event(1, 2_000)]);
    expect(take(Array.from({ length: 49 }, (_, n) => event(n + 2, 100)))).toBe(100);
  });
});
