import { execFileSync } from "node:child_process";
import { expect, test } from "../fixtures/test.ts";
import { link, prepare, rows } from "../fixtures/ui.ts";

const url = process.env["UI_URL"];
test.use({ baseURL: url ?? "" });

/** Members may have died just before: a page says that it is sending, and sends again, until they are replaced. */
const recovery = { timeout: 60_000 };

// Only against a service that runs already, wherever its gateways, silos and store are: UI_URL.
if (url !== undefined)
  test("A job runs in the browser through everything that is in front of the service", async ({ page }) => {
    test.setTimeout(360_000);
    await page.goto("/");
    await expect(link(page)).toHaveAttribute("data-link", "live", recovery);
    await prepare(page, "70700 70707");
    await expect(rows(page)).toHaveAttribute("data-state", /queued|processing/, recovery);
    await page.reload();
    await expect(rows(page)).toHaveAttribute("data-state", "completed", { timeout: 180_000 });

    const download = page.waitForEvent("download");
    await rows(page).getByRole("link", { name: "Download: 2 files" }).click();
    expect(execFileSync("unzip", ["-t", await (await download).path()]).toString()).toContain("No errors detected");
  });
