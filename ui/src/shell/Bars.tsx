import { useLink, useLive } from "../live/LiveContext";
import { texts } from "../texts";
import { Button } from "../ui/Button";
import { hiddenText } from "../ui/Live";
import { useNow } from "../ui/useNow";
import { useAfter } from "../ui/useAfter";
import { useOnline } from "./online";
import styles from "./Bars.module.css";

const patienceMs = 3_000;

/** What the whole page has to say about its news: no network, or a connection that does not come back at once. */
export function Bars() {
  const online = useOnline();
  const link = useLink();
  const lost = useAfter(patienceMs, link.kind === "reconnecting");
  if (!online)
    return (
      <div role="status" data-bar className={styles.bar}>
        {texts.offlineBar}
      </div>
    );
  return lost ? <Reconnecting heard={link.heard} /> : null;
}

function Reconnecting({ heard }: { heard: number | null }) {
  const live = useLive();
  const now = useNow(1_000);
  const seconds = heard === null ? null : Math.max(0, Math.round((now - heard) / 1_000));
  return (
    <div data-bar className={styles.bar}>
      {/* Said once; the seconds are for the eyes. */}
      <span role="status" className={hiddenText}>
        {texts.reconnectingBar(null)}
      </span>
      <span aria-hidden>{texts.reconnectingBar(seconds)}</span>
      <Button onClick={() => live.retryNow()}>{texts.tryNow}</Button>
    </div>
  );
}
