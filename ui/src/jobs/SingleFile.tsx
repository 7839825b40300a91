import { useState } from "react";
import { checkFile, start } from "../api/client";
import { useLive } from "../live/LiveContext";
import { action } from "../telemetry/telemetry";
import { randomHex } from "../telemetry/ids";
import { texts } from "../texts";
import { Button } from "../ui/Button";
import { bytes } from "../ui/format";
import { announce } from "../ui/Live";
import { toast } from "../ui/toasts";
import { followDownload, isOffline, tellRefusal } from "./actions";
import { draft } from "./draft";
import { useBlocked } from "./waits";
import styles from "./StartBox.module.css";

const startLimitMs = 40_000;

/** With one id there is more to do: ask for its size, or have it at once. */
export function SingleFile({ fileId }: { fileId: number }) {
  const live = useLive();
  const [busy, setBusy] = useState<"check" | "start" | null>(null);
  const [told, setTold] = useState<{ fileId: number; words: string } | null>(null);
  const checkWait = useBlocked("check");
  const startWait = useBlocked("start");

  async function check() {
    if (busy !== null || isOffline()) return;
    setBusy("check");
    try {
      const found = await action("check", (span) => checkFile(fileId, { under: span }));
      const size = found.size === null ? null : bytes(found.size);
      const words = found.available ? texts.available(fileId, size) : texts.notAvailable(fileId);
      setTold({ fileId, words });
      announce(words);
    } catch (error) {
      tellRefusal(texts.check, error, "check");
    } finally {
      setBusy(null);
    }
  }

  async function prepareAndDownload() {
    if (busy !== null || isOffline()) return;
    setBusy("start");
    try {
      const key = `ui-${randomHex(16)}`;
      const answer = await action("start_job", (span) => {
        span.set("downstream.file.count", 1);
        return start(fileId, key, { under: span, limitMs: startLimitMs });
      });
      draft.set("");
      if (answer.job) {
        live.jobs.put([answer.job], true);
        live.jobs.list(answer.job);
      } else if (answer.result.status === "completed" && answer.result.downloadUrl)
        followDownload(answer.result.downloadUrl);
      else toast(`${fileId}: ${answer.result.message}`, { tone: "failed" });
    } catch (error) {
      tellRefusal(texts.prepareAndDownload, error, "start");
    } finally {
      setBusy(null);
    }
  }

  return (
    <>
      {told?.fileId === fileId ? <span className={styles.told}>{told.words}</span> : null}
      <Button aria-disabled={busy !== null || checkWait > 0} onClick={() => checkWait === 0 && void check()}>
        {checkWait > 0 ? texts.againIn(checkWait) : busy === "check" ? texts.checking : texts.check}
      </Button>
      <Button
        aria-disabled={busy !== null || startWait > 0}
        onClick={() => startWait === 0 && void prepareAndDownload()}
      >
        {startWait > 0 ? texts.againIn(startWait) : busy === "start" ? texts.preparing : texts.prepareAndDownload}
      </Button>
    </>
  );
}
