import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useShortcuts } from "../../shell/keyboard";
import { SearchField } from "../../ui/SearchField";
import { narrow, useMedia } from "../../ui/useMedia";
import { VirtualTable, type VirtualTableHandle } from "../../ui/VirtualTable";
import type { TraceDocument } from "./api";
import { groupsAround, levelOf, rowsOf, type Row } from "./layout";
import { layerOf, layersOf } from "./layers";
import { matcherOf } from "./matcher";
import { gapsOf, scaleOf } from "./scale";
import { SpanRow } from "./SpanRow";
import { SpanSheet } from "./SpanSheet";
import { TimeHeader } from "./TimeHeader";
import { words } from "./words";
import styles from "./Traces.module.css";

const rowHeight = { wide: 28, narrow: 44 };
const headerHeight = 28;
const colours = 4;
/** Of the window, at most; on phones the bar of pages is below it. */
const sheetShare = 0.68;

interface WaterfallProps {
  trace: TraceDocument;
  find: string;
  onFind: (text: string) => void;
  /** The span whose sheet is open. */
  spanId: string | null;
  onSpan: (spanId: string | null) => void;
}

/** A trace from its first span to its last, a row a span. */
export function Waterfall({ trace, find, onFind, spanId, onSpan }: WaterfallProps) {
  const { spans, durationUs } = trace;
  const [foldRuntime, setFoldRuntime] = useState(true);
  const [foldGaps, setFoldGaps] = useState(true);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(
    () => new Set(spanId === null ? [] : groupsAround(spans, spanId, true)),
  );
  const [active, setActive] = useState({ key: spanId, index: 0 });
  const table = useRef<VirtualTableHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const ids = useId();
  const isNarrow = useMedia(narrow);

  const layers = useMemo(() => layersOf(spans), [spans]);
  const scale = useMemo(
    () => scaleOf(Math.max(1, durationUs), foldGaps ? gapsOf(spans, durationUs) : []),
    [spans, durationUs, foldGaps],
  );
  const isWanted = useMemo(() => matcherOf(find), [find]);
  const rows = useMemo(
    () => rowsOf(spans, { runtime: foldRuntime, toggled, ...(isWanted === null ? {} : { isWanted }) }),
    [spans, foldRuntime, toggled, isWanted],
  );
  const found = isWanted === null ? null : spans.filter(isWanted).length;
  const known = rows.findIndex((row) => row.key === active.key);
  const at = known >= 0 ? known : Math.max(0, Math.min(active.index, rows.length - 1));
  const chosen = spanId === null ? undefined : spans.find((span) => span.spanId === spanId);

  // What is opened, by a press or by a link, is not to lie under its own sheet.
  const openAt = chosen === undefined ? -1 : rows.findIndex((row) => row.key === spanId);
  const shownFor = useRef<string | null>(null);
  useEffect(() => {
    if (shownFor.current === spanId) return;
    shownFor.current = spanId;
    if (openAt >= 0) table.current?.reveal(openAt);
  }, [spanId, openAt]);

  const toggle = (keys: readonly string[]) => {
    const next = new Set(toggled);
    for (const key of keys) if (!next.delete(key)) next.add(key);
    setToggled(next);
  };
  const go = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActive({ key: rows[next]?.key ?? null, index: next });
    table.current?.reveal(next);
  };
  const open = (row: Row, index: number) => {
    setActive({ key: row.key, index });
    if (row.kind === "span") onSpan(row.key === spanId ? null : row.key);
    else toggle([row.key]);
  };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey) return;
    const moves: Record<string, () => void> = event.altKey
      ? {
          ArrowRight: () => toggle(levelOf(rows, row.level, true)),
          ArrowLeft: () => toggle(levelOf(rows, row.level, false)),
        }
      : {
          ArrowDown: () => go(at + 1),
          ArrowUp: () => go(at - 1),
          Home: () => go(0),
          End: () => go(rows.length - 1),
          ArrowRight: () => (row.hasChildren && !row.isOpen ? toggle([row.key]) : row.isOpen ? go(at + 1) : undefined),
          ArrowLeft: () => (row.isOpen ? toggle([row.key]) : go(parentOf(rows, at))),
          Enter: () => open(row, at),
          Escape: () => onSpan(null),
        };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  useShortcuts({
    "/": () => {
      field.current?.focus();
      return true;
    },
    Escape: () => {
      if (spanId === null) return false;
      onSpan(null);
      return true;
    },
  });

  return (
    <>
      <div className={styles.tools}>
        <SearchField
          field={field}
          label={words.findSpan}
          placeholder={words.findSpan}
          value={find}
          onChange={onFind}
          onEnter={() =>
            go(
              Math.max(
                0,
                rows.findIndex((row) => row.span !== null && isWanted?.(row.span) === true),
              ),
            )
          }
        />
        {found === null || found === 0 ? null : (
          <span role="status" className={styles.meta}>
            {words.matching(found)}
          </span>
        )}
        <Check words={words.foldRuntime} checked={foldRuntime} onChange={setFoldRuntime} />
        <Check words={words.foldGaps} checked={foldGaps} onChange={setFoldGaps} />
        {trace.jaegerUrl === null ? null : (
          <a href={trace.jaegerUrl} target="_blank" rel="noreferrer" className={styles.away}>
            Jaeger ↗
          </a>
        )}
      </div>
      {rows.length === 0 ? <p className={styles.words}>{words.noSuchSpan}</p> : null}
      <VirtualTable
        role="treegrid"
        aria-label={words.spans}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={rows.length === 0 ? undefined : `${ids}${at}`}
        tabIndex={0}
        className={styles.grid}
        onKeyDown={onKey}
        count={rows.length}
        rowHeight={isNarrow ? rowHeight.narrow : rowHeight.wide}
        stickyHeight={headerHeight}
        coveredHeight={chosen === undefined ? 0 : sheetShare * window.innerHeight}
        keyOf={(index) => rows[index]?.key ?? index}
        handle={table}
        header={<TimeHeader scale={scale} durationUs={durationUs} />}
        row={(index) => {
          const row = rows[index];
          return row === undefined ? null : (
            <SpanRow
              {...{ row, scale }}
              id={`${ids}${index}`}
              position={index + 2}
              isActive={index === at}
              isChosen={row.key === spanId}
              colour={row.span === null ? 0 : layers.indexOf(layerOf(row.span)) % colours}
              onToggle={() => toggle([row.key])}
              onOpen={() => open(row, index)}
            />
          );
        }}
      />
      {chosen === undefined ? null : <SpanSheet span={chosen} trace={trace} onClose={() => onSpan(null)} />}
    </>
  );
}

function Check({
  words: text,
  checked,
  onChange,
}: {
  words: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label className={styles.check}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {text}
    </label>
  );
}

function parentOf(rows: readonly Row[], index: number): number {
  const level = rows[index]?.level ?? 1;
  for (let at = index - 1; at >= 0; at--) if ((rows[at]?.level ?? 0) < level) return at;
  return index;
}
