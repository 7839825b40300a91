import { lazy, Suspense, useState, type ReactNode, type RefObject } from "react";
import { loadOverlays } from "./overlays/load";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  /** The buttons at its foot, the one that acts last. */
  actions?: ReactNode;
  children?: ReactNode;
  /** What has the focus first; else what comes first. An `autoFocus` would take it before it is known where to give it back to. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** On a phone it comes up from the lower edge, over the whole width. */
  sheet?: boolean;
}

const DialogPopup = lazy(() => loadOverlays().then((overlays) => ({ default: overlays.DialogPopup })));

/** A modal dialog; focus goes back to what opened it. */
export function Dialog(props: DialogProps) {
  const [opened, setOpened] = useState(props.open);
  if (props.open && !opened) setOpened(true);
  if (!opened) return null;
  return (
    <Suspense fallback={null}>
      <DialogPopup {...props} />
    </Suspense>
  );
}
