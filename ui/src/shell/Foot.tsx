import { CircleHelp, Monitor, Moon, Sun } from "lucide-react";
import { config } from "../config";
import { texts } from "../texts";
import { IconButton } from "../ui/Button";
import { useStore } from "../ui/store";
import { ConnectionState } from "./ConnectionState";
import { shortcutsShown } from "./ShortcutsDialog";
import { nextTheme, theme } from "./theme";
import styles from "./Shell.module.css";

const icons = { system: Monitor, light: Sun, dark: Moon };

/** On a phone, which has no rail, beside the title of the page. */
export function PhoneTools() {
  return (
    <div className={styles.phone}>
      <ConnectionState />
      <ThemeButton />
    </div>
  );
}

function ThemeButton() {
  const chosen = useStore(theme);
  const Icon = icons[chosen];
  return (
    <IconButton label={texts.theme[chosen]} onClick={nextTheme}>
      <Icon size={16} />
    </IconButton>
  );
}

/** The foot of the rail: connection, version, theme, keyboard. */
export function Foot() {
  return (
    <div className={styles.foot}>
      <ConnectionState />
      <div className={styles.tools}>
        <span className={styles.version}>v{config.version}</span>
        <ThemeButton />
        <IconButton label={texts.keyboard} onClick={() => shortcutsShown.set(true)}>
          <CircleHelp size={16} />
        </IconButton>
      </div>
    </div>
  );
}
