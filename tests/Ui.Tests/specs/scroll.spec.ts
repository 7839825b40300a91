import type { Page } from "@playwright/test";
import { Gateway } from "../fixtures/gateway.ts";
import { expect, test } from "../fixtures/test.ts";
import { open } from "../fixtures/ui.ts";

const files = 1_000;
const mostRounds = 3;

interface Seen {
  frames: number[];
  longTasks: number[];
}

// What a machine reaches that has nothing else to do, and what a busy one may add to it: only beyond that something does not work.
const goal = { median: 17.5, longest: 100 };
const limit = { median: 51, longest: 600 };

// Rounds, since whatever else the machine does takes its time from the page as well: the best of them counts.
test("A thousand files scroll smoothly while some two hundred of them end each second", async ({ page }) => {
  test.setTimeout(150_000);
  const settings = { DOWNLOAD_DELAY_MIN_MS: "2000", DOWNLOAD_DELAY_MAX_MS: "7000", PROGRESS_INTERVAL_MS: "500" };
  await Gateway.with(settings, async (gateway) => {
    const rounds: (typeof limit)[] = [];
    do {
      const first = 700_000 + 7 * files * rounds.length;
      const id = await gateway.submit(
        Array.from({ length: files }, (_, i) => first + 7 * i),
        "scroller",
      );
      await open(page, `${gateway.url}/jobs/${id}`);
      rounds.push(await scroll(page));
    } while (!rounds.some(isWithin(goal)) && rounds.length < mostRounds);
    console.log(`scroll: ${JSON.stringify(rounds)}${rounds.some(isWithin(goal)) ? "" : " !! MISSED the goal !!"}`);
    expect(rounds.some(isWithin(limit)), JSON.stringify(rounds)).toBe(true);
  });
});

const isWithin = (most: typeof limit) => (round: typeof limit) =>
  round.median <= most.median && round.longest <= most.longest;

/** Scrolls down and up again. Answers how long the median frame and the longest task took, in milliseconds. */
async function scroll(page: Page): Promise<typeof limit> {
  const list = page.getByRole("table", { name: /files/i });
  await expect(list.getByText("Ready").first()).toBeVisible();
  await list.hover();
  await page.evaluate(() => {
    const seen: Seen = { frames: [], longTasks: [] };
    Object.assign(window, { seen });
    new PerformanceObserver((entries) => {
      for (const entry of entries.getEntries()) seen.longTasks.push(entry.duration);
    }).observe({ type: "longtask" });
    let last = performance.now();
    const count = (now: number) => {
      seen.frames.push(now - last);
      last = now;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  for (let step = 0; step < 60; step++) await page.mouse.wheel(0, step < 30 ? 800 : -800);

  const { frames, longTasks } = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
  expect(frames.length).toBeGreaterThan(30);
  const median = frames.toSorted((a, b) => a - b)[Math.floor(frames.length / 2)] ?? 0;
  return { median, longest: Math.max(0, ...longTasks) };
}
