import type { Link } from "../live/connection";
import type { Store } from "../ui/store";
import { texts } from "../texts";
import { toast } from "../ui/toasts";

const limitMs = 10_000;

function offerReload(): void {
  toast(texts.newVersion, { stays: true, action: { label: texts.reload, run: () => location.reload() } });
}

/** Whether the service still serves the program that runs here. */
async function isCurrent(): Promise<boolean> {
  const mine = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  const path = mine === null ? null : new URL(mine.src).pathname;
  if (path?.startsWith("/assets/") !== true) return true;
  const signal = AbortSignal.timeout(limitMs);
  const answer = await fetch("/", { headers: { Accept: "text/html" }, cache: "no-store", signal });
  return !answer.ok || (await answer.text()).includes(path);
}

let asking = false;

/** Asks once at a time, and offers to load the newer program if there is one. */
export async function checkVersion(): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    if (!(await isCurrent())) offerReload();
  } catch {
    // The service does not answer: the next time it is back asks again.
  } finally {
    asking = false;
  }
}

/** A service that was away may have come back as a newer one. */
export function watchVersion(link: Store<Link>): void {
  let before = link.get().kind;
  link.subscribe(() => {
    const { kind } = link.get();
    if (kind === "live" && before !== "live" && before !== "connecting") void checkVersion();
    before = kind;
  });
}
