import type { Job } from "../api/client";
import { texts } from "../texts";
import { toast } from "../ui/toasts";
import { titleOf } from "./jobView";

const storageKey = "downstream.notify";
const mostRemembered = 100;
const visibleLock = "downstream.visible";

/** The jobs that somebody wants to be told of; every tab of this browser sees the same. */
function wanted(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

function remember(jobIds: string[]): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(jobIds.slice(-mostRemembered)));
  } catch {
    // No storage: the title tells it all the same.
  }
}

/** Asks for permission, now that somebody wants it, and remembers the job. */
export async function notifyAbout(job: Job): Promise<void> {
  const allowed = typeof Notification !== "undefined" && (await Notification.requestPermission()) === "granted";
  if (allowed) remember([...wanted().filter((id) => id !== job.jobId), job.jobId]);
  toast(allowed ? texts.notifyOn(titleOf(job)) : texts.notifyDenied);
}

/** Tells the other tabs, through a shared lock, that one of ours can be seen. */
export function markVisible(): void {
  if (!isSecureContext) return;
  let release: (() => void) | null = null;
  const follow = () => {
    if (document.visibilityState === "hidden") {
      release?.();
      release = null;
      return;
    }
    if (release) return;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    void navigator.locks.request(visibleLock, { mode: "shared" }, () => held);
  };
  document.addEventListener("visibilitychange", follow);
  follow();
}

async function anyVisible(): Promise<boolean> {
  if (!isSecureContext) return document.visibilityState === "visible";
  return navigator.locks.request(visibleLock, { ifAvailable: true }, (lock) => lock === null);
}

/** Shows a notification of an end that was asked for, unless a tab of ours is in sight. Called in the leading tab only. */
export async function notifyEnd(job: Job, sentence: string, open: (jobId: string) => void): Promise<void> {
  const jobIds = wanted();
  if (!jobIds.includes(job.jobId)) return;
  remember(jobIds.filter((id) => id !== job.jobId));
  if (typeof Notification === "undefined" || Notification.permission !== "granted" || (await anyVisible())) return;
  try {
    const shown = new Notification(texts.app, { body: sentence, tag: job.jobId });
    shown.onclick = () => {
      window.focus();
      open(job.jobId);
      shown.close();
    };
  } catch {
    // Chrome on Android has the constructor and throws: there the title tells it.
  }
}
