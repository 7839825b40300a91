import { ChevronDown, ChevronRight } from "lucide-react";
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { texts } from "../../texts";
import { SearchField } from "../../ui/SearchField";
import { narrow, useMedia } from "../../ui/useMedia";
import { VirtualTable, type VirtualTableHandle } from "../../ui/VirtualTable";
import type { TraceDocument } from "./api";
import { rowsOf, servicesOf, type Row } from "./layout";
import { SpanSheet } from "./SpanSheet";
import { lengthOf } from "./time";
import styles from "./Traces.module.css";

const rowHeight = { wide: 28, narrow: 44 };
const colours = 4;

/** A trace from its first span to its last, a row a span. */
export function Waterfall({
  trace,
  find,
  onFind,
}: {
  trace: TraceDocument;
  find: string;
  onFind: (text: string) => void;
}) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [foldRuntime, setFoldRuntime] = useState(true);
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState<Row | null>(null);
  const table = useRef<VirtualTableHandle>(null);
  const isNarrow = useMedia(narrow);
  const services = useMemo(() => servicesOf(trace.spans), [trace.spans]);
  const wanted = find.trim().toLowerCase();
  const rows = useMemo(() => {
    const all = rowsOf(trace.spans, { runtime: foldRuntime, toggled });
    return wanted === "" ? all : all.filter((row) => matches(row, wanted));
  }, [trace.spans, foldRuntime, toggled, wanted]);
  const at = Math.min(active, rows.length - 1);
  const lengthUs = Math.max(1, trace.durationUs);

  const toggle = (row: Row) => {
    const next = new Set(toggled);
    if (!next.delete(row.key)) next.add(row.key);
    setToggled(next);
  };
  const go = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActive(next);
    table.current?.reveal(next);
  };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[at];
    if (row === undefined) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (row.hasChildren && !row.isOpen ? toggle(row) : go(at + 1)),
      ArrowLeft: () => (row.isOpen ? toggle(row) : go(parentOf(rows, at))),
      Enter: () => setChosen(row.span === null ? null : row),
      Escape: () => setChosen(null),
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };

  return (
    <>
      <div className={styles.tools}>
        <SearchField label={texts.findSpan} placeholder={texts.findSpan} value={find} onChange={onFind} />
        <label className={styles.check}>
          <input type="checkbox" checked={foldRuntime} onChange={(event) => setFoldRuntime(event.target.checked)} />
          {texts.foldRuntime}
        </label>
      </div>
      {rows.length === 0 ? <p className={styles.words}>{texts.noSuchSpan}</p> : null}
      <VirtualTable
        role="treegrid"
        aria-label={texts.spans}
        aria-rowcount={rows.length}
        aria-activedescendant={rows.length === 0 ? undefined : `row-${at}`}
        tabIndex={0}
        className={styles.grid}
        onKeyDown={onKey}
        count={rows.length}
        rowHeight={isNarrow ? rowHeight.narrow : rowHeight.wide}
        keyOf={(index) => rows[index]?.key ?? index}
        handle={table}
        row={(index) => {
          const row = rows[index];
          return row === undefined ? null : (
            <SpanRow
              {...{ row, index, lengthUs }}
              isActive={index === at}
              colour={services.indexOf(row.span?.service ?? "") % colours}
              onToggle={() => toggle(row)}
              onOpen={() => {
                setActive(index);
                setChosen(row.span === null ? null : row);
              }}
            />
          );
        }}
      />
      {chosen?.span ? <SpanSheet span={chosen.span} onClose={() => setChosen(null)} /> : null}
    </>
  );
}

interface SpanRowProps {
  row: Row;
  index: number;
  lengthUs: number;
  isActive: boolean;
  colour: number;
  onToggle: () => void;
  onOpen: () => void;
}

function SpanRow({ row, index, lengthUs, isActive, colour, onToggle, onOpen }: SpanRowProps) {
  const left = `${(100 * row.startUs) / lengthUs}%`;
  const width = `max(2px, ${(100 * (row.endUs - row.startUs)) / lengthUs}%)`;
  const label = row.kind === "missing" ? texts.missingParent : row.count > 1 ? `${row.label} ×${row.count}` : row.label;
  return (
    <div
      id={`row-${index}`}
      role="row"
      aria-level={row.level}
      aria-rowindex={index + 1}
      aria-expanded={row.hasChildren ? row.isOpen : undefined}
      className={isActive ? `${styles.row} ${styles.active}` : styles.row}
      onClick={onOpen}
    >
      <div role="gridcell" className={styles.name} style={{ paddingInlineStart: (row.level - 1) * 12 }}>
        {row.hasChildren ? (
          <button
            type="button"
            tabIndex={-1}
            className={styles.fold}
            aria-label={row.isOpen ? texts.closeRow(label) : texts.openRow(label)}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
          >
            {row.isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          </button>
        ) : (
          <span className={styles.fold} />
        )}
        <span className={styles.label} title={label}>
          {label}
        </span>
        {row.failed > 0 ? <span className={styles.failed}>{texts.failedSpans(row.failed)}</span> : null}
        {row.runtime > 0 ? <span className={styles.meta}>{texts.runtimeSpans(row.runtime)}</span> : null}
      </div>
      <div role="gridcell" className={styles.service}>
        {row.span?.service.replace("downstream-", "") ?? ""}
      </div>
      <div role="gridcell" className={styles.track}>
        <span className={styles.bar} data-colour={colour} style={{ left, width }} />
      </div>
      <div role="gridcell" className={styles.length}>
        {lengthOf(row.endUs - row.startUs)}
      </div>
    </div>
  );
}

function parentOf(rows: readonly Row[], index: number): number {
  const level = rows[index]?.level ?? 1;
  for (let at = index - 1; at >= 0; at--) if ((rows[at]?.level ?? 0) < level) return at;
  return index;
}

function matches(row: Row, wanted: string): boolean {
  const { span } = row;
  if (row.label.toLowerCase().includes(wanted) || span === null) return row.label.toLowerCase().includes(wanted);
  return (
    span.spanId === wanted ||
    span.service.toLowerCase().includes(wanted) ||
    Object.values(span.attributes).some((value) => String(value).toLowerCase().includes(wanted))
  );
}
