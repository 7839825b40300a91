import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Route } from "wouter";
import { serve, show, someJob, type Answer } from "../../testing/render";
import Traces, { JobTrace } from "./index";
import { recorded, span } from "./testing/spans";

// jsdom has no layout: every row is near enough to be shown.
vi.mock("@tanstack/react-virtual", () => ({
  useWindowVirtualizer: ({ count, getItemKey }: { count: number; getItemKey: (index: number) => string }) => ({
    getVirtualItems: () =>
      Array.from({ length: count }, (_, index) => ({ index, key: getItemKey(index), start: 28 * index })),
    scrollToIndex: () => undefined,
    measure: () => undefined,
  }),
}));

const trace = recorded();
const { traceId } = trace;
const reading = `GET /v1/diagnostics/traces/${traceId}`;
const listing = "GET /v1/diagnostics/traces";
const forbidden: Answer = { status: 403, body: { code: "diagnostics_forbidden", detail: "No." } };

function open(path: string, answers: Record<string, (request: Request) => Answer | "network">) {
  const asked = serve(answers);
  const view = show(<Route path="/traces/:traceId?" component={Traces} />, path);
  return { ...view, asked };
}

const openTrace = (search = "", more: Partial<typeof trace> = {}) =>
  open(`/traces/${traceId}${search}`, { [reading]: () => ({ body: { ...trace, ...more } }) });

const names = () =>
  screen
    .getAllByRole("row")
    .map((row) => within(row).queryAllByRole("gridcell")[0]?.textContent)
    .filter((name) => name !== undefined);
const rowOf = (name: RegExp) => screen.getByRole("row", { name });

afterEach(() => {
  vi.useRealTimers();
});

