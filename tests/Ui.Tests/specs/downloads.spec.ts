import { execFileSync } from "node:child_process";
import { expect, test } from "../fixtures/test.ts";
import { existing, fileIds, jobsOf, open, prepare, rows, toasts } from "../fixtures/ui.ts";

test("A press of Prepare ends in an archive that unzip accepts", async ({ page }) => {
  await open(page);
  await prepare(page, "70000, 70007, 70014");
  await expect(fileIds(page)).toBeFocused();
  await expect(fileIds(page)).toHaveValue("");

  const row = rows(page);
  await expect(row).toHaveAttribute("data-state", "completed");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    row.getByRole("link", { name: "Download: 3 files" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.zip$/);
  expect(execFileSync("unzip", ["-t", await download.path()]).toString()).toContain("No errors detected");
  expect(page.url()).toMatch(/\/$/);
});

test("One file is checked, prepared and downloaded from the start box", async ({ page }) => {
  await open(page);
  await fileIds(page).fill("70001");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.locator("#content").getByText("70001 is not available.")).toBeVisible();

  await fileIds(page).fill("70007");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Prepare and download" }).click();
  execFileSync("unzip", ["-t", await (await download).path()]);
});

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null }[];
}

test("Progress moves in steps, and nothing else moves", async ({ page, steady }) => {
  await page.addInitScript(() => {
    const seen = { shifts: [] as string[], steps: new Set<number>() };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[])
        if (!hadRecentInput)
          seen.shifts.push(`${value}: ${sources.map(({ node }) => node?.parentElement?.outerHTML).join()}`);
    }).observe({ type: "layout-shift", buffered: true });
    new MutationObserver(() => {
      const bar = document.querySelector("[data-row] [role=progressbar]");
      if (bar) seen.steps.add(Number(bar.getAttribute("aria-valuenow")));
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-valuenow"] });
  });
  await open(page, steady.url);
  await prepare(page, existing(12));
  await expect(rows(page)).toHaveAttribute("data-state", "completed");

  const { shifts, steps } = await page.evaluate(() => {
    const { seen } = window as unknown as { seen: { shifts: string[]; steps: Set<number> } };
    return { shifts: seen.shifts, steps: [...seen.steps] };
  });
  expect(steps.length).toBeGreaterThanOrEqual(3);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(shifts).toEqual([]);
});

test("A reload in the middle finds everything where it is", async ({ page, steady }) => {
  await open(page, steady.url);
  await prepare(page, existing(10, 77_000));
  await rows(page)
    .getByRole("link", { name: /^10 files/ })
    .click();
  await expect(page.locator("[data-file][data-state=ready]").first()).toBeVisible();

  await page.reload();
  await expect(page.locator("[data-file]")).toHaveCount(10);
  await expect(page.locator("[data-file][data-state=ready]")).toHaveCount(10);
  await expect(page.getByRole("link", { name: "Download: 10 files" })).toBeVisible();
});

test("A download is cancelled at once, and prepared again from the notice", async ({ page, slow }) => {
  await open(page, slow.url);
  await prepare(page, existing(3));
  await page.getByRole("button", { name: "Cancel download of 3 files" }).click();
  await expect(rows(page)).toHaveAttribute("data-state", "cancelled");

  await toasts(page).getByRole("button", { name: "Prepare again" }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toHaveAttribute("data-state", /queued|processing/);
  await expect(rows(page).last().getByRole("button", { name: "Prepare again: 3 files" })).toBeVisible();
  expect((await jobsOf(page)).map((job) => job.status).sort()).toEqual([
    "cancelled",
    expect.stringMatching(/queued|processing/),
  ]);
});

test("What failed is tried again under the same id", async ({ page }) => {
  await open(page);
  await prepare(page, "70000 70001");
  await expect(rows(page)).toHaveAttribute("data-state", "partially_completed");
  await expect(rows(page)).toContainText("1 missing");
  await rows(page)
    .getByRole("link", { name: /^2 files/ })
    .click();
  await expect(page.locator('[data-file="70001"]')).toContainText("The origin does not have this file");

  const again = page.waitForResponse((answer) => answer.url().endsWith("/retry"));
  await page.getByRole("button", { name: "Try 1 again: 2 files" }).click();
  expect((await again).status()).toBe(202);
  await expect(page.getByRole("button", { name: "Try 1 again: 2 files" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Try 1 again: 2 files" })).toBeVisible();
  expect(await jobsOf(page)).toHaveLength(1);
});

test("Several are cancelled by one press and one question", async ({ page, slow }) => {
  await open(page, slow.url);
  for (const from of [70_000, 70_700, 71_400]) await prepare(page, existing(2, from));
  await expect(rows(page).and(page.locator("[data-state=queued], [data-state=processing]"))).toHaveCount(3);

  await rows(page).nth(0).getByRole("checkbox").click();
  await rows(page)
    .nth(2)
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "For what is selected" });
  await expect(bar).toContainText("3 selected");
  await bar.getByRole("button", { name: "Cancel 3" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel 3" }).click();
  await expect(toasts(page)).toContainText("3 cancelled");
  await expect(page.locator("[data-row][data-state=cancelled]")).toHaveCount(3);
});

test("The keyboard alone starts, opens and cancels", async ({ page, slow }) => {
  await open(page, slow.url);
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await expect(fileIds(page)).toBeFocused();
  await page.keyboard.type("70000, 70007");
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveAttribute("data-state", /queued|processing/);

  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect(rows(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  await page.keyboard.press("c");
  await expect(page.getByRole("button", { name: "Prepare again: 2 files" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page).toHaveURL(`${slow.url}/`);
  await expect(rows(page)).toHaveAttribute("data-state", "cancelled");
});
