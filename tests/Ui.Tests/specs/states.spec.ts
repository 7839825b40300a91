import type { Page } from "@playwright/test";
import { fewLooks, lookAt, type Look } from "../fixtures/look.ts";
import { answer, jobs, listOf, pretend, refuse, type State } from "../fixtures/samples.ts";
import { expect, test } from "../fixtures/test.ts";
import { fileIds, link, open, prepare, rows, toasts } from "../fixtures/ui.ts";

const every = Object.keys(jobs) as State[];
const prepareButton = (page: Page) => page.getByRole("button", { name: "Prepare", exact: true });

async function eachStateOfTheList(page: Page, look: Look): Promise<void> {
  await page.route(listOf, () => undefined);
  await page.goto("/");
  await expect(page.locator("#content [class*=ghost]").first()).toBeVisible();
  await look("list, being read");
  await page.unrouteAll();
  await page.route(listOf, refuse(503, "storage_unavailable"));
  await page.goto("/");
  await expect(page.getByText("The downloads could not be read")).toBeVisible();
  await look("list, not to be had");
  await page.unrouteAll();

  await pretend(page, ...every);
  await open(page);
  await expect(rows(page)).toHaveCount(every.length);
  await look("list, every state");
  await rows(page)
    .first()
    .getByRole("button", { name: /^More for/ })
    .click();
  await expect(page.getByRole("menu")).toBeVisible();
  await look("list, menu");
  await page.keyboard.press("Escape");
  for (const row of [0, 1, 3, 4]) {
    await rows(page)
      .nth(row)
      .getByRole("button", { name: /^More for/ })
      .click();
    await page.getByRole("menuitem", { name: "Select" }).click();
  }
  await expect(page.getByText("4 selected")).toBeVisible();
  await look("list, selected");
  await page.getByRole("button", { name: "Cancel 2" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await look("list, question");
  await page.route("**/v1/download/*", refuse(503, "cluster_unavailable"));
  await page.getByRole("dialog").getByRole("button", { name: "Cancel 2" }).click();
  await expect(toasts(page)).toContainText("2 could not be cancelled");
  await look("list, notice");
  await page.goto("/?q=81");
  await expect(page.getByText("No loaded download matches.")).toBeVisible();
  await look("list, nothing found");
  await page.goto("/?q=0af7651916cd43dd8448eb211c80319c");
  await expect(page.getByRole("link", { name: "Open this trace" })).toBeVisible();
  await look("list, an id searched");
  await page.unrouteAll();
  await page.goto("/?status=problems");
  await expect(page.getByText("No download here failed.")).toBeVisible();
  await look("list, none of the filter");
}

async function eachStateOfTheStart(page: Page, look: Look): Promise<void> {
  await open(page);
  await fileIds(page).fill("70000, 7o200, 12, 90 70007 70007 70100-70170");
  await expect(page.locator("#content").getByText("12 is below 10,000")).toBeVisible();
  await look("start, problems");
  await fileIds(page).fill("70007");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.locator("#content").getByText(/^70007: /)).toBeVisible();
  await look("start, one file");
  const initiate = "**/v1/download/initiate";
  await page.route(initiate, refuse(429, "too_many_active_jobs", "You have 100 unfinished jobs."));
  await prepare(page, "70000, 70007");
  await expect(page.locator("#content").getByText(/^100 downloads are running/)).toBeVisible();
  await look("start, refused");
  await page.unrouteAll();
  await page.route(initiate, refuse(429, "rate_limited", "Too many."));
  await prepareButton(page).click();
  await expect(page.getByRole("button", { name: /^Again in/ })).toBeVisible();
  await look("start, to wait");
  await page.unrouteAll();
  await page.goto("/");
  await page.route(initiate, () => undefined);
  await prepare(page, "70000, 70007");
  await expect(page.getByText("Sending…")).toBeVisible();
  await look("start, sending");
  await page.unrouteAll();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "70000");
    document.querySelector("main")?.dispatchEvent(new DragEvent("dragenter", { bubbles: true, dataTransfer: data }));
  });
  await expect(page.getByText("Drop a list of file ids here")).toBeVisible();
  await look("start, dropped on");
  await page.goto("/new");
  await expect(page.getByRole("heading", { name: "New download" })).toBeVisible();
  await look("new, empty");
}

