import { awaitJob, type Job } from "../api/client";
import { ApiError } from "../api/problems";

/** A job with many files moves several times a second, and each move is an answer: not each of them is asked for. */
const restMs = 2_000;
const pauseMs = 5_000;

/** Asks for a job over and over, each answer held until there is something new; as seldom as the service asks for. */
export async function keepAsking(
  jobId: string,
  signal: AbortSignal,
  take: (job: Job) => void,
  ask = awaitJob,
): Promise<void> {
  let tag: string | null = null;
  while (!signal.aborted) {
    const began = Date.now();
    let wait = restMs;
    try {
      const answer = await ask(jobId, tag, { background: true, signal });
      if (answer !== null) {
        tag = answer.tag;
        take(answer.job);
      }
    } catch (error) {
      wait = Math.max(pauseMs, error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0);
    }
    const rest = began + wait - Date.now();
    if (rest > 0) await pause(rest, signal);
  }
}

/** Over at once when it is given up. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, signal.aborted ? 0 : ms);
    signal.addEventListener("abort", over);
  });
}
