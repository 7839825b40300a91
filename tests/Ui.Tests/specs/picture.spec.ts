import { join, resolve } from "node:path";
import { Gateway } from "../fixtures/gateway.ts";
import { expect, test } from "../fixtures/test.ts";
import { existing, open, prepare, rows } from "../fixtures/ui.ts";

const repository = resolve(import.meta.dirname, "../../..");

/** What the README shows. `PICTURE=1` writes it anew. */
test("The picture of the README can be taken", async ({ page }) => {
  const settings = { DOWNLOAD_DELAY_MIN_MS: "200", DOWNLOAD_DELAY_MAX_MS: "2000", PROGRESS_INTERVAL_MS: "200" };
  await Gateway.with(settings, async (gateway) => {
    await page.setViewportSize({ width: 1200, height: 560 });
    await open(page, gateway.url);
    await prepare(page, existing(3));
    await expect(rows(page).first()).toHaveAttribute("data-state", "completed");
    await prepare(page, `${existing(11, 70_700)} 70001`);
    await expect(rows(page).first()).toHaveAttribute("data-state", "partially_completed");
    await prepare(page, "71002, 71003");
    await expect(rows(page).first()).toHaveAttribute("data-state", "failed");
    // Few at a time are transferred, so that it stays under way for a while.
    await prepare(page, existing(600, 140_000));
    await expect(rows(page).first()).toContainText(/[1-5]\d\d of 600/, { timeout: 30_000 });
    const path = process.env["PICTURE"] ? join(repository, ".github", "dashboard.png") : undefined;
    const picture = await page.screenshot({ animations: "disabled", ...(path ? { path } : {}) });
    expect(picture.length).toBeLessThan(200_000);
  });
});
