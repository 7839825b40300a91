import { timeOfDay } from "./format";
import { linePath, niceTop } from "./linePath";
import styles from "./LineChart.module.css";

interface LineChartProps {
  /** What the picture says, in a sentence. */
  label: string;
  /** Three at most; a null is a gap. */
  lines: readonly { name: string; values: readonly (number | null)[] }[];
  /** When the first value was, milliseconds since 1970, and how far apart they are. */
  from: number;
  stepMs: number;
  format: (value: number) => string;
}

const width = 1_000;
const height = 160;
const looks = [styles.first, styles.second, styles.third];

/** Lines over time. They differ in their strokes too, not in colour alone. */
export function LineChart({ label, lines, from, stepMs, format }: LineChartProps) {
  const slots = Math.max(...lines.map((line) => line.values.length), 0);
  const top = niceTop(Math.max(0, ...lines.flatMap((line) => line.values.map((value) => value ?? 0))));
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.legend}>
        {lines.map(({ name }, index) => (
          <span key={name} className={styles.name}>
            <svg viewBox="0 0 24 8" className={styles.sample} aria-hidden>
              <path d="M0 4L24 4" className={looks[index]} />
            </svg>
            {name}
          </span>
        ))}
      </figcaption>
      <div className={styles.plot}>
        <div className={styles.scale} aria-hidden>
          <span>{format(top)}</span>
          <span>{format(top / 2)}</span>
          <span>{format(0)}</span>
        </div>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
          className={styles.lines}
        >
          {[0, height / 2, height].map((y) => (
            <path key={y} d={`M0 ${y}L${width} ${y}`} className={styles.grid} />
          ))}
          {lines.map(({ name, values }, index) => (
            <path key={name} d={linePath(values, top, width, height)} className={looks[index]} />
          ))}
        </svg>
        <div className={styles.times} aria-hidden>
          <span>{timeOfDay(from)}</span>
          <span>{timeOfDay(from + slots * stepMs)}</span>
        </div>
      </div>
    </figure>
  );
}
