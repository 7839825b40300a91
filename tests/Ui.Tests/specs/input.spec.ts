import { Gateway } from "../fixtures/gateway.ts";
import { expect, test } from "../fixtures/test.ts";
import { existing, fileIds, jobsOf, open, prepare, rows } from "../fixtures/ui.ts";

test("A dropped CSV is read into the editor, and sent by a press only", async ({ page, gateway }) => {
  await open(page);
  const list = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["name;file_id\nfirst;70000\nsecond;70007\nthird;12\n"], "list.csv", { type: "text/csv" }));
    return data;
  });
  await page.dispatchEvent("main", "dragenter", { dataTransfer: list });
  await expect(page.getByText("Drop a list of file ids here")).toBeVisible();
  await page.dispatchEvent("main", "drop", { dataTransfer: list });
  await expect(page).toHaveURL(`${gateway.url}/new`);
  await expect(page.getByText("12 is below 10,000")).toBeVisible();
  expect(await jobsOf(page)).toEqual([]);

  await page.keyboard.press("Control+Enter");
  await expect(rows(page)).toHaveAttribute("data-state", "completed");
  expect((await jobsOf(page)).map((job) => job.totalFileIds)).toEqual([2]);
});

test("A file that is no list is refused by name", async ({ page }) => {
  await open(page);
  const picture = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([137, 80, 78, 71])], "cat.png", { type: "image/png" }));
    return data;
  });
  await page.dispatchEvent("main", "dragenter", { dataTransfer: picture });
  await page.dispatchEvent("main", "drop", { dataTransfer: picture });
  await expect(page.getByRole("region", { name: "Notices" })).toContainText("cat.png is not a text or CSV file.");
});

test("What is pasted anywhere goes to the start box", async ({ page, context, gateway }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: gateway.url });
  await open(page);
  await page.getByRole("heading", { level: 1 }).focus();
  await page.evaluate(() => navigator.clipboard.writeText("70000, 70007"));
  await page.keyboard.press("Control+V");
  await expect(fileIds(page)).toHaveValue("70000, 70007");
  expect(await jobsOf(page)).toEqual([]);
});

test("More files than a download holds are two downloads", async ({ page }) => {
  await open(page);
  await fileIds(page).fill("70000-71203");
  await expect(page.locator("#content").getByText("1,204 files in 2 downloads")).toBeVisible();
  await page.getByRole("button", { name: "Prepare", exact: true }).click();
  await expect(page.locator("[data-row][data-state=partially_completed]")).toHaveCount(2, { timeout: 45_000 });
  expect((await jobsOf(page)).map((job) => job.totalFileIds).sort((a, b) => a - b)).toEqual([204, 1000]);
});

test("A refusal counts down and the press works again", async ({ page }) => {
  const settings = { RATE_LIMIT_MAX_REQUESTS: "30", RATE_LIMIT_WINDOW_MS: "8000" };
  await Gateway.with(settings, async (gateway) => {
    await open(page, gateway.url);
    await fileIds(page).fill(existing(2));
    // Used up early in a window, so that it is not over before the press.
    await page.evaluate(async () => {
      for (let wait = 0; wait < 4;) wait = Number((await fetch("/v1/downloads")).headers.get("Retry-After") ?? 0);
    });

    await page.getByRole("button", { name: "Prepare", exact: true }).click();
    await expect(page.getByRole("button", { name: /^Again in \d s$/ })).toBeVisible();
    await expect(page.getByRole("button", { name: "Prepare", exact: true })).toBeVisible();
    await expect(fileIds(page)).toHaveValue("70000, 70007");
    await page.getByRole("button", { name: "Prepare", exact: true }).click();
    await expect(rows(page)).toHaveAttribute("data-state", /queued|processing|completed/);
  });
});

test("Who asked to be told is told while no tab is looked at", async ({ page, context, steady }) => {
  await context.grantPermissions(["notifications"], { origin: steady.url });
  await context.addInitScript(() => {
    // Chromium without a screen shows no notification and hides no tab.
    let hidden = false;
    Object.defineProperty(document, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
    Object.defineProperty(document, "hidden", { get: () => hidden });
    const shown: { body: string | undefined; tag: string | undefined }[] = [];
    const Real = window.Notification;
    window.Notification = class extends Real {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        shown.push({ body: options?.body, tag: options?.tag });
      }
    };
    Object.assign(window, {
      shown,
      hide: () => {
        hidden = true;
        document.dispatchEvent(new Event("visibilitychange"));
      },
    });
  });
  await open(page, steady.url);
  await prepare(page, existing(6, 84_000));
  await expect(rows(page)).toHaveAttribute("data-state", /queued|processing/);
  await rows(page).getByRole("button", { name: "More for 6 files" }).click();
  await page.getByRole("menuitem", { name: "Notify me" }).click();
  await page.evaluate(() => (window as unknown as { hide: () => void }).hide());

  const shown = () => page.evaluate(() => (window as unknown as { shown: { body: string; tag: string }[] }).shown);
  await expect.poll(shown).toHaveLength(1);
  const [told] = await shown();
  expect(told!.body).toBe("6 files ready.");
  expect(told!.tag).toBe((await jobsOf(page))[0]!.jobId);
  await expect(page).toHaveTitle(/✓ 6 files ready/);
});
