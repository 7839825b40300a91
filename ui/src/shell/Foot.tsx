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

/** The foot of the rail: connection, version, theme, keyboard. */
export function Foot() {
  const chosen = useStore(theme);
  const Icon = icons[chosen];
  return (
    <div className={styles.foot}>
      <ConnectionState />
      <div className={styles.tools}>
        <span className={styles.version}>v{config.version}</span>
        <IconButton label={texts.theme[chosen]} onClick={nextTheme}>
          <Icon size={16} />
        </IconButton>
        <IconButton label={texts.keyboard} onClick={() => shortcutsShown.set(true)}>
          <CircleHelp size={16} />
        </IconButton>
      </div>
    </div>
  );
}
