import { lazy, Suspense, useState, type ReactNode } from "react";
import { IconButton, type Look } from "./Button";
import { loadOverlays } from "./overlays/load";

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  /** Where it leads; with `run` the plain click runs, and the middle button opens. */
  href?: string;
  run?: () => void;
  disabled?: boolean;
}

export interface MenuProps {
  /** What the menu is for, and of what: "More for 300 files". */
  label: string;
  items: MenuItem[];
  icon: ReactNode;
  look?: Look;
}

const MenuPopup = lazy(() => loadOverlays().then((overlays) => ({ default: overlays.MenuPopup })));

/** A button with a menu. Until it is first pressed it is a plain button, which costs a list of rows nothing. */
export function Menu(props: MenuProps) {
  const [pressed, setPressed] = useState(false);
  const button = (
    <IconButton
      label={props.label}
      look={props.look ?? "quiet"}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setPressed(true)}
    >
      {props.icon}
    </IconButton>
  );
  if (!pressed) return button;
  return (
    <Suspense fallback={button}>
      <MenuPopup {...props} />
    </Suspense>
  );
}
