import { defineConfig } from "@playwright/test";

const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** The whole UI in Debian's Chromium against real processes. One worker: the tests measure, and kill what they started. */
export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  workers: 1,
  // For what hangs. On a machine that is busy with other tests the longest one takes four times as long as alone.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: process.env["UI_RESULTS_FILE"] ?? "test-results/results.json" }]],
  use: {
    viewport: { width: 1200, height: 800 },
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
