import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { config } from "../config";
import type { Feedback } from "../telemetry/reports";
import { show } from "../testing/render";
import { ErrorCard } from "./ErrorCard";
import type { LoggedError } from "./loggedError";

const sendFeedback = vi.hoisted(() => vi.fn<(feedback: Feedback) => Promise<boolean>>());
vi.mock("../telemetry/sentry", () => ({ createReporter: () => ({ take: vi.fn(), sendFeedback }) }));

const error: LoggedError = {
  ...{ id: "7", time: "2026-01-02T03:04:05.000Z", lastTime: "2026-01-02T03:04:05.000Z", count: 1, type: "TypeError" },
  ...{ message: "x is undefined", code: null, method: null, route: "/", status: null, requestId: "request-1" },
  ...{ traceId: "0af7651916cd43dd8448eb211c80319c", jobId: null, source: "browser", sentryUrl: null },
  sentryEventId: "97bc0000000000000000000000000000",
};

beforeEach(() => {
  sendFeedback.mockReset();
  config.sentry = { dsn: "https://public@sentry.example/1", environment: "test" };
});
afterEach(() => {
  config.sentry = null;
});

const opener = () => screen.getByRole("button", { name: "Tell us what happened" });

describe("telling what happened", () => {
  it("is not offered where nothing is reported", () => {
    config.sentry = null;
    show(<ErrorCard error={error} />);
    expect(screen.getByRole("button", { name: "Copy all" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Tell us what happened" })).toBeNull();
  });

  it("sends the words with the error's ids, says so, and gives the focus back", async () => {
    sendFeedback.mockResolvedValue(true);
    show(<ErrorCard error={error} />);
    await userEvent.click(opener());
    await userEvent.type(await screen.findByRole("textbox", { name: /What did you do/ }), "I pressed Cancel");
    await userEvent.type(screen.getByRole("textbox", { name: /Your email/ }), "a@example.org");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(await screen.findAllByText("Thank you. It was sent.")).not.toEqual([]);
    expect(sendFeedback).toHaveBeenCalledExactlyOnceWith({
      ...{ message: "I pressed Cancel", email: "a@example.org", sentryEventId: error.sentryEventId },
      about: { code: null, traceId: error.traceId, requestId: "request-1", jobId: null, route: "/" },
    });
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await vi.waitFor(() => expect(opener()).toHaveFocus());
  });

  it("sends nothing that says nothing", async () => {
    show(<ErrorCard error={error} />);
    await userEvent.click(opener());
    await userEvent.type(await screen.findByRole("textbox", { name: /What did you do/ }), "  ");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(sendFeedback).not.toHaveBeenCalled();
  });

  it("keeps the words where they could not be sent, and says what else can be done", async () => {
    sendFeedback.mockResolvedValue(false);
    show(<ErrorCard error={error} />);
    await userEvent.click(opener());
    await userEvent.type(await screen.findByRole("textbox", { name: /What did you do/ }), "I pressed Cancel");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(await within(screen.getByRole("dialog")).findByRole("alert")).toHaveTextContent(
      /could not be sent.*copy the error/i,
    );
    expect(screen.getByRole("textbox", { name: /What did you do/ })).toHaveValue("I pressed Cancel");
    sendFeedback.mockResolvedValue(true);
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(await screen.findAllByText("Thank you. It was sent.")).not.toEqual([]);
  });
});
