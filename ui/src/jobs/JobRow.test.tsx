import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Job } from "../api/client";
import { noJobs, serve, show, someJob, type Answer } from "../testing/render";
import { JobRow } from "./JobRow";

const hour = 3_600_000;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();
const ended: Partial<Job> = { finishedAt: at(-8.5 * 60_000), expiresAt: at(hour), progress: 100 };

let rows = 0;

/** A row of a job with an id of its own, since waits are kept by job. */
function row(changes: Partial<Job>, answer?: () => Answer | "network", files?: () => Answer) {
  const jobId = `01a21856-0598-7b0c-b522-${String(++rows).padStart(12, "0")}`;
  const job = { ...someJob, ...changes, jobId };
  const path = `/v1/download/${jobId}`;
  const asked = serve({
    ...noJobs,
    [`GET /v1/download/status/${jobId}`]: () => ({ body: job }),
    ...(files ? { [`GET ${path}/files`]: files } : {}),
    ...(answer ? { [`DELETE ${path}`]: answer, [`POST ${path}/retry`]: answer } : {}),
  });
  const onSelect = vi.fn();
  const { live } = show(
    <div role="list">
      <JobRow jobId={jobId} position={1} size={1} selected={false} current={false} brief={false} onSelect={onSelect} />
    </div>,
  );
  live.jobs.put([job], true);
  return { asked, onSelect, jobId };
}

async function shown() {
  return within(await screen.findByRole("listitem"));
}

describe("a row", () => {
  it("that is queued says what happens next, and can be cancelled", async () => {
    row({ status: "queued", progress: 0, readyFiles: 0, bytesReady: 0 });
    const item = await shown();
    expect(await item.findByText("Queued")).toBeVisible();
    expect(item.getByText("Waits for its turn")).toBeVisible();
    expect(item.getByRole("button", { name: "Cancel download of 300 files" })).toBeEnabled();
  });

  it("that is being prepared shows how far it is, in words too", async () => {
    row({ estimatedReadyAt: at(108_000) });
    const item = await shown();
    const bar = await item.findByRole("progressbar", { name: "300 files" });
    expect(bar).toHaveAttribute("aria-valuetext", "62 percent, 186 of 300 files");
    expect(item.getByText("186 of 300 · 1.2 GB · ~2 min left")).toBeVisible();
    expect(item.getByText("70000, 70007, 70014 …")).toBeVisible();
  });

  it("that is ready is a plain link to the result", async () => {
    const { jobId } = row({ ...ended, status: "completed", readyFiles: 300, size: 1_400_000 });
    const item = await shown();
    const link = await item.findByRole("link", { name: "Download: 300 files" });
    expect(link).toHaveAttribute("href", `/v1/download/${jobId}`);
    expect(link).toHaveAttribute("download");
    expect(item.getByText(/^1\.4 MB · 8 min ago · kept until /)).toBeVisible();
  });

  it("with missing files offers those that are there", async () => {
    row({
      ...ended,
      status: "partially_completed",
      readyFiles: 2,
      failedFiles: 1,
      totalFileIds: 3,
      error: "files_failed",
    });
    const item = await shown();
    expect(await item.findByText("1 missing")).toBeVisible();
    expect(item.getByRole("link", { name: "Download 2: 3 files" })).toBeVisible();
    expect(item.getByText(/^2 of 3 ready · /)).toBeVisible();
  });

  it("that failed says why, and can be tried again", async () => {
    const failed: Partial<Job> = { ...ended, status: "failed", failedFiles: 300, error: "files_failed" };
    const { asked, jobId } = row(failed, () => ({ body: { ...someJob, jobId, version: 9000 } }));
    const item = await shown();
    expect(await item.findByText(/^No file of it could be prepared · 8 min ago/)).toBeVisible();
    await userEvent.click(item.getByRole("button", { name: "Try again: 300 files" }));
    expect(await item.findByText("Preparing")).toBeVisible();
    expect(asked.map(({ path }) => path)).toContain(`/v1/download/${jobId}/retry`);
  });

  it("that was cancelled can be prepared again", async () => {
    row({ ...ended, status: "cancelled", readyFiles: 2, totalFileIds: 3 });
    const item = await shown();
    expect(await item.findByText("Cancelled")).toBeVisible();
    expect(item.getByText("8 min ago · 2 of 3 were ready")).toBeVisible();
    expect(item.getByRole("button", { name: "Prepare again: 3 files" })).toBeEnabled();
  });

  it("is prepared again in one trace, the reading of its ids included", async () => {
    const { asked, jobId } = row({ ...ended, status: "cancelled", readyFiles: 2 }, undefined, () => ({
      body: { items: [{ file_id: 70000 }, { file_id: 70007 }], next: null },
    }));
    await userEvent.click((await shown()).getByRole("button", { name: "Prepare again: 300 files" }));
    await vi.waitFor(() => expect(asked.map(({ method }) => method)).toContain("POST"));
    const calls = asked.filter(({ method, path }) => method === "POST" || path === `/v1/download/${jobId}/files`);
    expect(calls.at(-1)?.body).toEqual({ file_ids: [70000, 70007] });
    const traces = calls.map(({ headers }) => headers.get("traceparent"));
    expect(traces).toEqual([expect.stringMatching(/-01$/), expect.stringMatching(/-01$/)]);
    expect(new Set(traces.map((trace) => trace?.slice(3, 35))).size).toBe(1);
  });

  it("is prepared again once, however often it is pressed meanwhile", async () => {
    const { asked } = row({ ...ended, status: "cancelled" }, undefined, () => ({ body: { items: [], next: null } }));
    const button = (await shown()).getByRole("button", { name: "Prepare again: 300 files" });
    fireEvent.click(button);
    fireEvent.click(button);
    await vi.waitFor(() => expect(asked.map(({ method }) => method)).toContain("POST"));
    expect(asked.filter(({ path }) => path.endsWith("/files"))).toHaveLength(1);
  });

  it("that is past its time says so, and offers no link that leads nowhere", async () => {
    row({ ...ended, status: "completed", expiresAt: at(-60_000) });
    const item = await shown();
    expect(await item.findByText("Expired")).toBeVisible();
    expect(item.queryByRole("link", { name: /^Download/ })).toBeNull();
    expect(item.getByRole("button", { name: "Prepare again: 300 files" })).toBeEnabled();
  });

  it("whose archive could not be written says that its files can be had, and offers to try again", async () => {
    row({ ...ended, status: "completed", error: "archive_failed" });
    const item = await shown();
    expect(await item.findByText(/^The files are ready, the archive is not/)).toBeVisible();
    expect(item.getByRole("button", { name: "Try again: 300 files" })).toBeEnabled();
  });

  it("is named in its checkbox, and selected by it", async () => {
    const { onSelect, jobId } = row({});
    await userEvent.click(await screen.findByRole("checkbox", { name: "Select 300 files" }));
    expect(onSelect).toHaveBeenCalledExactlyOnceWith(jobId, false);
  });
});

