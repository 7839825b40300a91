import styles from "./Status.module.css";

const width = 120;
const height = 24;

/** A line of figures over time; where nothing is known, it is broken. Decoration: the figure itself stands beside it. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let path = "";
  let isBroken = true;
  values.forEach((value, index) => {
    if (value === null) {
      isBroken = true;
      return;
    }
    const y = height - 1 - (value / most) * (height - 2);
    path += `${isBroken ? "M" : "L"}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    isBroken = false;
  });
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className={styles.line} aria-hidden>
      <path d={path} />
    </svg>
  );
}
