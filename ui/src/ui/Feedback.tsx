import { useId, useRef, useState, type SubmitEvent } from "react";
import { sendFeedback } from "../telemetry/reports";
import { texts } from "../texts";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import styles from "./Feedback.module.css";
import type { LoggedError } from "./loggedError";
import { toast } from "./toasts";

interface FeedbackProps {
  error: LoggedError;
  open: boolean;
  onClose: () => void;
}

/** What Sentry keeps of a message. */
const longest = 4_000;

/** Asks what happened, and tells it to Sentry together with the error. What is written stays until it was taken. */
export function Feedback({ error, open, onClose }: FeedbackProps) {
  const form = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [message, setMessage] = useState("");
  const [email, setEmail] = useState("");
  const [state, setState] = useState<"idle" | "sending" | "failed">("idle");

  async function send(event: SubmitEvent) {
    event.preventDefault();
    if (state === "sending" || message.trim() === "") return;
    setState("sending");
    const { code, traceId, requestId, jobId, route, sentryEventId } = error;
    const about = { code, traceId, requestId, jobId, route };
    const taken = await sendFeedback({ message: message.trim(), email: email.trim() || null, about, sentryEventId });
    setState(taken ? "idle" : "failed");
    if (!taken) return;
    setMessage("");
    toast(texts.feedbackSent);
    onClose();
  }

  return (
    <Dialog
      open={open}
      onClose={onClose}
      initialFocus={field}
      title={texts.tellUs}
      description={texts.feedbackHint}
      actions={
        <>
          <Button onClick={onClose}>{texts.close}</Button>
          <Button look="primary" type="submit" form={form} aria-disabled={state === "sending"}>
            {state === "sending" ? texts.sendingIt : texts.send}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={(event) => void send(event)}>
        <label className={styles.label}>
          {texts.feedbackMessage}
          <textarea
            ref={field}
            required
            rows={5}
            maxLength={longest}
            value={message}
            className={styles.field}
            onChange={(event) => setMessage(event.target.value)}
          />
        </label>
        <label className={styles.label}>
          {texts.feedbackEmail}
          <input
            type="email"
            autoComplete="email"
            maxLength={200}
            value={email}
            className={styles.field}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        {state === "failed" ? (
          <p role="alert" className={styles.failed}>
            {texts.feedbackFailed}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}
