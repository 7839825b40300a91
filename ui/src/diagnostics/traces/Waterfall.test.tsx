import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import type { TraceDocument } from "./api";
import type { Span } from "./layout";
import { Waterfall } from "./Waterfall";

// jsdom has no layout: every row is near enough to be shown.
vi.mock("@tanstack/react-virtual", () => ({
  useWindowVirtualizer: ({ count, getItemKey }: { count: number; getItemKey: (index: number) => string }) => ({
    getVirtualItems: () =>
      Array.from({ length: count }, (_, index) => ({ index, key: getItemKey(index), start: 28 * index })),
    scrollToIndex: () => undefined,
    measure: () => undefined,
  }),
}));

function span(spanId: string, parentSpanId: string | null, more: Partial<Span> = {}): Span {
  return {
    ...{ spanId, parentSpanId, name: spanId, service: "downstream-gateway", scope: "Downstream", kind: "internal" },
    ...{ startUs: 0, durationUs: 2_000, status: "unset", statusMessage: null, attributes: {}, events: [], links: [] },
    ...more,
  };
}

const trace: TraceDocument = {
  ...{
    traceId: "0".repeat(32),
    source: "memory",
    startTime: "2026-01-02T03:04:05.000Z",
    durationUs: 10_000,
    spanCount: 3,
  },
  ...{ lostSpans: 0, running: false, partial: false, jaegerUrl: null },
  spans: [
    span("submit", null),
    span("job", "submit", { durationUs: 10_000 }),
    span("file", "job", {
      status: "error",
      statusMessage: "file_not_found",
      attributes: { "downstream.file.id": 70001 },
    }),
  ],
};

function Page() {
  const [find, setFind] = useState("");
  return <Waterfall trace={trace} find={find} onFind={setFind} />;
}

const names = () => screen.getAllByRole("row").map((row) => within(row).getAllByRole("gridcell")[0]?.textContent);

describe("a trace", () => {
  it("is a tree that keys walk, fold and open", async () => {
    const user = userEvent.setup();
    render(<Page />);
    expect(screen.getAllByRole("row").map((row) => row.getAttribute("aria-level"))).toEqual(["1", "2", "3"]);
    screen.getByRole("treegrid").focus();
    await user.keyboard("{ArrowDown}{ArrowLeft}");
    expect(names()).toEqual(["submit", "job"]);
    await user.keyboard("{ArrowRight}{ArrowDown}{Enter}");
    const sheet = screen.getByRole("region", { name: "file" });
    expect(sheet).toHaveTextContent("file_not_found");
    expect(sheet).toHaveTextContent("70001");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("region", { name: "file" })).not.toBeInTheDocument();
  });

  it("is searched, also where nothing is drawn of it", async () => {
    const user = userEvent.setup();
    render(<Page />);
    await user.type(screen.getByRole("searchbox"), "70001");
    expect(names()).toEqual(["file1 failed"]);
    await user.type(screen.getByRole("searchbox"), "x");
    expect(screen.queryByRole("row")).not.toBeInTheDocument();
    expect(screen.getByText("No span here matches.")).toBeInTheDocument();
  });
});