describe("a trace", () => {
  it("says how long it took, of how much, by whom, and whether that is all", async () => {
    openTrace();
    expect(await screen.findByRole("heading", { name: "ui.start_job" })).toBeInTheDocument();
    expect(screen.getByText("7.8 s · 89 spans · 2 services · complete")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Copy trace id" })).toBeInTheDocument();
  });

  it("has equal siblings in one row, with their median, the slowest and how many failed", async () => {
    openTrace();
    const group = await screen.findByRole("row", { name: /file\.prepare ×5/ });
    expect(group).toHaveTextContent("1 failed");
    expect(group).toHaveTextContent(/median 18 ms, slowest 99 ms/);
    await userEvent.click(within(group).getByRole("button", { name: "Open file.prepare ×5" }));
    expect(names().filter((name) => name.startsWith("file.prepare"))).toHaveLength(6);
  });

  it("folds what the runtime adds to a call, until it is asked for", async () => {
    openTrace();
    expect(await screen.findByRole("row", { name: /IJobGrain\/Submit/ })).toHaveTextContent("+7 runtime spans");
    const before = names().length;
    await userEvent.click(screen.getByRole("checkbox", { name: "Fold runtime spans" }));
    expect(names().length).toBeGreaterThan(before + 7);
  });

  it("folds the stretch where it only waited, and says how long that was", async () => {
    openTrace();
    expect(await screen.findByTitle("5.4 s without work")).toHaveTextContent("5.4 s");
    await userEvent.click(screen.getByRole("checkbox", { name: "Fold gaps" }));
    expect(screen.queryByTitle(/without work/)).not.toBeInTheDocument();
  });

  it("marks what its end waited for", async () => {
    openTrace();
    await screen.findByRole("treegrid");
    const onPath = (name: RegExp) => within(rowOf(name)).queryByRole("gridcell", { name: "On the critical path" });
    expect(onPath(/file\.wait/)).toBeInTheDocument();
    expect(onPath(/job\.ask_for_files/)).not.toBeInTheDocument();
  });

  it("is a tree that keys walk, fold by row and by level, and open", async () => {
    const user = userEvent.setup();
    openTrace();
    const tree = await screen.findByRole("treegrid", { name: "Spans" });
    tree.focus();
    const active = () => document.getElementById(tree.getAttribute("aria-activedescendant") ?? "");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(active()).toHaveAttribute("aria-level", "3");
    await user.keyboard("{ArrowLeft}");
    expect(active()).toHaveAttribute("aria-expanded", "false");
    expect(names()).toHaveLength(3);
    await user.keyboard("{ArrowRight}{End}{Home}{ArrowDown}{ArrowDown}{ArrowDown}");
    expect(active()).toHaveAttribute("aria-level", "4");
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(names().filter((name) => name.startsWith("file.wait"))).toHaveLength(6);
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(names().filter((name) => name.startsWith("file.wait"))).toHaveLength(1);
    await user.keyboard("{ArrowLeft}{ArrowUp}{Enter}");
    expect(screen.getByRole("region", { name: "POST" })).toBeInTheDocument();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("region", { name: "POST" })).not.toBeInTheDocument();
  });

  it("is searched by what spans say, also where they are folded, and the URL keeps it", async () => {
    const { location } = openTrace("?q=70001");
    await screen.findByRole("treegrid");
    expect(screen.getByRole("searchbox", { name: "Find a span" })).toHaveValue("70001");
    expect(screen.getByText(/^\d+ spans found$/)).toBeInTheDocument();
    expect(names().filter((name) => name.startsWith("file.prepare"))).toEqual(["file.prepare1 failed"]);
    await userEvent.type(screen.getByRole("searchbox"), "x");
    expect(screen.getByText("No span here matches.")).toBeInTheDocument();
    expect(location()).toContain("q=70001x");
  });

  it("opens the span that a link names, inside its folded siblings, with values to copy and the way to its error", async () => {
    const failed = trace.spans.find((one) => one.name === "file.prepare" && one.status === "error");
    const error = { id: 7, traceId, type: "System.IO.IOException" };
    open(`/traces/${traceId}?span=${failed?.spanId ?? ""}`, {
      [reading]: () => ({ body: trace }),
      "GET /v1/diagnostics/errors": () => ({ body: { items: [{ id: 8, traceId: "other", type: "X" }, error] } }),
    });
    const sheet = await screen.findByRole("region", { name: "file.prepare" });
    expect(screen.getByRole("row", { selected: true })).toHaveTextContent("file.prepare");
    expect(within(sheet).getByRole("button", { name: "Copy downstream.file.id" })).toBeInTheDocument();
    expect(sheet).toHaveTextContent("70001");
    expect(await within(sheet).findByRole("link", { name: "IOException in the errors" })).toHaveAttribute(
      "href",
      "/errors?from=service&id=7",
    );
  });

  it("shows spans whose parent did not come, and links of spans to other traces", async () => {
    const links = [{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" }];
    openTrace("?span=b", { spans: [span("a", null), span("b", "b7ad6b7169203331", { links })] });
    expect(await screen.findByText("Parent not received · b7ad6b7169203331")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "0af7…319c" })).toHaveAttribute(
      "href",
      "/traces/0af7651916cd43dd8448eb211c80319c?span=b7ad6b7169203331",
    );
  });

  it("says what it lacks, and where all of it is", async () => {
    openTrace("", { lostSpans: 12, partial: true, jaegerUrl: "http://jaeger/trace/1" });
    expect(await screen.findByText(/12 spans not kept/)).toBeInTheDocument();
    expect(screen.getByText(/what this process has of it/)).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Jaeger ↗" })).toHaveAttribute("href", "http://jaeger/trace/1");
  });

  it("is read again by its tag every two seconds while it runs", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let spans = trace.spans.slice(0, 3);
    const { asked } = open(`/traces/${traceId}`, {
      [reading]: (request) => {
        const tag = `"${spans.length}"`;
        if (request.headers.get("If-None-Match") === tag) return { status: 304 };
        return { body: { ...trace, spans, running: spans.length === 3 }, headers: { ETag: tag } };
      },
    });
    expect(await screen.findByText(/still running/)).toBeInTheDocument();
    await act(() => vi.advanceTimersByTimeAsync(2_100));
    expect(asked.at(-1)?.headers.get("If-None-Match")).toBe('"3"');
    spans = trace.spans;
    await act(() => vi.advanceTimersByTimeAsync(2_100));
    expect(await screen.findByText(/complete/)).toBeInTheDocument();
    const reads = () => asked.filter(({ path }) => path.endsWith(traceId)).length;
    const before = reads();
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    expect(reads()).toBe(before);
  });

  it.each([
    ["is gone", { status: 404, body: { code: "trace_not_found", detail: "" } }, /This trace is gone/],
    ["may not be read", forbidden, /DIAGNOSTICS_ACCESS/],
    [
      "cannot be read now",
      { status: 503, body: { code: "traces_unavailable", detail: "" }, headers: { "Retry-After": "4" } },
      /tried again in 4 s/,
    ],
  ])("that %s says so", async (_, answer: Answer, sentence) => {
    open(`/traces/${traceId}`, { [reading]: () => answer });
    expect(await screen.findByText(sentence)).toBeInTheDocument();
  });

  it("whose id is none says so", () => {
    open("/traces/nonsense", {});
    expect(screen.getByText("This is not the id of a trace.")).toBeInTheDocument();
  });

  it("of a download that runs is waited for until its first span comes", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let arrived = false;
    serve({ [reading]: () => (arrived ? { body: trace } : { status: 404, body: { code: "trace_not_found" } }) });
    show(<JobTrace traceId={traceId} running />, `/jobs/${someJob.jobId}?view=trace`);
    expect(await screen.findByText(/Nothing of this trace has arrived yet/)).toBeInTheDocument();
    arrived = true;
    await act(() => vi.advanceTimersByTimeAsync(2_100));
    expect(await screen.findByRole("treegrid")).toBeInTheDocument();
  });
});

