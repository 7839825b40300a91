import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import type { Job } from "../api/client";
import type { HubParts } from "../live/hub";
import { Live } from "../live/live";
import { LiveProvider } from "../live/LiveContext";
import { LiveRegions } from "../ui/Live";
import { Toaster } from "../ui/Toaster";

/** A stream that says nothing: what a test shows comes from its own answers. */
const parts: HubParts = {
  locks: null,
  channel: () => ({ post: () => undefined, close: () => undefined }),
  openStream: () =>
    ({ addEventListener: () => undefined, close: () => undefined, readyState: 0 }) as unknown as EventSource,
  visible: () => true,
};

export const someJob: Job = {
  jobId: "01a21856-0598-7b0c-b522-ddb56ecc6a20",
  status: "processing",
  progress: 62,
  totalFileIds: 300,
  readyFiles: 186,
  failedFiles: 0,
  bytesReady: 1_200_000_000,
  firstFileIds: [70000, 70007, 70014],
  createdAt: "2026-11-26T14:02:11.000Z",
  startedAt: "2026-11-26T14:02:11.100Z",
  finishedAt: null,
  estimatedReadyAt: null,
  expiresAt: null,
  downloadUrl: null,
  size: null,
  error: null,
  traceId: "10be93308f862a940f8789dbb340aea2",
  callback: null,
  version: 5000,
  links: { status: "", events: "", result: "", files: "" },
};

export interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Answers calls by "METHOD path"; "network" breaks the connection. What was asked is kept. */
export function serve(answers: Record<string, (request: Request) => Answer | "network">) {
  const asked: { method: string; path: string; body: unknown; headers: Headers }[] = [];
  const fake = vi.fn(async (request: Request) => {
    request.signal.throwIfAborted();
    const path = new URL(request.url).pathname;
    const text = await request.clone().text();
    asked.push({ method: request.method, path, body: text === "" ? null : JSON.parse(text), headers: request.headers });
    const answer = answers[`${request.method} ${path}`]?.(request) ?? { status: 404, body: { code: "not_found" } };
    if (answer === "network") throw new TypeError("Failed to fetch");
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
      status: answer.status ?? 200,
      headers: { "X-Request-ID": "request-1", "X-Trace-ID": "0af7651916cd43dd8448eb211c80319c", ...answer.headers },
    });
  });
  vi.stubGlobal("fetch", fake);
  return asked;
}

export const noJobs = { "GET /v1/downloads": () => ({ body: { items: [], next: null } }) };

/** Renders a part of the app at an address, with live data of its own. */
export function show(element: ReactNode, path = "/") {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity } } });
  const live = new Live({ client, version: "test", parts, onEnded: vi.fn(), onArrived: vi.fn() });
  const { hook, searchHook, navigate, history } = memoryLocation({ path, record: true });
  const view = render(
    <QueryClientProvider client={client}>
      <LiveProvider value={live}>
        <Router hook={hook} searchHook={searchHook}>
          {element}
        </Router>
        <LiveRegions />
        <Toaster />
      </LiveProvider>
    </QueryClientProvider>,
  );
  /** Where the page is by now, with its search. */
  const location = () => history.at(-1);
  return { ...view, live, navigate, location };
}
