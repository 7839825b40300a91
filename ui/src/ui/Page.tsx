import type { ReactNode } from "react";
import styles from "./Page.module.css";

interface PageProps {
  title: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page with its h1, which focus goes to on navigation. */
export function Page({ title, actions, children }: PageProps) {
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 tabIndex={-1}>{title}</h1>
        {actions}
      </div>
      {children}
    </div>
  );
}

/** The same width and margins, for a page with a head of its own. */
export function Frame({ children }: { children: ReactNode }) {
  return <div className={styles.page}>{children}</div>;
}
