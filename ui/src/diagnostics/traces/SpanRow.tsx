import { ChevronDown, ChevronRight } from "lucide-react";
import type { Row } from "./layout";
import { layerOf } from "./layers";
import { placeOf, type Scale } from "./scale";
import { lengthOf } from "./time";
import type { Interval } from "./tree";
import { words } from "./words";
import styles from "./Traces.module.css";

interface SpanRowProps {
  row: Row;
  id: string;
  /** From 2: the first row is the header. */
  position: number;
  scale: Scale;
  colour: number;
  isActive: boolean;
  isChosen: boolean;
  onToggle: () => void;
  onOpen: () => void;
}

const waits = ".wait";

export function nameOf(row: Row): string {
  if (row.kind === "missing") return words.missingParent(row.label);
  return row.kind === "group" ? `${row.label} ×${row.count}` : row.label;
}

export function SpanRow({ row, id, position, scale, colour, isActive, isChosen, onToggle, onOpen }: SpanRowProps) {
  const name = nameOf(row);
  const isGroup = row.kind === "group";
  const spread = isGroup ? words.median(lengthOf(row.medianUs), lengthOf(row.slowestUs)) : undefined;
  return (
    <div
      id={id}
      role="row"
      aria-level={row.level}
      aria-rowindex={position}
      aria-selected={isChosen}
      aria-expanded={row.hasChildren ? row.isOpen : undefined}
      className={isActive ? `${styles.row} ${styles.active}` : styles.row}
      onClick={onOpen}
    >
      <div role="gridcell" className={styles.name} style={{ paddingInlineStart: Math.min(row.level - 1, 12) * 12 }}>
        <Fold row={row} name={name} onToggle={onToggle} />
        <span className={row.kind === "missing" ? styles.lost : styles.label} title={name}>
          {name}
        </span>
        {row.failed > 0 ? <span className={styles.failed}>{words.failedSpans(row.failed)}</span> : null}
        <span className={styles.spread}>
          {spread === undefined ? null : <span>{spread}</span>}
          {row.runtime > 0 ? <span>{words.runtimeSpans(row.runtime)}</span> : null}
        </span>
      </div>
      <div role="gridcell" className={styles.service}>
        {row.span === null ? null : (
          <>
            <span className={styles.swatch} data-colour={colour} aria-hidden />
            {layerOf(row.span)}
          </>
        )}
      </div>
      <div role="gridcell" className={styles.track} data-on-path={row.path.length > 0} aria-label={pathWords(row)}>
        {row.isOpen ? null : <Mark className={styles.extent} at={row.extent} {...{ scale, colour }} />}
        {row.bars.map((bar) => (
          <Mark
            key={bar.startUs}
            className={row.label.endsWith(waits) ? `${styles.bar} ${styles.waits}` : styles.bar}
            at={bar}
            {...{ scale, colour }}
          />
        ))}
        {scale.gaps.map((gap) => (
          <Mark key={gap.startUs} className={styles.gap} at={gap} scale={scale} />
        ))}
        {row.path.map((part) => (
          <Mark key={part.startUs} className={styles.path} at={part} scale={scale} />
        ))}
      </div>
      <div role="gridcell" className={styles.length} title={spread}>
        {row.kind === "missing" ? "" : lengthOf(row.medianUs)}
      </div>
    </div>
  );
}

function pathWords(row: Row): string | undefined {
  return row.path.length > 0 ? words.onPath : undefined;
}

interface MarkProps {
  at: Interval;
  scale: Scale;
  className: string | undefined;
  colour?: number;
}

function Mark({ at, scale, className, colour }: MarkProps) {
  return <span className={className} data-colour={colour} style={placeOf(scale, at)} />;
}

function Fold({ row, name, onToggle }: { row: Row; name: string; onToggle: () => void }) {
  if (!row.hasChildren) return <span className={styles.fold} />;
  const Icon = row.isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.fold}
      aria-label={row.isOpen ? words.closeRow(name) : words.openRow(name)}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Icon size={14} aria-hidden />
    </button>
  );
}
