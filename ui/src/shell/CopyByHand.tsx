import { useEffect, useRef } from "react";
import { texts } from "../texts";
import { byHand } from "../ui/clipboard";
import { Dialog } from "../ui/Dialog";
import { useStore } from "../ui/store";
import styles from "./CopyByHand.module.css";

/** Where a page may not copy (plain HTTP), the text stands here, selected. */
export function CopyByHand() {
  const text = useStore(byHand);
  return (
    <Dialog open={text !== null} onClose={() => byHand.set(null)} title={texts.copyByHand}>
      {text === null ? null : <Field text={text} />}
    </Dialog>
  );
}

function Field({ text }: { text: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // The dialog brings the focus to its first button once it is open.
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.select();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <textarea
      ref={field}
      readOnly
      value={text}
      rows={Math.min(6, text.split("\n").length + 2)}
      aria-label={texts.toCopy}
      className={styles.field}
    />
  );
}
