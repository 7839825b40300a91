import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { texts } from "../texts";
import { IconButton } from "./Button";
import { copyText } from "./clipboard";
import { announce } from "./Live";
import styles from "./Copy.module.css";

interface CopyProps {
  value: string;
  /** What is copied, for the button's name: "trace id". */
  what: string;
  /** What is shown instead of the whole value; nothing shows the button alone. */
  shown?: string;
}

const shownForMs = 2_000;

/** An id with a button that copies it; a selected text field where the browser does not allow copying. */
export function Copy({ value, what, shown }: CopyProps) {
  const [state, setState] = useState<"idle" | "copied" | "by hand">("idle");
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (state === "by hand") field.current?.select();
    if (state !== "copied") return;
    const timer = setTimeout(() => setState("idle"), shownForMs);
    return () => clearTimeout(timer);
  }, [state]);

  async function copy() {
    const copied = await copyText(value);
    if (copied) announce(texts.copied(what));
    setState(copied ? "copied" : "by hand");
  }

  if (state === "by hand")
    return (
      <span className={styles.copy}>
        <input
          ref={field}
          readOnly
          value={value}
          aria-label={what}
          className={styles.field}
          onBlur={() => setState("idle")}
        />
        <span className={styles.hint}>{texts.copyByHand}</span>
      </span>
    );
  return (
    <span className={styles.copy}>
      {shown === undefined ? null : (
        <code className={styles.value} title={value}>
          {shown}
        </code>
      )}
      <IconButton label={texts.copy(what)} onClick={() => void copy()}>
        {state === "copied" ? <Check size={14} /> : <CopyIcon size={14} />}
      </IconButton>
    </span>
  );
}

/** "01a2…7588": both ends of an id, enough to tell two apart at a glance. */
export function shortId(id: string): string {
  return id.length <= 12 ? id : `${id.slice(0, 4)}…${id.slice(-4)}`;
}
