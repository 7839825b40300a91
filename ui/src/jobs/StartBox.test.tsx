import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { noJobs, serve, show, someJob, type Answer } from "../testing/render";
import { Downloads } from "./Downloads";
import { draft } from "./draft";
import { NewDownload } from "./NewDownload";

const initiate = "POST /v1/download/initiate";
const accepted = (jobId = someJob.jobId): Answer => ({
  status: 202,
  body: { jobId, status: "queued", totalFileIds: 2, links: someJob.links },
});

beforeEach(() => draft.set(""));

function open(answers: Parameters<typeof serve>[0]) {
  const asked = serve({ ...noJobs, ...answers });
  const view = show(<Downloads />);
  const box = screen.getByRole("textbox", { name: "File ids" });
  const submitted = () => asked.filter(({ path }) => path === "/v1/download/initiate");
  return { ...view, asked, box, submitted };
}

describe("the start box", () => {
  it("prepares what it was given, shows the row at once, and is empty and focused again", async () => {
    let answer: (value: Answer) => void = () => undefined;
    const waits = new Promise<Answer>((resolve) => (answer = resolve));
    const { box, submitted } = open({ [initiate]: () => accepted() });
    const fetched = vi.mocked(fetch);
    const real = fetched.getMockImplementation();
    fetched.mockImplementation(async (...args) => {
      const response = await (real ?? fetch)(...args);
      if ((args[0] as Request).url.endsWith("/initiate")) await waits;
      return response;
    });
    await userEvent.type(box, "70000, 70007{Enter}");
    expect(await screen.findByText("Sending…")).toBeVisible();
    expect(box).toHaveValue("");
    expect(box).toHaveFocus();
    answer({});
    await waitFor(() => expect(screen.queryByText("Sending…")).toBeNull());
    expect(await screen.findByText("70000, 70007")).toBeVisible();
    expect(screen.getAllByRole("listitem")).toHaveLength(1);
    const [call] = submitted();
    expect(call?.body).toEqual({ file_ids: [70000, 70007] });
    expect(call?.headers.get("Idempotency-Key")).toMatch(/^ui-[0-9a-f]{32}$/);
    expect(call?.headers.get("traceparent")).toMatch(/-01$/);
  });

  it("asks again with the same key when an answer is lost, and has one row", async () => {
    let tries = 0;
    const { box, submitted } = open({ [initiate]: () => (++tries === 1 ? "network" : accepted()) });
    await userEvent.type(box, "70000 70007{Enter}");
    expect(await screen.findByText("Not sent yet; tried again by itself")).toBeVisible();
    await waitFor(() => expect(screen.queryByText("Sending…")).toBeNull(), { timeout: 3_000 });
    const keys = submitted().map(({ headers }) => headers.get("Idempotency-Key"));
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(screen.getAllByRole("listitem")).toHaveLength(1);
  });

  it("says what it skips, and prepares the rest", async () => {
    const { box, submitted } = open({ [initiate]: () => accepted() });
    await userEvent.type(box, "70000 7o200 12");
    expect(screen.getByText('"7o200" is not a number')).toBeVisible();
    expect(screen.getByText("12 is below 10,000")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Prepare 1, skip 2" }));
    await waitFor(() => expect(submitted()[0]?.body).toEqual({ file_ids: [70000] }));
  });

  it("keeps the text when too many downloads run, and says how many may", async () => {
    const detail = "A caller may have 100 unfinished jobs.";
    const { box } = open({ [initiate]: () => ({ status: 429, body: { code: "too_many_active_jobs", detail } }) });
    await userEvent.type(box, "70000 70007{Enter}");
    const words = "100 downloads are running. Wait for one, or cancel one.";
    expect(await screen.findByText(words, { selector: "[role=alert].refusal, p" })).toBeVisible();
    expect(box).toHaveValue("70000, 70007");
    expect(screen.queryByRole("listitem")).toBeNull();
  });

  it("splits what is too much for one download", async () => {
    let jobs = 0;
    const { box, submitted } = open({ [initiate]: () => accepted(`job-${++jobs}`) });
    await userEvent.type(box, "70000-71203");
    expect(screen.getByText("1,204 files in 2 downloads")).toBeVisible();
    await userEvent.type(box, "{Enter}");
    await waitFor(() => expect(submitted()).toHaveLength(2));
    const sizes = submitted().map(({ body }) => (body as { file_ids: number[] }).file_ids.length);
    expect(sizes).toEqual([1000, 204]);
  });

  it("checks a single file", async () => {
    const check = () => ({ body: { file_id: 70000, available: true, s3Key: "x", size: 699_179 } });
    const { box } = open({ "POST /v1/download/check": check });
    await userEvent.type(box, "70000");
    await userEvent.click(screen.getByRole("button", { name: "Check" }));
    expect(await screen.findByText("70000: 699 KB", { ignore: "[role]" })).toBeVisible();
    await userEvent.type(box, " 70007");
    expect(screen.queryByRole("button", { name: "Check" })).toBeNull();
  });

  it("takes what is pasted outside of a field, and sends nothing", async () => {
    const { box, submitted } = open({ [initiate]: () => accepted() });
    box.blur();
    await userEvent.paste("70000\n70007");
    await waitFor(() => expect(box).toHaveValue("70000\n70007"));
    expect(submitted()).toEqual([]);
  });

  it("moves to the large editor with more than five lines", async () => {
    const { box, navigate } = open({});
    await userEvent.click(box);
    await userEvent.paste("1\n2\n3\n4\n5\n6");
    expect(navigate).toBeDefined();
    expect(draft.get()).toBe("1\n2\n3\n4\n5\n6");
  });
});

/** jsdom's files cannot be read. */
function fileOf(text: string, name: string, type: string): File {
  return Object.assign(new File([text], name, { type }), { text: () => Promise.resolve(text) });
}

describe("the large editor", () => {
  it("prepares with Ctrl+Enter", async () => {
    const asked = serve({ ...noJobs, [initiate]: () => accepted() });
    show(<NewDownload />, "/new");
    await userEvent.type(
      screen.getByRole("textbox", { name: "File ids" }),
      "70000{Enter}70007{Control>}{Enter}{/Control}",
    );
    await waitFor(() => expect(asked.some(({ path }) => path === "/v1/download/initiate")).toBe(true));
  });

  it("reads a chosen file, and refuses by name what is no text", async () => {
    serve(noJobs);
    const { container } = show(<NewDownload />, "/new");
    const chooser = container.querySelector<HTMLInputElement>("input[type=file]");
    if (!chooser) throw new Error("There is no file field");
    const user = userEvent.setup({ applyAccept: false });
    await user.upload(chooser, fileOf("file_id,name\n70000,a\n70007,b", "list.csv", "text/csv"));
    expect(await screen.findByText("2 files in one download")).toBeVisible();
    await user.upload(chooser, fileOf("\0", "photo.png", "image/png"));
    const notices = within(screen.getByRole("region", { name: "Notices" }));
    expect(await notices.findByText("photo.png is not a text or CSV file.")).toBeVisible();
  });
});