async function eachStateOfADownload(page: Page, look: Look): Promise<void> {
  await pretend(page, ...every);
  for (const name of every) {
    await page.goto(`/jobs/${jobs[name].jobId}`);
    await expect(page.getByRole("heading", { level: 1, name: /files?$/ })).toBeVisible();
    if (name !== "expired") await expect(page.locator("[data-file]").first()).toBeVisible();
    await look(`download, ${name}`);
  }
  await page.goto(`/jobs/${jobs.processing.jobId}?q=99999999`);
  await expect(page.getByText("No file here matches.")).toBeVisible();
  await look("download, no file found");
  await page.route("**/files?*", refuse(503, "storage_unavailable"));
  await page.goto(`/jobs/${jobs.completed.jobId}`);
  await expect(page.getByText("The files could not be read")).toBeVisible();
  await look("download, files not to be had");
  await page.goto(`/jobs/${jobs.completed.jobId}?view=trace`);
  await expect(page.getByText(/^This trace is gone/)).toBeVisible();
  await look("download, trace gone");
  await page.goto("/jobs/01a21856-0598-7b0c-b522-0000000000ff");
  await expect(page.getByText(/^There is no download with this id/)).toBeVisible();
  await look("download, unknown");
  await page.route("**/v1/download/status/*", refuse(503, "cluster_unavailable"));
  await page.goto("/jobs/01a21856-0598-7b0c-b522-0000000000ff");
  await expect(page.getByText("This download could not be read")).toBeVisible();
  await look("download, not to be had");
  await page.unrouteAll();
}

async function eachStateOfTheShell(page: Page, look: Look): Promise<void> {
  await pretend(page, "completed");
  await open(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await look("shell, keyboard");
  await page.keyboard.press("Escape");
  await page.context().setOffline(true);
  await expect(page.getByText("You are offline. Your downloads go on")).toBeVisible();
  await look("shell, offline");
  await page.context().setOffline(false);
  await page.unrouteAll();

  await page.route("**/subscribe*", (route) => route.abort());
  await page.goto("/");
  await expect(link(page)).toHaveAttribute("data-link", "polling");
  await link(page).click();
  await look("shell, polling");
  await page.route(listOf, (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Try now" })).toBeVisible();
  await look("shell, reconnecting");
  await page.unrouteAll();

  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { get: () => undefined }));
  await pretend(page, "completed");
  await open(page);
  await rows(page)
    .getByRole("button", { name: /^More for/ })
    .click();
  await page.getByRole("menuitem", { name: "Copy as curl" }).click();
  await expect(page.getByRole("dialog", { name: "Press Ctrl+C" })).toBeVisible();
  await look("shell, to copy by hand");
  await page.unrouteAll();
  await page.route("**/assets/status-*.js", (route) => route.abort());
  await page.goto("/status");
  await expect(page.getByRole("heading", { name: "This page could not be loaded" })).toBeVisible();
  await look("shell, page not to be had");
  await page.unrouteAll();
  await page.route(listOf, answer({ items: [{ ...jobs.completed, firstFileIds: null }], next: null }));
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "This page broke" })).toBeVisible();
  await look("shell, broken");
  await page.unrouteAll();
}

async function eachStateOfTheDiagnostics(page: Page, look: Look): Promise<void> {
  const checks = { storage: "error", cluster: "ok", state: "ok" };
  await page.route("**/health", answer({ status: "unhealthy", checks }, 503));
  await page.goto("/status");
  await expect(page.getByRole("heading", { name: /^A part of the service fails/ })).toBeVisible();
  await look("status, unhealthy");
  await page.route("**/v1/diagnostics/**", refuse(403, "diagnostics_forbidden"));
  for (const name of ["status", "errors", "traces"]) {
    await page.goto(`/${name}`);
    await expect(page.getByText(/^Only from the service's own machine/)).toBeVisible();
    await look(`${name}, forbidden`);
  }
  await page.unrouteAll();
  await page.route("**/v1/diagnostics/**", refuse(503, "traces_unavailable"));
  await page.goto("/traces/0af7651916cd43dd8448eb211c80319c");
  await expect(page.getByText("The trace could not be read")).toBeVisible();
  await look("trace, not to be had");
  await page.unrouteAll();
  await page.evaluate(() => sessionStorage.clear());
  await page.goto("/errors?from=browser");
  await expect(page.getByText("Nothing went wrong in this browser.")).toBeVisible();
  await look("errors, none");

  // What a page with a DSN has; it reports to nobody here.
  await page.route("**/errors", async (route) => {
    const document = await (await route.fetch()).text();
    const sentry = JSON.stringify({ dsn: "http://public@127.0.0.1:1/1", environment: "tests" });
    await route.fulfill({
      body: document.replace(/&quot;sentry&quot;:null/, `&quot;sentry&quot;:${sentry.replaceAll('"', "&quot;")}`),
      contentType: "text/html",
    });
  });
  await page.goto("/errors");
  await page.getByRole("button", { name: "Send a test error" }).click();
  await page
    .getByRole("button", { name: /SentryTestException/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Tell us what happened" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await look("errors, feedback");
  await page.unrouteAll();
}

const parts = {
  list: eachStateOfTheList,
  start: eachStateOfTheStart,
  download: eachStateOfADownload,
  shell: eachStateOfTheShell,
  diagnostics: eachStateOfTheDiagnostics,
};

for (const [part, each] of Object.entries(parts))
  test(`Nobody is kept out of a state, ${part}`, async ({ page, faults }) => {
    if (part === "shell") faults.allowed.push(/null|undefined/);
    await each(page, lookAt(page, fewLooks));
  });
