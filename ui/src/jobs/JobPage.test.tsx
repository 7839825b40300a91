import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Route } from "wouter";
import type { Job, JobFile } from "../api/client";
import { noJobs, serve, show, someJob, type Answer } from "../testing/render";
import { JobPage } from "./JobPage";

const status = `GET /v1/download/status/${someJob.jobId}`;
const filesOf = `GET /v1/download/${someJob.jobId}/files`;
const page = <Route path="/jobs/:jobId" component={JobPage} />;

const file = (id: number, changes: Partial<JobFile> = {}): JobFile => ({
  file_id: id,
  status: "ready",
  progress: 100,
  size: 683_000,
  attempts: 1,
  error: null,
  eventId: 1,
  ...changes,
});

const files = [
  file(70000),
  file(70007, { status: "processing", progress: 62.4, size: null }),
  file(70001, { status: "failed", size: null, error: "file_not_found" }),
  file(70014, { status: "queued", progress: 0, size: null, attempts: 0 }),
];
const job: Job = { ...someJob, totalFileIds: 4, readyFiles: 1, failedFiles: 1, bytesReady: 683_000, progress: 41.2 };
const over: Partial<Job> = {
  finishedAt: new Date(Date.now() - 30_000).toISOString(),
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
};

function open(changes: Partial<Job> = {}, answers: Record<string, () => Answer> = {}, query = "") {
  const shown = { ...job, ...changes };
  const asked = serve({
    ...noJobs,
    [status]: () => ({ body: shown }),
    [filesOf]: () => ({ body: { items: files, next: null } }),
    ...answers,
  });
  return { asked, ...show(page, `/jobs/${job.jobId}${query}`) };
}

const rowOf = async (id: number) => within(await screen.findByRole("row", { name: new RegExp(`^${id} `) }));

describe("the page of one download", () => {
  it("says how far it is, in numbers that are known", async () => {
    open();
    expect(await screen.findByRole("heading", { level: 1, name: "4 files" })).toBeVisible();
    expect(screen.getByText("1 ready").parentElement).toHaveTextContent(/^1 ready · 1 failed · 2 to go · 683 KB/);
    expect(screen.getByRole("progressbar", { name: "4 files" })).toHaveAttribute(
      "aria-valuetext",
      "41 percent, 1 of 4 files",
    );
    expect(screen.getByRole("button", { name: "Copy trace id" })).toBeVisible();
  });

  it("lists its files, each with what can be done with it", async () => {
    open();
    const table = await screen.findByRole("table", { name: "Files" });
    expect(table).toHaveAttribute("aria-rowcount", "5");
    const ready = await rowOf(70000);
    expect(ready.getByText("683 KB")).toBeVisible();
    expect(ready.getByRole("link", { name: "Download file 70000" })).toHaveAttribute(
      "href",
      `/v1/download/${job.jobId}/files/70000`,
    );
    const failed = await rowOf(70001);
    expect(failed.getByText("The origin does not have this file")).toBeVisible();
    expect(failed.getByRole("link", { name: "Trace of file 70001" })).toHaveAttribute(
      "href",
      `/traces/${job.traceId}?q=70001`,
    );
    expect((await rowOf(70007)).getByRole("progressbar")).toHaveAttribute("aria-valuetext", "62 percent");
  });

  it("filters and finds files, and the address says so", async () => {
    open({}, {}, "?status=failed");
    await rowOf(70001);
    expect(screen.queryByRole("row", { name: /^70000 / })).toBeNull();
    expect(screen.getByRole("button", { name: "Failed 1" })).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(screen.getByRole("button", { name: "All 4" }));
    await userEvent.type(screen.getByRole("searchbox", { name: "Find a file id" }), "70014");
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2));
  });

  it("offers what is ready and what can be tried again, once it is over", async () => {
    open({
      ...over,
      status: "partially_completed",
      readyFiles: 3,
      failedFiles: 1,
      size: 1_400_000,
      error: "files_failed",
    });
    expect(await screen.findByRole("link", { name: "Download 3: 4 files" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Try 1 again: 4 files" })).toBeVisible();
    expect(screen.getByText(`curl -fLOJ '${location.origin}/v1/download/${job.jobId}'`)).toBeVisible();
  });

  it("offers single files and another try when the archive could not be written", async () => {
    open({ ...over, status: "completed", readyFiles: 4, failedFiles: 0, error: "archive_failed" });
    expect(await screen.findByText(/^The files are ready, the archive is not/)).toBeVisible();
    expect(screen.queryByText(/^curl/)).toBeNull();
    expect(screen.getByRole("button", { name: "Try again: 4 files" })).toBeVisible();
    expect((await rowOf(70000)).getByRole("link", { name: "Download file 70000" })).toBeVisible();
  });

  it.each([
    [404, "job_not_found", "There is no download with this id. It may be gone: downloads are kept for 24 hours."],
    [410, "job_expired", "This download is gone (kept 24 h)."],
  ])("that answers %d says so, and leads home", async (code, name, words) => {
    serve({ ...noJobs, [status]: () => ({ status: code, body: { code: name } }) });
    show(page, `/jobs/${job.jobId}`);
    expect(await screen.findByText(words)).toBeVisible();
    expect(screen.getByRole("link", { name: "Back to downloads" })).toHaveAttribute("href", "/");
  });

  it("asks nothing about what is no id", async () => {
    const asked = serve(noJobs);
    show(page, "/jobs/nonsense");
    expect(await screen.findByText("This is not the id of a download.")).toBeVisible();
    expect(asked.some(({ path }) => path.includes("nonsense"))).toBe(false);
  });

  it("lives on when its files cannot be read", async () => {
    open({}, { [filesOf]: () => ({ status: 500, body: { code: "internal_error", requestId: "request-9" } }) });
    expect(await screen.findByText("The files could not be read")).toBeVisible();
    expect(screen.getByTitle("request-9")).toBeVisible();
    expect(screen.getByRole("button", { name: "Cancel download of 4 files" })).toBeEnabled();
  });
});
