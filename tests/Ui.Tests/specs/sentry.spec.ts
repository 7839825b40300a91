import { Gateway } from "../fixtures/gateway.ts";
import { SentryListener, type SentryEvent } from "../fixtures/sentry.ts";
import { expect, test } from "../fixtures/test.ts";
import { open } from "../fixtures/ui.ts";

const isOf = (platform: string) => (event: SentryEvent) => event.platform === platform && event.exception !== undefined;

test("A failure is told by browser and service under one trace, and what happened with it", async ({ page }) => {
  const sentry = await SentryListener.start();
  await Gateway.with({ SENTRY_DSN: sentry.dsn }, async (gateway) => {
    await open(page, gateway.url);
    await page.goto(`${gateway.url}/errors?from=browser`);
    await page.getByRole("button", { name: "Send a test error" }).click();

    const browser = () => sentry.events().find(isOf("javascript"));
    const service = () => sentry.events().find(isOf("csharp"));
    await expect.poll(() => browser() !== undefined && service() !== undefined, { timeout: 30_000 }).toBe(true);
    const traceId = service()!.tags?.["trace_id"];
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    for (const event of [browser()!, service()!]) {
      expect(event.tags?.["trace_id"]).toBe(traceId);
      expect(event.contexts?.["trace"]?.["trace_id"]).toBe(traceId);
    }

    await page.getByRole("button", { name: /ServerError/ }).click();
    await expect(page.getByRole("button", { name: "Copy Sentry id" })).toBeVisible();
    await page.getByRole("button", { name: "Tell us what happened" }).click();
    await page.getByRole("textbox", { name: /What did you do/ }).fill("I pressed the button.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect.poll(() => sentry.items.filter((item) => item.type === "feedback").length).toBe(1);
    const [feedback] = sentry.items.filter((item) => item.type === "feedback");
    expect(feedback!.payload.contexts?.["feedback"]).toMatchObject({
      message: "I pressed the button.",
      associated_event_id: browser()!.event_id,
    });
    expect(JSON.stringify(sentry.items)).not.toContain("sentry_test=true");
  });
  await sentry.dispose();
});

test("A page that breaks says so, is told with the components that it broke in, and with what happened", async ({
  page,
  faults,
}) => {
  faults.allowed.push(/TypeError/);
  const sentry = await SentryListener.start();
  await Gateway.with({ SENTRY_DSN: sentry.dsn }, async (gateway) => {
    await page.route("**/v1/diagnostics/performance*", (route) => route.fulfill({ json: { requests: null } }));
    await page.goto(`${gateway.url}/status`);
    await expect(page.getByRole("heading", { name: "This page broke" })).toBeVisible();

    const broke = () => sentry.events().find(isOf("javascript"));
    await expect.poll(broke, { timeout: 30_000 }).toBeDefined();
    expect(broke()!.tags?.["trace_id"]).toMatch(/^[0-9a-f]{32}$/);
    expect(broke()!.contexts?.["trace"]?.["trace_id"]).toBe(broke()!.tags?.["trace_id"]);
    expect(broke()!.exception!.values.map(({ type }) => type)).toContain("React ErrorBoundary TypeError");
    await page.getByRole("button", { name: "Tell us what happened" }).click();
    await page.getByRole("textbox", { name: /What did you do/ }).fill("I looked at the status.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect
      .poll(() => sentry.items.find((item) => item.type === "feedback")?.payload.contexts?.["feedback"])
      .toMatchObject({ message: "I looked at the status.", associated_event_id: broke()!.event_id });

    await page.unroute("**/v1/diagnostics/performance*");
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByRole("heading", { name: "This page broke" })).toBeHidden();
  });
  await sentry.dispose();
});

test("Without a DSN nothing of Sentry is fetched", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(request.url()));
  await open(page);
  await page.goto("/errors");
  await page.getByRole("button", { name: "Send a test error" }).click();
  // Other tests sent theirs to the same process.
  await expect(page.getByRole("button", { name: /SentryTestException/ }).first()).toBeVisible();
  // The exporter is fetched when there is nothing else to do, as Sentry would be.
  await expect.poll(() => fetched.some((url) => url.includes("/exporter-"))).toBe(true);
  expect(fetched.filter((url) => url.includes("/sentry-"))).toEqual([]);
});
