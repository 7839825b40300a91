import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import Errors from "./errors";
import Status from "./status";

const error = {
  ...{ id: 7, time: "2026-01-02T03:04:05.000Z", lastTime: "2026-01-02T03:04:05.000Z", count: 3, level: "error" },
  ...{ source: "gateway", instance: "gw-1", type: "System.InvalidOperationException", message: "It was asked for." },
  ...{ code: "internal_error", method: "POST", route: "/v1/download/check", status: 500, requestId: "request-1" },
  ...{ traceId: "0af7651916cd43dd8448eb211c80319c", jobId: null, fileId: null, sentryEventId: null, sentryUrl: null },
};
const latencyMs = { p50: 3.1, p95: 11.9, p99: 40.2, max: 212 };
const figures = {
  ...{ time: "2026-01-02T03:04:05.000Z", instance: "gw-1", version: "0.1.0", startedAt: "2026-01-02T03:04:05.000Z" },
  ...{ windowSeconds: 300, instances: [], jobs: {}, process: {} },
  requests: { count: 100, failed: 2, clientErrors: 4, ratePerSecond: 0.4, successRate: 0.98, latencyMs },
  routes: [{ method: "POST", route: "/v1/download/initiate", count: 12, failed: 1, clientErrors: 2, latencyMs }],
  series: {
    from: "2026-01-02T03:04:05.000Z",
    stepSeconds: 10,
    count: [1, null, 3],
    failed: [0, null, 1],
    p50: [],
    p95: [1, null, 2],
    p99: [],
  },
  streams: { open: 214, feeds: 3, eventsPerSecond: 1, lagMs: latencyMs },
};

function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

function show(page: ReactElement, answers: Record<string, () => Response>): void {
  vi.stubGlobal("fetch", (input: Request | string) => {
    const url = new URL(typeof input === "string" ? input : input.url, location.origin);
    const found = Object.entries(answers).find(([path]) => url.pathname === path);
    return Promise.resolve(found === undefined ? answer(404, {}) : found[1]());
  });
  render(<QueryClientProvider client={new QueryClient()}>{page}</QueryClientProvider>);
}

afterEach(() => vi.unstubAllGlobals());

const forbidden = () => answer(403, { code: "diagnostics_forbidden", status: 403, title: "Forbidden", detail: "No." });

describe("the errors page", () => {
  it("lists what went wrong and shows the ids to follow it up by", async () => {
    show(<Errors />, {
      "/v1/diagnostics/errors": () => answer(200, { items: [error], capacity: 200, lost: 0, sentry: false }),
    });
    await userEvent.click(await screen.findByRole("button", { name: /InvalidOperationException/ }));
    expect(screen.getByText("It was asked for.")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Show trace" })).toHaveAttribute("href", `/traces/${error.traceId}`);
    expect(screen.getByRole("button", { name: /Copy request id/ })).toBeInTheDocument();
  });

  it("says who may look where it may not", async () => {
    show(<Errors />, { "/v1/diagnostics/errors": forbidden });
    expect(await screen.findByText(/DIAGNOSTICS_ACCESS/)).toBeInTheDocument();
  });
});

describe("the status page", () => {
  const healthy = { status: "healthy", checks: { storage: "ok", cluster: "ok", state: "ok" } };

  it("says that all works, and how fast", async () => {
    show(<Status />, {
      "/health": () => answer(200, healthy),
      "/v1/diagnostics/performance": () => answer(200, figures),
    });
    expect(await screen.findByRole("heading", { name: "All systems work" })).toBeInTheDocument();
    expect(await screen.findByText("98.00 %")).toBeInTheDocument();
    const row = screen.getByRole("row", { name: /initiate/ });
    expect(within(row).getByText("12 ms")).toBeInTheDocument();
  });

  it("names the part that fails, also where the figures are not allowed", async () => {
    const body = { status: "unhealthy", checks: { ...healthy.checks, storage: "error" } };
    show(<Status />, { "/health": () => answer(503, body), "/v1/diagnostics/performance": forbidden });
    expect(await screen.findByRole("alert")).toHaveTextContent("storage error");
    expect(await screen.findByText(/DIAGNOSTICS_ACCESS/)).toBeInTheDocument();
  });
});
