import { linePath } from "../../ui/linePath";
import styles from "./Status.module.css";

const width = 120;
const height = 22;

/** A line of figures over time. Decoration: the figure itself stands beside it. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const top = Math.max(1e-9, ...values.map((value) => value ?? 0));
  return (
    <svg viewBox={`0 -1 ${width} ${height + 2}`} preserveAspectRatio="none" className={styles.line} aria-hidden>
      <path d={linePath(values, top, width, height)} />
    </svg>
  );
}
