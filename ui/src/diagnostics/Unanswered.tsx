import { texts } from "../texts";
import styles from "./Unanswered.module.css";

/** Who is not in what all processes tell together. A process that hangs shows nowhere else. */
export function Unanswered({ processes }: { processes: number | null }) {
  return processes === 0 ? null : (
    <p className={styles.told}>{processes === null ? texts.othersNotAsked : texts.unanswered(processes)}</p>
  );
}
