import { X } from "lucide-react";
import { texts } from "../texts";
import { Button, IconButton } from "./Button";
import { useStore } from "./store";
import { dismissToast, toasts } from "./toasts";
import styles from "./Toaster.module.css";

/** The sentences at the foot of the page. Screen readers hear them through the live regions, so nothing is said twice. */
export function Toaster() {
  const shown = useStore(toasts);
  return (
    <section aria-label={texts.notices} className={styles.toaster}>
      {shown.map(({ id, text, tone, action }) => (
        <div key={id} className={tone === "failed" ? `${styles.toast ?? ""} ${styles.failed ?? ""}` : styles.toast}>
          <p className={styles.text}>{text}</p>
          {action === null ? null : (
            <Button
              onClick={() => {
                dismissToast(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton label={texts.dismiss} onClick={() => dismissToast(id)}>
            <X size={16} />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
