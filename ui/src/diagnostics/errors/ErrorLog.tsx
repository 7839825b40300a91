import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { ErrorCard } from "../../ui/ErrorCard";
import { ago, exactTime } from "../../ui/format";
import type { LoggedError } from "../../ui/loggedError";
import { NewOnes } from "../../ui/NewOnes";
import { narrow, useMedia } from "../../ui/useMedia";
import { useNow } from "../../ui/useNow";
import { useScrolled } from "../../ui/useScrolled";
import { words } from "./words";
import styles from "./Errors.module.css";

/** Which error is read, and another one to read. */
export interface Choice {
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

const agesEveryMs = 5_000;
const scrolledPx = 80;

/** The rows of a log, one of them open. On a phone the open one has the page for itself. */
export function ErrorLog({
  errors,
  empty,
  chosen,
  onChoose,
}: Choice & { errors: readonly LoggedError[]; empty: string }) {
  const now = useNow(agesEveryMs);
  const phone = useMedia(narrow);
  const open = errors.find((error) => error.id === chosen);
  const { shown, waiting, show } = useHeld(errors, open !== undefined);

  if (open !== undefined && phone)
    return (
      <div className={styles.alone}>
        <Button look="quiet" onClick={() => onChoose(null)}>
          <ChevronLeft size={16} aria-hidden /> {words.backToErrors}
        </Button>
        <h2>{open.type}</h2>
        <p className={styles.meta}>{whereOf(open)}</p>
        <div className={styles.card}>
          <ErrorCard error={open} />
        </div>
      </div>
    );
  if (errors.length === 0)
    return (
      <Empty>
        <p>{empty}</p>
      </Empty>
    );
  return (
    <>
      <NewOnes count={waiting} onShow={show} />
      <ul className={styles.list}>
        {shown.map((error) => (
          <li key={error.id}>
            <button
              type="button"
              className={styles.item}
              aria-expanded={error === open}
              onClick={() => onChoose(error === open ? null : error.id)}
            >
              <time dateTime={error.lastTime} title={exactTime(Date.parse(error.lastTime))} className={styles.when}>
                {ago(Date.parse(error.lastTime), now)}
              </time>
              <span className={styles.name}>
                {error.type}
                {error.count > 1 ? <span className={styles.meta}> ×{error.count}</span> : null}
              </span>
              <span className={styles.meta}>{whereOf(error)}</span>
            </button>
            {error === open ? (
              <div className={styles.card}>
                <ErrorCard error={error} />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

/** While the log is read, its rows stay where they are: new ones wait. */
function useHeld(errors: readonly LoggedError[], isOpen: boolean) {
  const scrolled = useScrolled(scrolledPx);
  const [held, setHeld] = useState(errors);

  const isRead = isOpen || scrolled;
  if (!isRead && held !== errors) setHeld(errors);
  if (!isRead) return { shown: errors, waiting: 0, show: () => undefined };

  const known = new Set(held.map((error) => error.id));
  return {
    shown: held.map((old) => errors.find((error) => error.id === old.id) ?? old),
    waiting: errors.filter((error) => !known.has(error.id)).length,
    show: () => {
      setHeld(errors);
      window.scrollTo({ top: 0 });
    },
  };
}

function whereOf(error: LoggedError): string {
  const place = error.route === null ? error.source : `${error.method ?? ""} ${error.route}`.trim();
  return error.status === null ? place : `${place} · ${error.status}`;
}
