import styles from "./Progress.module.css";

export type Tone = "running" | "ready" | "missing" | "failed" | "idle";

interface ProgressProps {
  /** 0 to 100. */
  percent: number;
  /** What makes progress. */
  label: string;
  /** The whole of it in words: "62 percent, 186 of 300 files". */
  text: string;
  tone?: Tone;
  className?: string | undefined;
}

export function Progress({ percent, label, text, tone = "running", className }: ProgressProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-valuetext={text}
      className={[styles.track, className].filter(Boolean).join(" ")}
    >
      <div
        className={tone === "running" ? styles.bar : `${styles.bar ?? ""} ${styles[tone] ?? ""}`}
        style={{ transform: `scaleX(${percent / 100})` }}
      />
    </div>
  );
}
