import type { Page } from "@playwright/test";
import { lookAt, looks, type Look } from "../fixtures/look.ts";
import { expect, test } from "../fixtures/test.ts";
import { existing, jobsOf, open, prepare, rows } from "../fixtures/ui.ts";

/** Everything that has a page of its own, with something on it to look at; that none breaks its policy, every test asserts. */
async function eachPage(page: Page, look: Look): Promise<void> {
  await open(page);
  await look("downloads, empty");
  await prepare(page, `${existing(3, 126_000)} 126001`);
  await expect(rows(page)).toHaveAttribute("data-state", "partially_completed");
  await look("downloads");
  const [job] = await jobsOf(page);
  const jobPage = `/jobs/${job!.jobId}`;

  await page.goto(jobPage);
  await expect(page.locator("[data-file]")).toHaveCount(4);
  await look("download");
  await page.goto(`${jobPage}?view=trace`);
  await expect(page.getByRole("treegrid")).toBeVisible();
  await look("download, its trace");
  await page.goto("/new");
  await page.getByRole("textbox", { name: "File ids" }).fill("126000\n7o200\n12\n126000");
  await expect(page.locator("#content").getByText("12 is below 10,000")).toBeVisible();
  await look("new");

  await page.goto("/errors");
  await page.getByRole("button", { name: "Send a test error" }).click();
  await page
    .getByRole("button", { name: /SentryTestException/ })
    .first()
    .click();
  await expect(page.getByRole("button", { name: "Copy all" })).toBeVisible();
  await look("errors");
  await page.goto("/errors?from=browser&id=1");
  await expect(page.getByRole("button", { name: "Copy all" })).toBeVisible();
  await look("errors, of this browser");
  await page.goto("/status");
  await expect(page.getByRole("heading", { name: "All systems work" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Routes" })).toBeVisible();
  await look("status");
  await page.getByRole("button", { name: "As table" }).click();
  await look("status, as a table");
  await page.goto("/status?of=browser");
  await expect(page.getByRole("heading", { name: "Response time" })).toBeVisible();
  await look("status, of this browser");
  await page.goto("/traces");
  await expect(page.getByRole("listitem").first()).toBeVisible();
  await look("traces");
  // The service answers for what is none of its pages; within the pages one can get there all the same.
  await page.evaluate(() => {
    history.pushState(null, "", "/nowhere");
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await expect(page.getByText("There is no page at this address.")).toBeVisible();
  await look("not found");
}

test("Nobody is kept out of a page, in either theme and on a phone", async ({ page }) => {
  test.setTimeout(300_000);
  await eachPage(page, lookAt(page, looks));
});