describe("the list of traces", () => {
  const summary = (id: string, name: string, durationMs: number, errorCount = 0) => ({
    ...{ traceId: id.repeat(32), name, service: "downstream-ui", startTime: "2026-01-02T03:04:05.000Z" },
    ...{ durationMs, spanCount: 12, errorCount, jobId: null },
  });
  const items = [summary("c", "ui.cancel", 40), summary("b", "ui.start_job", 9_200, 2), summary("a", "ui.check", 90)];
  const list = (path = "/traces") => open(path, { [listing]: () => ({ body: { items, source: "memory" } }) });
  const shown = () =>
    screen.getAllByRole("listitem").map((item) => /ui\.(cancel|start_job|check)/.exec(item.textContent)?.[0]);

  it("has the newest first, or the slowest; only those with errors; what is searched for: all in the URL", async () => {
    const user = userEvent.setup();
    const { location } = list();
    await screen.findByRole("link", { name: /ui\.start_job/ });
    expect(shown()).toEqual(["ui.cancel", "ui.start_job", "ui.check"]);
    await user.click(screen.getByRole("button", { name: "Slowest" }));
    expect(shown()).toEqual(["ui.start_job", "ui.check", "ui.cancel"]);
    await user.click(screen.getByRole("button", { name: "With errors" }));
    expect(shown()).toEqual(["ui.start_job"]);
    expect(location()).toBe("/traces?of=errors&sort=duration");
    await user.type(screen.getByRole("searchbox"), "check");
    expect(screen.getByText(/No trace here matches/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Show all" }));
    expect(shown()).toHaveLength(3);
  });

  it("shows what a link asks for, each trace with its length and its failures", async () => {
    list("/traces?sort=duration&q=start");
    const link = await screen.findByRole("link", { name: /ui\.start_job/ });
    expect(shown()).toEqual(["ui.start_job"]);
    expect(link).toHaveAttribute("href", `/traces/${"b".repeat(32)}`);
    expect(link).toHaveTextContent(/2 failed.*12 spans.*9\.2 s/);
  });

  it("opens a trace by its id, also one that it does not have", async () => {
    const { location } = list();
    await userEvent.type(await screen.findByRole("searchbox"), `${traceId}{Enter}`);
    await waitFor(() => expect(location()).toMatch(new RegExp(`^/traces/${traceId}`)));
  });

  it("says so when there is none, when nobody may look, and when it cannot be read", async () => {
    const { unmount } = open("/traces", { [listing]: () => ({ body: { items: [], source: "memory" } }) });
    expect(await screen.findByText(/No trace was recorded yet/)).toBeInTheDocument();
    unmount();
    const second = open("/traces", { [listing]: () => forbidden });
    expect(await screen.findByText(/DIAGNOSTICS_ACCESS/)).toBeInTheDocument();
    second.unmount();
    open("/traces", { [listing]: () => "network" });
    expect(await screen.findByText("The traces could not be read")).toBeInTheDocument();
  });
});
