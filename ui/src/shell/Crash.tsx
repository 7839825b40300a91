import { Component, type ReactNode } from "react";
import { Router, type BaseLocationHook } from "wouter";
import { useBrowserErrors } from "../telemetry/errors";
import { texts } from "../texts";
import { Button, buttonClass } from "../ui/Button";
import { ErrorCard } from "../ui/ErrorCard";
import { LiveRegions } from "../ui/Live";
import { ofThisBrowser } from "../ui/loggedError";
import { Toaster } from "../ui/Toaster";
import { CopyByHand } from "./CopyByHand";
import styles from "./Crash.module.css";

/** What is left of the page after a crash. All ways out load it anew: its memory cannot be trusted any more. */
export function Crash({ message, id }: { message: string; id: number | null }) {
  const kept = useBrowserErrors().find((error) => error.id === id);
  const words = <p className={styles.message}>{message}</p>;
  return (
    <main className={styles.crash}>
      <div role="alert">
        <h1 tabIndex={-1}>{texts.crashed}</h1>
        <p>{texts.crashedHint}</p>
      </div>
      <p className={styles.ways}>
        <Button look="primary" onClick={() => location.reload()}>
          {texts.reload}
        </Button>
        <a href="/" className={buttonClass()}>
          {texts.home}
        </a>
      </p>
      <Rest fallback={words}>
        {kept === undefined ? (
          words
        ) : (
          <Router hook={useLoadedLocation}>
            <section aria-label={texts.theError} className={styles.card}>
              <ErrorCard error={ofThisBrowser(kept)} />
            </section>
          </Router>
        )}
        <CopyByHand />
        <LiveRegions />
        <Toaster />
      </Rest>
    </main>
  );
}

/** Links leave the broken page. */
const useLoadedLocation: BaseLocationHook = () => [location.pathname, (to: string) => location.assign(to)];

/** What may break as well, without taking the ways out along. */
class Rest extends Component<{ fallback: ReactNode; children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? this.props.fallback : this.props.children;
  }
}
