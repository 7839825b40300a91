import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStore } from "../ui/store";
import { flashTitle, keepTitle, setPageTitle } from "./title";

const summary = createStore({ running: 0, percent: 0 });

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now() + 60_000 });
  summary.set({ running: 0, percent: 0 });
});

afterEach(() => vi.useRealTimers());

describe("the title of the tab", () => {
  it("names the page, then what runs, then what ended, and the page again", () => {
    keepTitle(summary);
    setPageTitle("Status");
    vi.advanceTimersByTime(1_000);
    expect(document.title).toBe("Status · Downstream");
    summary.set({ running: 2, percent: 62 });
    vi.advanceTimersByTime(1_000);
    expect(document.title).toBe("62 % · 2 running · Downstream");
    summary.set({ running: 0, percent: 0 });
    flashTitle("3 files ready");
    vi.advanceTimersByTime(1_000);
    expect(document.title).toBe("✓ 3 files ready · Downstream");
    vi.advanceTimersByTime(10_000);
    expect(document.title).toBe("Status · Downstream");
  });

  it("is written once a second at most, and always with what is so last", () => {
    keepTitle(summary);
    vi.advanceTimersByTime(2_000);
    const written = vi.spyOn(document, "title", "set");
    for (let percent = 1; percent <= 50; percent++) {
      summary.set({ running: 1, percent });
      vi.advanceTimersByTime(50);
    }
    vi.advanceTimersByTime(1_000);
    expect(written.mock.calls.length).toBeGreaterThan(1);
    expect(written.mock.calls.length).toBeLessThanOrEqual(4);
    expect(written.mock.lastCall?.[0]).toBe("50 % · 1 running · Downstream");
  });
});
