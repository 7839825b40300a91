import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Job } from "../api/client";
import { noJobs, serve, show, someJob, type Answer } from "../testing/render";
import { Downloads } from "./Downloads";
import { draft } from "./draft";

beforeEach(() => draft.set(""));

const job = (number: number, changes: Partial<Job> = {}): Job => ({
  ...someJob,
  jobId: `01a21856-0598-7b0c-b522-aaaaaaaa${String(number).padStart(4, "0")}`,
  createdAt: new Date(Date.UTC(2026, 10, 26, 12, number)).toISOString(),
  totalFileIds: number,
  firstFileIds: [70000 + number],
  ...changes,
});
const done: Partial<Job> = { status: "completed", expiresAt: new Date(Date.now() + 3_600_000).toISOString() };

function listOf(...jobs: Job[]) {
  return { "GET /v1/downloads": (): Answer => ({ body: { items: jobs, next: null } }) };
}

const titles = () => screen.queryAllByRole("listitem").map((row) => row.querySelector("a")?.textContent);

describe("the list", () => {
  it("that is empty says what this is, and offers an example that fills the box and sends nothing", async () => {
    const asked = serve(noJobs);
    show(<Downloads />);
    await userEvent.click(await screen.findByRole("button", { name: "Try 70000, 70007, 70001" }));
    expect(screen.getByRole("textbox", { name: "File ids" })).toHaveValue("70000, 70007, 70001");
    expect(asked.every(({ method }) => method === "GET")).toBe(true);
  });

  it("that is filtered to nothing leads back to all", async () => {
    serve(noJobs);
    show(<Downloads />, "/?status=problems");
    expect(await screen.findByText("No download here failed.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Show all" }));
    expect(await screen.findByRole("button", { name: "Try 70000, 70007, 70001" })).toBeVisible();
  });

  it("merges the two states of a filter by time", async () => {
    const byStatus: Record<string, Job[]> = {
      partially_completed: [job(4, { ...done, status: "partially_completed", failedFiles: 1 }), job(2, done)],
      failed: [job(3, { ...done, status: "failed", error: "files_failed" })],
    };
    serve({
      "GET /v1/downloads": (request) => {
        const status = new URL(request.url).searchParams.get("status") ?? "";
        return { body: { items: byStatus[status] ?? [], next: null } };
      },
    });
    show(<Downloads />, "/?status=problems");
    await waitFor(() => expect(titles()).toEqual(["4 files70004 …", "3 files70003 …", "2 files70002 …"]));
  });

  it("that cannot be read says why, with the ids to report it by, and tries again", async () => {
    let works = false;
    serve({
      "GET /v1/downloads": () =>
        works
          ? { body: { items: [job(1)], next: null } }
          : { status: 500, body: { code: "internal_error", requestId: "request-7" } },
    });
    show(<Downloads />);
    const alert = await screen.findByText("The downloads could not be read");
    expect(alert).toBeVisible();
    expect(screen.getByText(/^Something went wrong in the service\./)).toBeVisible();
    expect(screen.getByTitle("request-7")).toBeVisible();
    expect(screen.getByRole("button", { name: "Copy trace id" })).toBeVisible();
    expect(screen.getByRole("textbox", { name: "File ids" })).toBeEnabled();
    works = true;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(titles()).toHaveLength(1));
  });

  it("says when a service that is away is asked again", async () => {
    serve({
      "GET /v1/downloads": () => ({
        status: 503,
        body: { code: "storage_unavailable" },
        headers: { "Retry-After": "4" },
      }),
    });
    show(<Downloads />);
    expect(await screen.findByText(/It is tried again in 4 s\.$/)).toBeVisible();
  });

  it("is searched by id, file id and error, in what is loaded", async () => {
    serve(listOf(job(3, { ...done, status: "failed", error: "files_failed" }), job(2), job(1)));
    show(<Downloads />);
    await waitFor(() => expect(titles()).toHaveLength(3));
    const search = screen.getByRole("searchbox", { name: "Search by id, file id or error" });
    await userEvent.type(search, "70002");
    await waitFor(() => expect(titles()).toEqual(["2 files70002 …"]));
    expect(screen.getByText("in 3 loaded")).toBeVisible();
    await userEvent.clear(search);
    await userEvent.type(search, "no file of");
    await waitFor(() => expect(titles()).toEqual(["3 files70003 …"]));
    await userEvent.clear(search);
    await userEvent.type(search, "aaaa0001");
    await waitFor(() => expect(titles()).toEqual(["1 file70001"]));
  });

  it("gives Running its number, which is known, and the others none", async () => {
    serve(listOf(job(3, done), job(2), job(1)));
    show(<Downloads />);
    expect(await screen.findByRole("button", { name: "Running 2" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Ready" })).toBeVisible();
  });
});

describe("the keys of the list", () => {
  async function open() {
    const asked = serve({
      ...listOf(job(3), job(2), job(1, { ...done, failedFiles: 1 })),
      [`DELETE /v1/download/${job(2).jobId}`]: () => ({ body: { ...job(2), status: "cancelled", version: 9000 } }),
    });
    const view = show(<Downloads />);
    await waitFor(() => expect(titles()).toHaveLength(3));
    screen.getByRole("textbox", { name: "File ids" }).blur();
    return { asked, ...view };
  }

  it("go from row to row, and cancel the one they are at", async () => {
    const { asked } = await open();
    await userEvent.keyboard("jj");
    await waitFor(() => expect(screen.getAllByRole("listitem")[1]).toHaveFocus());
    await userEvent.keyboard("c");
    await waitFor(() => expect(asked.map(({ method }) => method)).toContain("DELETE"));
  });

  it("select a range, and Escape lets go of it", async () => {
    await open();
    await userEvent.keyboard("jx");
    await waitFor(() => expect(screen.getAllByRole("listitem")[0]).toHaveFocus());
    await userEvent.keyboard("jj");
    await waitFor(() => expect(screen.getAllByRole("listitem")[2]).toHaveFocus());
    await userEvent.keyboard("X");
    expect(await screen.findByText("3 selected")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByText("3 selected")).toBeNull());
  });

  it("try nothing again that still runs", async () => {
    const asked = serve(listOf(job(2, { failedFiles: 1 })));
    show(<Downloads />);
    await screen.findByRole("listitem");
    await userEvent.keyboard("j");
    await waitFor(() => expect(screen.getByRole("listitem")).toHaveFocus());
    await userEvent.keyboard("r");
    expect(asked.map(({ method }) => method)).not.toContain("POST");
  });

  it("do nothing while somebody types", async () => {
    const { asked } = await open();
    const box = screen.getByRole("textbox", { name: "File ids" });
    await userEvent.type(box, "jxc");
    expect(box).toHaveValue("jxc");
    expect(screen.queryByText(/selected$/)).toBeNull();
    expect(asked.map(({ method }) => method)).not.toContain("DELETE");
  });

  it("bring the focus to the box and to the search", async () => {
    await open();
    await userEvent.keyboard("n");
    expect(screen.getByRole("textbox", { name: "File ids" })).toHaveFocus();
    await userEvent.keyboard("{Escape}/");
    expect(screen.getByRole("searchbox")).toHaveFocus();
  });
});

