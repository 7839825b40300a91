import { texts } from "../texts";
import { Dialog } from "../ui/Dialog";
import { createStore, useStore } from "../ui/store";
import { shortcutsOn, switchShortcuts } from "./keyboard";
import styles from "./ShortcutsDialog.module.css";

export const shortcutsShown = createStore(false);

/** What the keys do, and the switch for all of them. */
export function ShortcutsDialog() {
  const on = useStore(shortcutsOn);
  return (
    <Dialog open={useStore(shortcutsShown)} onClose={() => shortcutsShown.set(false)} title={texts.keyboard}>
      <label className={styles.switch}>
        <input type="checkbox" checked={on} onChange={(event) => switchShortcuts(event.target.checked)} />
        {texts.keyboardSwitch}
      </label>
      <p className={styles.hint}>{texts.keyboardHint}</p>
      <dl className={styles.keys}>
        {texts.shortcuts.map(([keys, what]) => (
          <div key={what} className={styles.line}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
