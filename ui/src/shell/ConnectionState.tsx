import { useLink } from "../live/LiveContext";
import { texts } from "../texts";
import { toast } from "../ui/toasts";
import { useOnline } from "./online";
import styles from "./ConnectionState.module.css";

/** How fresh the page is, in a dot and a word; why, as a tooltip, and by a press where there is nothing to hover with. */
export function ConnectionState() {
  const link = useLink();
  const online = useOnline();
  const kind = online ? link.kind : "offline";
  const hints = {
    live: texts.liveHint,
    connecting: texts.connectingHint,
    reconnecting: texts.reconnectingHint,
    polling: texts.pollingHint,
    offline: texts.offlineHint,
  };
  return (
    <button
      type="button"
      className={styles.state}
      title={hints[kind]}
      data-link={kind}
      onClick={() => toast(`${texts[kind]}: ${hints[kind]}`)}
    >
      <span className={`${styles.dot ?? ""} ${styles[kind] ?? ""}`} aria-hidden />
      {texts[kind]}
    </button>
  );
}
