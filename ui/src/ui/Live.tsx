import { createStore, useStore } from "./store";
import styles from "./Live.module.css";

const polite = createStore("");
const assertive = createStore("");

/** Says something to screen readers, once. A failure may interrupt, everything else waits its turn. */
export function announce(text: string, urgency: "polite" | "assertive" = "polite"): void {
  const region = urgency === "assertive" ? assertive : polite;
  // The same words twice are no change to a live region; a trailing space makes them one.
  region.set(region.get() === text ? `${text}\u00a0` : text);
}

export function LiveRegions() {
  return (
    <>
      <div role="status" aria-live="polite" className={styles.hidden}>
        {useStore(polite)}
      </div>
      <div role="alert" aria-live="assertive" className={styles.hidden}>
        {useStore(assertive)}
      </div>
    </>
  );
}

/** Text for screen readers only. */
export const hiddenText = styles.hidden;
