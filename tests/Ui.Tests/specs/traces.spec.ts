import { Gateway } from "../fixtures/gateway.ts";
import { expect, test } from "../fixtures/test.ts";
import { TraceViewer, type ReceivedSpan } from "../fixtures/traceViewer.ts";
import { existing, jobsOf, open, prepare, rows } from "../fixtures/ui.ts";

const traceIdOf = async (page: Parameters<typeof jobsOf>[0]): Promise<string> => {
  const [job] = (await jobsOf(page)) as unknown as { traceId: string }[];
  return job?.traceId ?? "";
};

test("One trace leads from the click to the last grain, at a collector and on the page", async ({ page }) => {
  const viewer = await TraceViewer.start();
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT: viewer.httpUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_BSP_SCHEDULE_DELAY: "200",
  };
  await Gateway.with(settings, async (gateway) => {
    await open(page, gateway.url);
    await prepare(page, "70000, 70007, 70001");
    await expect(rows(page)).toHaveAttribute("data-state", "partially_completed");
    const traceId = await traceIdOf(page);

    let spans: ReceivedSpan[] = [];
    const names = async (): Promise<string[]> => {
      spans = await viewer.trace(traceId);
      return spans.map((span) => span.name);
    };
    await expect
      .poll(names, { timeout: 30_000 })
      .toEqual(expect.arrayContaining(["ui.start_job", "POST", "POST /v1/download/initiate", "file.wait", "job"]));
    const one = (name: string) => spans.find((span) => span.name === name);
    expect([one("ui.start_job")?.service, one("POST")?.service]).toEqual(["downstream-ui", "downstream-ui"]);
    expect(one("POST")?.parentSpanId).toBe(one("ui.start_job")?.spanId);
    expect(one("POST /v1/download/initiate")?.parentSpanId).toBe(one("POST")?.spanId);

    await page.goto(`${gateway.url}/traces/${traceId}`);
    await expect(page.getByRole("heading", { name: "ui.start_job" })).toBeVisible();
    await expect(page.getByText(/2 services · complete/)).toBeVisible();
    for (const [name, level] of [
      ["ui.start_job browser", "1"],
      ["POST browser", "2"],
      ["POST /v1/download/initiate gateway", "3"],
      ["file.wait", "4"],
    ] as const)
      await expect(page.getByRole("row", { name }).first()).toHaveAttribute("aria-level", level);
  });
  await viewer.dispose();
});

test("A trace is walked, searched and opened by keys, and a link brings it back", async ({ page, context }) => {
  await open(page);
  await prepare(page, `${existing(3, 119_000)} 119001`);
  await expect(rows(page)).toHaveAttribute("data-state", "partially_completed");
  const traceId = await traceIdOf(page);
  await page.goto(`/traces/${traceId}`);
  await expect(page.getByRole("row", { name: /^Open file\.prepare ×4/ })).toBeVisible();

  await page.keyboard.press("/");
  await page.keyboard.type("119001");
  await expect(page.getByRole("row", { name: /file\.prepare.*1 failed/ })).toBeVisible();
  await page.getByRole("treegrid").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region").getByRole("heading", { level: 2 })).toBeVisible();

  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole("searchbox")).toHaveValue("119001");
  await expect(other.getByRole("row", { selected: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row", { selected: true })).toHaveCount(0);
  expect(page.url()).not.toContain("span=");
});

test("A download's trace fills itself in while it runs", async ({ page, steady }) => {
  await open(page, steady.url);
  await prepare(page, existing(2, 112_000));
  await expect(rows(page)).toHaveAttribute("data-state", /queued|processing/);
  const [job] = await jobsOf(page);
  await page.goto(`${steady.url}/jobs/${job?.jobId ?? ""}?view=trace`);
  await expect(page.getByText(/still running/)).toBeVisible();
  await expect(page.getByRole("row", { name: /^job grain/ })).toBeVisible();
  await expect(page.getByText(/complete$/)).toBeVisible();
});
