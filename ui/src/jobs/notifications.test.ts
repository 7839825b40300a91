import { beforeEach, describe, expect, it, vi } from "vitest";
import { someJob } from "../testing/render";
import { notifyAbout, notifyEnd } from "./notifications";

const shown: {
  title: string;
  options: NotificationOptions | undefined;
  onclick: (() => void) | null;
  close: () => void;
}[] = [];
const requestPermission = vi.fn();
const open = vi.fn();

class FakeNotification {
  static permission = "default";
  static readonly requestPermission = requestPermission;
  onclick: (() => void) | null = null;
  readonly close = vi.fn();

  constructor(
    readonly title: string,
    readonly options?: NotificationOptions,
  ) {
    shown.push(this as never);
  }
}

function answers(permission: "granted" | "denied") {
  requestPermission.mockImplementation(() => {
    FakeNotification.permission = permission;
    return Promise.resolve(permission);
  });
}

function visibility(state: DocumentVisibilityState) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
}

beforeEach(() => {
  shown.length = 0;
  vi.clearAllMocks();
  localStorage.clear();
  FakeNotification.permission = "default";
  vi.stubGlobal("Notification", FakeNotification);
  vi.stubGlobal("isSecureContext", false);
  vi.spyOn(window, "focus").mockReturnValue();
  visibility("hidden");
});

describe("a notification", () => {
  it("is shown once for a job that somebody asked it for, and opens the job", async () => {
    answers("granted");
    await notifyAbout(someJob);
    await notifyEnd(someJob, "3 files ready.", open);
    await notifyEnd(someJob, "3 files ready.", open);
    expect(shown).toHaveLength(1);
    expect(shown[0]?.options).toMatchObject({ body: "3 files ready.", tag: someJob.jobId });
    shown[0]?.onclick?.();
    expect(open).toHaveBeenCalledExactlyOnceWith(someJob.jobId);
  });

  it("is never asked for by itself", async () => {
    await notifyEnd(someJob, "3 files ready.", open);
    expect(requestPermission).not.toHaveBeenCalled();
    expect(shown).toHaveLength(0);
  });

  it("is not shown while a tab of ours is in sight", async () => {
    answers("granted");
    await notifyAbout(someJob);
    visibility("visible");
    await notifyEnd(someJob, "3 files ready.", open);
    expect(shown).toHaveLength(0);
  });

  it("is not shown where it is denied, nor where the browser throws", async () => {
    answers("denied");
    await notifyAbout(someJob);
    await notifyEnd(someJob, "3 files ready.", open);
    expect(shown).toHaveLength(0);
    answers("granted");
    await notifyAbout(someJob);
    const throws = Object.assign(
      function () {
        throw new TypeError("Illegal constructor");
      },
      { permission: "granted" },
    );
    vi.stubGlobal("Notification", throws);
    await expect(notifyEnd(someJob, "3 files ready.", open)).resolves.toBeUndefined();
  });
});
