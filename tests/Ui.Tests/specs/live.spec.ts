import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { Gateway } from "../fixtures/gateway.ts";
import { Proxy } from "../fixtures/proxy.ts";
import { expect, test } from "../fixtures/test.ts";
import { existing, jobsOf, link, open, prepare, rows } from "../fixtures/ui.ts";

test("A killed process costs a moment, and no news", async ({ context, page }) => {
  await Gateway.with({ DOWNLOAD_DELAY_MIN_MS: "2000", DOWNLOAD_DELAY_MAX_MS: "10000" }, async (gateway) => {
    await page.setViewportSize({ width: 1200, height: 1600 });
    await open(page, gateway.url);
    await prepare(page, existing(24));
    await expect(rows(page)).toHaveAttribute("data-state", "processing");
    const other = await context.newPage();
    await open(other, gateway.url);
    await rows(page)
      .getByRole("link", { name: /^24 files/ })
      .click();
    await expect(page.locator("[data-file][data-state=ready]").first()).toBeVisible();

    await gateway.kill();
    await expect(link(page)).toHaveAttribute("data-link", "reconnecting");
    await expect(link(other)).toHaveAttribute("data-link", "reconnecting");
    await gateway.startAgain();
    await expect(link(page)).toHaveAttribute("data-link", "live");
    await expect(link(other)).toHaveAttribute("data-link", "live");

    await expect(page.getByRole("link", { name: "Download: 24 files" })).toBeVisible();
    await expect(page.locator("[data-file][data-state=ready]")).toHaveCount(24);
    await expect(rows(other)).toHaveAttribute("data-state", "completed");
    expect(await jobsOf(page)).toHaveLength(1);
  });
});

test("Two tabs share one stream, and the other goes on when its leader closes", async ({ context, page, steady }) => {
  const proxy = await Proxy.start(steady.url);
  await open(page, proxy.url);
  const other = await context.newPage();
  await open(other, proxy.url);
  expect(proxy.streamsOpened).toBe(1);

  await prepare(other, existing(12, 91_000));
  await expect(rows(page)).toHaveAttribute("data-state", "processing");
  await page.close();
  await expect.poll(() => proxy.streamsOpened).toBe(2);
  await expect(rows(other)).toHaveAttribute("data-state", "completed");
  await expect(link(other)).toHaveAttribute("data-link", "live");
  expect([proxy.streamsOpened, proxy.openStreams]).toEqual([2, 1]);
  await proxy.dispose();
});

test("A closed browser finds its downloads when it is opened again", async ({ launchOptions, steady }) => {
  const profile = mkdtempSync(join(tmpdir(), "downstream-profile-"));
  const browse = () => chromium.launchPersistentContext(profile, launchOptions);
  const first = await browse();
  const before = first.pages()[0]!;
  await open(before, steady.url);
  await prepare(before, existing(8, 98_000));
  await expect(rows(before)).toHaveAttribute("data-state", /queued|processing/);
  await first.close();

  const second = await browse();
  const after = second.pages()[0]!;
  await open(after, steady.url);
  await expect(rows(after)).toHaveAttribute("data-state", "completed");
  await expect(rows(after).getByRole("link", { name: "Download: 8 files" })).toBeVisible();
  await second.close();
  rmSync(profile, { recursive: true, force: true });
});

test("Where streams are blocked the page asks, until they are not", async ({ page, context, steady }) => {
  const proxy = await Proxy.start(steady.url);
  proxy.streams = "refuse";
  await page.goto(proxy.url);
  await expect(link(page)).toHaveAttribute("data-link", "polling");
  await prepare(page, existing(4, 105_000));
  await expect(rows(page)).toHaveAttribute("data-state", "completed");
  await expect(link(page)).toHaveText("Updates every 5 s");

  // The network coming back is a reason to try the stream at once.
  proxy.streams = "pass";
  await context.setOffline(true);
  await expect(page.getByText("You are offline. Your downloads go on")).toBeVisible();
  await context.setOffline(false);
  await expect(link(page)).toHaveAttribute("data-link", "live");
  await proxy.dispose();
});

test("A lost answer to one press is one download", async ({ page, slow }) => {
  const proxy = await Proxy.start(slow.url);
  await open(page, proxy.url);
  proxy.lose.push("/v1/download/initiate");
  await prepare(page, existing(3));
  await expect(rows(page)).toHaveAttribute("data-state", /queued|processing/);
  expect(proxy.lose).toEqual([]);
  await expect(page.getByText("Sending…")).toBeHidden();
  expect(await jobsOf(page)).toHaveLength(1);
  await proxy.dispose();
});
