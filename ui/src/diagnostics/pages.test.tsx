import { screen, within } from "@testing-library/react";
import { act } from "react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readJson } from "../api/client";
import { recordError } from "../telemetry/errors";
import { show as render } from "../testing/render";
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
  ...{ windowSeconds: 300, unanswered: 0, process: {} },
  jobs: { submitted: 5, completed: 3, partiallyCompleted: 1, failed: 0, cancelled: 1 },
  instances: [
    {
      ...{ instance: "gw-1", service: "downstream-gateway", startedAt: "2026-01-01T02:04:05.000Z" },
      process: { cpuCores: 0.4, workingSetBytes: 201_326_592, threadPoolQueue: 0 },
    },
  ],
  requests: { count: 100, failed: 2, clientErrors: 4, ratePerSecond: 0.4, successRate: 0.98, latencyMs },
  routes: [{ method: "POST", route: "/v1/download/initiate", count: 12, failed: 1, clientErrors: 2, latencyMs }],
  series: {
    from: "2026-01-02T03:04:05.000Z",
    stepSeconds: 10,
    count: [1, null, 3],
    failed: [0, null, 1],
    p50: [1, null, 2],
    p95: [3, null, 12],
    p99: [4, null, 40],
  },
  streams: { open: 214, feeds: 3, eventsPerSecond: 1, lagMs: latencyMs },
};

function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

function show(page: ReactElement, answers: Record<string, (request: Request) => Response>, path = "/") {
  vi.stubGlobal("fetch", (input: Request | string, init?: RequestInit) => {
    const request = typeof input === "string" ? new Request(new URL(input, location.origin), init) : input;
    const found = Object.entries(answers).find(([path]) => new URL(request.url).pathname === path);
    return Promise.resolve(found === undefined ? answer(404, {}) : found[1](request));
  });
  return render(page, path);
}

afterEach(() => vi.unstubAllGlobals());

const forbidden = () => answer(403, { code: "diagnostics_forbidden", status: 403, title: "Forbidden", detail: "No." });

