import { Maximize2 } from "lucide-react";
import { useDeferredValue, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, type Ref } from "react";
import { useLocation } from "wouter";
import { texts } from "../texts";
import { Button, IconButton } from "../ui/Button";
import { useStore } from "../ui/store";
import { narrow, useMedia } from "../ui/useMedia";
import { draft, linesOf, mostLinesInBox } from "./draft";
import { parseFileIds } from "./parseFileIds";
import { SingleFile } from "./SingleFile";
import { useStart } from "./useStart";
import { Verdict } from "./Verdict";
import styles from "./StartBox.module.css";

export interface StartBoxHandle {
  focus: () => void;
}

/** Where a download begins: ids typed or pasted, read as they come, sent by a press of Prepare only. */
export function StartBox({ handle, autoFocus }: { handle?: Ref<StartBoxHandle>; autoFocus?: boolean }) {
  const text = useStore(draft);
  const settled = useDeferredValue(text);
  const parsed = useMemo(() => parseFileIds(settled), [settled]);
  const { start, refusal, wait, forget } = useStart();
  const [, navigate] = useLocation();
  const phone = useMedia(narrow);
  const field = useRef<HTMLTextAreaElement>(null);
  const single = parsed.ids.length === 1 ? parsed.ids[0] : undefined;

  useImperativeHandle(handle, () => ({ focus: () => field.current?.focus() }), []);
  useEffect(() => {
    if (autoFocus) field.current?.focus({ preventScroll: true });
  }, [autoFocus]);

  // As high as its text, also where a long line wraps; the style sheet has the limit.
  useLayoutEffect(() => {
    function fit() {
      const area = field.current;
      if (!area) return;
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight}px`;
    }
    fit();
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, [text, phone]);

  function changed(next: string) {
    forget();
    draft.set(next);
    if (linesOf(next) > mostLinesInBox) navigate("/new");
  }

  function submit() {
    // The verdict may lag behind the typing; what is sent does not.
    if (start(parseFileIds(text).ids)) field.current?.focus();
  }

  return (
    <form
      className={styles.box}
      data-empty={text === "" && refusal === null ? "" : undefined}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={styles.line}>
        <textarea
          ref={field}
          className={styles.field}
          aria-label={texts.fileIds}
          placeholder={phone ? texts.placeholderShort : texts.placeholder}
          value={text}
          rows={1}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          inputMode="text"
          onChange={(event) => changed(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
              event.preventDefault();
              submit();
            }
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        <IconButton label={texts.largeEditor} onClick={() => navigate("/new")}>
          <Maximize2 size={16} />
        </IconButton>
      </div>
      <div className={styles.foot}>
        <div className={styles.verdict}>
          {refusal === null ? null : (
            <p role="alert" className={styles.refusal}>
              {refusal}
            </p>
          )}
          {text.trim() === "" ? (
            refusal === null ? (
              <p className={styles.hint}>{texts.nothingYet}</p>
            ) : null
          ) : (
            <Verdict parsed={parsed} shown={2} />
          )}
        </div>
        <div className={styles.buttons}>
          {single === undefined ? null : <SingleFile fileId={single} />}
          <Button look="primary" type="submit" aria-disabled={parsed.ids.length === 0 || wait > 0}>
            {wait > 0
              ? texts.againIn(wait)
              : parsed.problems.length > 0 && parsed.ids.length > 0
                ? texts.prepareSome(parsed.ids.length, parsed.problems.length)
                : texts.prepare}
          </Button>
        </div>
      </div>
    </form>
  );
}
