import { useDeferredValue, useEffect, useMemo, useRef } from "react";
import { useLocation } from "wouter";
import { texts } from "../texts";
import { Button } from "../ui/Button";
import { Page } from "../ui/Page";
import { useStore } from "../ui/store";
import { draft } from "./draft";
import { DropTarget } from "./DropTarget";
import { parseFileIds } from "./parseFileIds";
import { readListFile, useDrop } from "./useDrop";
import { useStart } from "./useStart";
import { Verdict } from "./Verdict";
import styles from "./NewDownload.module.css";

/** The large editor: the same draft as in the start box, with all that is wrong with it. */
export function NewDownload() {
  const text = useStore(draft);
  const settled = useDeferredValue(text);
  const parsed = useMemo(() => parseFileIds(settled), [settled]);
  const { start, refusal, wait, forget } = useStart();
  const [, navigate] = useLocation();
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const over = useDrop(() => field.current?.focus());

  useEffect(() => {
    const area = field.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, []);

  function prepare() {
    // The verdict may lag behind the typing; what is sent does not.
    if (start(parseFileIds(text).ids)) navigate("/");
  }

  return (
    <Page title={texts.newDownload}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          prepare();
        }}
      >
        <textarea
          ref={field}
          className={styles.editor}
          aria-label={texts.fileIds}
          placeholder={texts.placeholderLarge}
          value={text}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => {
            forget();
            draft.set(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) prepare();
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        <div className={styles.side}>
          {refusal === null ? null : (
            <p role="alert" className={styles.refusal}>
              {refusal}
            </p>
          )}
          {text.trim() === "" ? <p className={styles.hint}>{texts.nothingYet}</p> : <Verdict parsed={parsed} />}
        </div>
        <div className={styles.choose}>
          <Button onClick={() => chooser.current?.click()}>{texts.chooseFile}</Button>
          <span className={styles.or}>{texts.orDrop}</span>
          <input
            ref={chooser}
            type="file"
            hidden
            accept=".txt,.csv,.tsv,.json,text/*"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = "";
              if (file) void readListFile(file).then(() => field.current?.focus());
            }}
          />
        </div>
        <div className={styles.prepare}>
          <Button look="primary" type="submit" aria-disabled={parsed.ids.length === 0 || wait > 0}>
            {wait > 0
              ? texts.againIn(wait)
              : parsed.ids.length === 0
                ? texts.prepare
                : texts.prepareSome(parsed.ids.length, parsed.problems.length)}
          </Button>
        </div>
      </form>
      {over ? <DropTarget /> : null}
    </Page>
  );
}