describe("the errors page", () => {
  it("lists what went wrong and shows the ids to follow it up by", async () => {
    show(<Errors />, {
      "/v1/diagnostics/errors": () =>
        answer(200, { items: [error], capacity: 200, lost: 0, sentry: false, unanswered: 0 }),
    });
    await userEvent.click(await screen.findByRole("button", { name: /InvalidOperationException/ }));
    expect(screen.getByText("It was asked for.")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Show trace" })).toHaveAttribute("href", `/traces/${error.traceId}`);
    expect(screen.getByRole("button", { name: /Copy request id/ })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /Copy file id/ })).toBeNull();
  });

  it("names the file of an error that is about one", async () => {
    const items = [{ ...error, fileId: 70007 }];
    show(<Errors />, {
      "/v1/diagnostics/errors": () => answer(200, { items, capacity: 200, lost: 0, sentry: false, unanswered: 0 }),
    });
    await userEvent.click(await screen.findByRole("button", { name: /InvalidOperationException/ }));
    expect(screen.getByText("70007")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: /Copy file id/ })).toBeInTheDocument();
  });

  it("names the process of each error, and says when one is not among them", async () => {
    const items = [error, { ...error, id: 8, instance: "gw-2", requestId: "request-2" }];
    show(<Errors />, {
      "/v1/diagnostics/errors": () => answer(200, { items, capacity: 200, lost: 0, sentry: false, unanswered: 1 }),
    });
    for (const [index, row] of (await screen.findAllByRole("button", { name: /InvalidOperation/ })).entries()) {
      await userEvent.click(row);
      expect(await screen.findByText(new RegExp(`^gateway · gw-${index + 1}`))).toBeInTheDocument();
    }
    expect(screen.getByText(/^One process does not answer/)).toBeInTheDocument();
  });

  it("shows what went wrong in this browser, and counts it as seen", async () => {
    recordError({ type: "TypeError", message: "x is undefined", traceId: error.traceId });
    show(<Errors />, {}, "/errors?from=browser");
    await userEvent.click(screen.getByRole("button", { name: /TypeError/ }));
    expect(screen.getByText("x is undefined")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Show trace" })).toHaveAttribute("href", `/traces/${error.traceId}`);
  });

  it("keeps new rows back while one is read", async () => {
    recordError({ type: "SyntaxError", message: "the one that is read" });
    show(<Errors />, {}, "/errors?from=browser");
    await userEvent.click(screen.getByRole("button", { name: /SyntaxError/ }));
    act(() => void recordError({ type: "RangeError", message: "newer" }));
    expect(screen.queryByRole("button", { name: /RangeError/ })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "1 new" }));
    expect(screen.getByRole("button", { name: /RangeError/ })).toBeInTheDocument();
  });

  it("copies all that is known of one", async () => {
    show(<Errors />, {
      "/v1/diagnostics/errors": () =>
        answer(200, { items: [error], capacity: 200, lost: 0, sentry: false, unanswered: 0 }),
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /InvalidOperationException/ }));
    await user.click(screen.getByRole("button", { name: "Copy all" }));
    const text = await navigator.clipboard.readText();
    expect(text).toContain("InvalidOperationException: It was asked for.\nPOST /v1/download/check");
    expect(text).toContain(`trace: ${error.traceId}`);
  });

  it("sends a test error, and says whether it was taken", async () => {
    const body = { code: "internal_error", status: 500, title: "Internal Server Error", detail: "Sentry test error" };
    let sent = 0;
    const check = () => answer((sent++, 500), body);
    show(<Errors />, {
      "/v1/diagnostics/errors": () => answer(200, { items: [], capacity: 200, lost: 0, sentry: true }),
      "/v1/download/check": check,
    });
    await userEvent.click(screen.getByRole("button", { name: "Send a test error" }));
    expect(await screen.findAllByText("The test error was reported.")).not.toEqual([]);
    expect(sent).toBe(1);
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

  it("asks in traces that are not recorded: an id for the logs, and no spans", async () => {
    const asked: (string | null)[] = [];
    const ask = (body: unknown) => (request: Request) => {
      asked.push(request.headers.get("traceparent"));
      return answer(200, body);
    };
    show(<Status />, { "/health": ask(healthy), "/v1/diagnostics/performance": ask(figures) });
    await screen.findByText("98.00 %");
    await screen.findByRole("heading", { name: "All systems work" });
    expect(asked.every((traceparent) => /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/.test(traceparent ?? ""))).toBe(true);
  });

  it("names the part that fails, also where the figures are not allowed", async () => {
    const body = { status: "unhealthy", checks: { ...healthy.checks, storage: "error" } };
    show(<Status />, { "/health": () => answer(503, body), "/v1/diagnostics/performance": forbidden });
    expect((await screen.findByText("storage error")).closest("[role=alert]")).toHaveTextContent(
      /since \d\d:\d\d:\d\d/,
    );
    expect(await screen.findByText(/DIAGNOSTICS_ACCESS/)).toBeInTheDocument();
  });

  it("shows the response times as lines, and as a table", async () => {
    show(<Status />, {
      "/health": () => answer(200, healthy),
      "/v1/diagnostics/performance": () => answer(200, figures),
    });
    expect(await screen.findByRole("img", { name: /last p95 is 12 ms, the highest p99 40 ms/ })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "As table" }));
    const table = within(screen.getByRole("region", { name: "Response time" }));
    expect(table.getAllByRole("row")).toHaveLength(4);
    expect(table.getAllByText("—")).toHaveLength(3);
    expect(table.getAllByRole("row")[1]).toHaveTextContent("40 ms");
  });

  it("names every process, and how long it is up", async () => {
    show(<Status />, {
      "/health": () => answer(200, healthy),
      "/v1/diagnostics/performance": () => answer(200, figures),
    });
    expect(
      await screen.findByRole("row", { name: /gw-1 downstream-gateway 0.40 cores 201 MB 0 up 1 d 1 h/ }),
    ).toBeInTheDocument();
  });

  it("says whose figures are missing", async () => {
    for (const [unanswered, words] of [
      [2, "2 processes do not answer. What they know is missing here."],
      [null, /^The other processes cannot be asked now/],
    ] as const) {
      const { unmount } = show(<Status />, {
        "/health": () => answer(200, healthy),
        "/v1/diagnostics/performance": () => answer(200, { ...figures, unanswered }),
      });
      expect(await screen.findByText(words)).toBeInTheDocument();
      unmount();
    }
  });

  it("asks for the hour when that is chosen", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", (input: Request | string) => {
      const url = typeof input === "string" ? input : input.url;
      asked.push(url.slice(url.indexOf("/", 10)));
      return Promise.resolve(answer(200, url.includes("health") ? healthy : figures));
    });
    render(<Status />, "/status?window=3600");
    expect(await screen.findByRole("button", { name: "1 h", pressed: true })).toBeInTheDocument();
    expect(asked.some((url) => url.endsWith("window=3600"))).toBe(true);
  });

  it("shows the calls of this page with their traces", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(answer(200, healthy)));
    await readJson("/v1/downloads", "/v1/downloads");
    render(<Status />, "/status?of=browser");
    const row = screen.getByRole("row", { name: /GET \/v1\/downloads/ });
    expect(within(row).getByRole("link").getAttribute("href")).toMatch(/^\/traces\/[0-9a-f]{32}$/);
  });
});
