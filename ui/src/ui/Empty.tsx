import type { ReactNode } from "react";
import styles from "./Empty.module.css";

/** In place of what is not there: why, and the way on. */
export function Empty({ children }: { children: ReactNode }) {
  return <div className={styles.empty}>{children}</div>;
}
