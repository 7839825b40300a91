import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { texts } from "../../texts";
import { buttonClass } from "../Button";
import type { DialogProps } from "../Dialog";
import styles from "./overlays.module.css";

export function DialogPopup({ open, onClose, title, description, actions, children, ...rest }: DialogProps) {
  const { sheet = false, initialFocus } = rest;
  return (
    <Dialog.Root open={open} modal="trap-focus" onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup
          initialFocus={initialFocus}
          className={sheet ? `${styles.dialog ?? ""} ${styles.sheet ?? ""}` : styles.dialog}
        >
          <div className={styles.head}>
            <Dialog.Title className={styles.title}>{title}</Dialog.Title>
            <Dialog.Close className={buttonClass("quiet", true)} aria-label={texts.close}>
              <X size={16} />
            </Dialog.Close>
          </div>
          {description === undefined ? null : (
            <Dialog.Description className={styles.description}>{description}</Dialog.Description>
          )}
          <div className={styles.content}>{children}</div>
          {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
