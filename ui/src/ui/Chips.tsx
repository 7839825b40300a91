import { count as format } from "./format";
import styles from "./Chips.module.css";

interface ChipsProps<T extends string> {
  label: string;
  chosen: T;
  /** A count of null keeps its place free. */
  options: readonly { value: T; text: string; count?: number | null }[];
  onChoose: (value: T) => void;
}

/** One choice of a few, all in sight: filters. */
export function Chips<T extends string>({ label, chosen, options, onChoose }: ChipsProps<T>) {
  return (
    <div role="group" aria-label={label} className={styles.chips}>
      {options.map(({ value, text, count }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          className={styles.chip}
          onClick={() => onChoose(value)}
        >
          {text}
          {count === undefined ? null : <span className={styles.count}>{count === null ? "" : format(count)}</span>}
        </button>
      ))}
    </div>
  );
}
