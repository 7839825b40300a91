import { useState } from "react";
import { ApiError } from "../api/problems";
import { config } from "../config";
import { useLive } from "../live/LiveContext";
import { texts, sentence } from "../texts";
import { announce } from "../ui/Live";
import { isOffline } from "./actions";
import { draft } from "./draft";
import { submit } from "./submissions";
import { block, useBlocked } from "./waits";

/** What the service lets a caller run at once is known only from its refusal. */
function explain(error: ApiError): string {
  if (error.code !== "too_many_active_jobs") return `${sentence(error.code)}. ${error.detail}`;
  const limit = /\d+/.exec(error.detail)?.[0];
  return limit === undefined ? texts.tooManyActiveUnknown : texts.tooManyActive(Number(limit));
}

export function chunks(ids: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) =>
    ids.slice(index * size, (index + 1) * size),
  );
}

/** Starts what the draft names. What is refused comes back into the box, with the reason. */
export function useStart() {
  const live = useLive();
  const [refusal, setRefusal] = useState<string | null>(null);
  const wait = useBlocked("prepare");

  function start(ids: readonly number[]): boolean {
    if (ids.length === 0 || wait > 0 || isOffline()) return false;
    setRefusal(null);
    draft.set("");
    announce(texts.started(texts.files(ids.length)));
    for (const part of chunks(ids, config.maxFiles))
      void submit(live, part).catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        draft.set([draft.get(), part.join(", ")].filter(Boolean).join("\n"));
        if (error.code === "rate_limited") block("prepare", error.retryAfterMs ?? 5_000);
        setRefusal(explain(error));
        announce(explain(error), "assertive");
      });
    return true;
  }

  return { start, refusal, wait, forget: () => setRefusal(null) };
}