describe("cancelling", () => {
  it("shows at once, and offers to take it back", async () => {
    const { asked, jobId } = row({}, () => ({
      status: 202,
      body: { ...someJob, jobId, status: "cancelled", version: 9000 },
    }));
    await userEvent.click(await screen.findByRole("button", { name: "Cancel download of 300 files" }));
    const notices = within(screen.getByRole("region", { name: "Notices" }));
    expect(await notices.findByText("Cancelled: 300 files.")).toBeVisible();
    expect(notices.getByRole("button", { name: "Prepare again" })).toBeVisible();
    const call = asked.find(({ method }) => method === "DELETE");
    expect(call?.headers.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it("that is refused puts the row back and says why", async () => {
    row({}, () => ({ status: 503, body: { code: "cluster_unavailable" } }));
    await userEvent.click(await screen.findByRole("button", { name: "Cancel download of 300 files" }));
    expect(
      await screen.findByText("Cancel: The service is starting or does not answer.", { ignore: "[role]" }),
    ).toBeVisible();
    expect(screen.getByText("Preparing")).toBeVisible();
  });

  it("that comes too often counts down in its button", async () => {
    row({}, () => ({ status: 429, body: { code: "rate_limited" }, headers: { "Retry-After": "12" } }));
    await userEvent.click(await screen.findByRole("button", { name: "Cancel download of 300 files" }));
    const button = await screen.findByRole("button", { name: /^Again in 1[123] s: 300 files$/ });
    expect(button).toHaveAttribute("aria-disabled", "true");
  });

  it("without a network sends nothing, and says so", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const { asked } = row({});
    await userEvent.click(await screen.findByRole("button", { name: "Cancel download of 300 files" }));
    expect(screen.getByText(/^You are offline\./, { ignore: "[role]" })).toBeVisible();
    expect(asked.filter(({ method }) => method === "DELETE")).toEqual([]);
  });

  it("without a network fetches nothing either", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    row({ ...ended, status: "completed" });
    const followed = fireEvent.click(await screen.findByRole("link", { name: "Download: 300 files" }));
    expect(followed).toBe(false);
    expect(await screen.findByText(/^You are offline\./, { ignore: "[role]" })).toBeVisible();
  });
});
