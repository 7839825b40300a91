import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { config } from "../config";
import type { Report } from "../telemetry/reports";
import { loadReporter } from "../telemetry/reports";
import { Boundary } from "./Boundary";

const reported = vi.hoisted((): Report[] => []);
vi.mock("../telemetry/sentry", () => ({
  createReporter: () => ({ take: (report: Report) => reported.push(report), sendFeedback: vi.fn() }),
}));

function Broken({ message }: { message: string }): never {
  throw new TypeError(message);
}

beforeEach(() => {
  sessionStorage.clear();
  // React says what the boundary caught.
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(() => {
  config.sentry = null;
});

describe("a page that breaks", () => {
  it("says what broke, with ids to copy, and the ways out", () => {
    render(
      <Boundary>
        <Broken message="bad /v1/objects/1?sig=secret" />
      </Boundary>,
    );
    expect(screen.getByRole("heading", { name: "This page broke" }).closest("[role=alert]")).toHaveTextContent(
      /Your downloads go on/,
    );
    expect(screen.getByRole("region", { name: "The error" })).toHaveTextContent("bad /v1/objects/1");
    expect(screen.getByRole("button", { name: "Copy trace id" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Copy all" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Reload" })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Back to downloads" })).toHaveAttribute("href", "/");
    expect(document.body.textContent).not.toContain("secret");
    expect(screen.queryByRole("button", { name: "Tell us what happened" })).toBeNull();
  });

  it("reports it with the part that broke, and shows its id once Sentry has it", async () => {
    config.sentry = { dsn: "https://public@sentry.example/1", environment: "test" };
    await loadReporter();
    render(
      <Boundary>
        <Broken message="this one is reported" />
      </Boundary>,
    );
    const [report] = reported;
    if (report?.kind !== "error") throw new Error("No error was reported");
    expect(report.componentStack).toContain("Broken");
    expect(screen.queryByRole("button", { name: "Copy Sentry id" })).toBeNull();
    report.taken("97bc0000000000000000000000000000");
    await waitFor(() => expect(screen.getByRole("button", { name: "Copy Sentry id" })).toBeInTheDocument());
    expect(screen.getByRole("button", { name: "Tell us what happened" })).toBeInTheDocument();
  });
});