describe("what is done for many", () => {
  /** Selects all of them, presses the button, and then the one in the dialog that asks. */
  async function cancelAll(jobs: Job[], answer: (job: Job) => Answer) {
    const asked = serve({
      ...listOf(...jobs),
      ...Object.fromEntries(jobs.map((each) => [`DELETE /v1/download/${each.jobId}`, () => answer(each)])),
    });
    show(<Downloads />);
    for (const box of await screen.findAllByRole("checkbox")) await userEvent.click(box);
    const words = `Cancel ${jobs.length}`;
    await userEvent.click(await screen.findByRole("button", { name: words }));
    expect(asked.map(({ method }) => method)).not.toContain("DELETE");
    const dialog = await screen.findByRole("dialog", { name: `${words} downloads?` });
    const sure = [...dialog.querySelectorAll("button")].find((button) => button.textContent === words);
    if (!sure) throw new Error("The dialog has no such button");
    await userEvent.click(sure);
  }

  it("asks first, runs for all, and says what became of them once", async () => {
    await cancelAll([job(3), job(2), job(1)], (each) => ({
      status: each.totalFileIds === 1 ? 200 : 202,
      body: { ...each, status: "cancelled", version: 9000 },
    }));
    expect(await screen.findByText("2 cancelled, 1 had ended.", { ignore: "[role]" })).toBeVisible();
    expect(vi.mocked(fetch).mock.calls.filter(([request]) => (request as Request).method === "DELETE")).toHaveLength(3);
  });

  it("says why it was refused", async () => {
    await cancelAll([job(3), job(2)], (each) =>
      each.totalFileIds === 2
        ? { status: 403, body: { code: "forbidden" } }
        : { status: 202, body: { ...each, status: "cancelled", version: 9000 } },
    );
    const told = "1 cancelled, 1 could not be cancelled: This is not allowed.";
    expect(await screen.findByText(told, { ignore: "[role]" })).toBeVisible();
  });
});
