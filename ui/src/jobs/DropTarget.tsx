import { texts } from "../texts";
import styles from "./DropTarget.module.css";

/** Over the whole page while something is held above it. */
export function DropTarget() {
  return (
    <div className={styles.target} aria-hidden>
      <p className={styles.words}>{texts.dropHere}</p>
    </div>
  );
}
