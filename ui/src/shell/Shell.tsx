import { Activity, CircleAlert, Download, Waypoints } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useSummary } from "../live/LiveContext";
import { useUnseenErrors } from "../telemetry/errors";
import { navigated } from "../telemetry/telemetry";
import { templateOf } from "../telemetry/templateOf";
import { texts } from "../texts";
import { Bars } from "./Bars";
import { CopyByHand } from "./CopyByHand";
import { Foot, PhoneTools } from "./Foot";
import { useShortcuts } from "./keyboard";
import { setPageTitle } from "./title";
import { shortcutsShown, ShortcutsDialog } from "./ShortcutsDialog";
import styles from "./Shell.module.css";

/** Focus goes to the heading of the page that was gone to, as soon as it is there; a page that has put it elsewhere keeps it. */
function focusHeading(main: HTMLElement): () => void {
  const focus = () => {
    const heading = main.querySelector<HTMLElement>("h1");
    if (heading && !main.contains(document.activeElement)) heading.focus({ preventScroll: true });
    return heading !== null;
  };
  const observer = new MutationObserver(() => {
    if (focus()) observer.disconnect();
  });
  if (!focus()) observer.observe(main, { childList: true, subtree: true });
  return () => observer.disconnect();
}

export function Shell({ children }: { children: ReactNode }) {
  const [path, navigate] = useLocation();
  const { running } = useSummary();
  const main = useRef<HTMLElement>(null);
  const shownPath = useRef(path);
  const unseen = useUnseenErrors();

  // The first page leaves the focus where the browser put it.
  useEffect(() => {
    if (shownPath.current === path || main.current === null) return;
    shownPath.current = path;
    navigated(templateOf(path));
    return focusHeading(main.current);
  }, [path]);

  const items = [
    {
      href: "/",
      text: texts.downloads,
      icon: Download,
      count: running,
      current: path === "/" || path === "/new" || path.startsWith("/jobs/"),
    },
    { href: "/status", text: texts.status, icon: Activity, count: 0, current: path === "/status" },
    { href: "/errors", text: texts.errors, icon: CircleAlert, count: unseen, current: path === "/errors" },
    { href: "/traces", text: texts.traces, icon: Waypoints, count: 0, current: path.startsWith("/traces") },
  ];
  const current = items.find((item) => item.current);
  const title = path === "/new" ? texts.newDownload : (current?.text ?? texts.notFound);
  // The page of one download names itself.
  const named = path.startsWith("/jobs/");
  useEffect(() => {
    if (!named) setPageTitle(title);
  }, [named, title]);

  const go = (to: string) => () => {
    navigate(to);
    return true;
  };
  useShortcuts({
    "g d": go("/"),
    "g s": go("/status"),
    "g e": go("/errors"),
    "g t": go("/traces"),
    "?": () => {
      shortcutsShown.set(true);
      return true;
    },
  });

  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>
        {texts.skip}
      </a>
      <header className={styles.rail}>
        <p className={styles.brand}>{texts.app}</p>
        <nav aria-label={texts.pages} className={styles.nav}>
          {items.map(({ href, text, icon: Icon, count, current }) => (
            <Link key={href} href={href} className={styles.item} aria-current={current ? "page" : undefined}>
              <Icon size={18} aria-hidden />
              <span className={styles.label}>{text}</span>
              {count > 0 ? <span className={styles.badge}>{count > 99 ? "99+" : count}</span> : null}
            </Link>
          ))}
        </nav>
        <Foot />
      </header>
      <main id="content" ref={main} tabIndex={-1} className={styles.main}>
        <Bars />
        {path.startsWith("/jobs/") ? null : <PhoneTools />}
        {children}
      </main>
      <ShortcutsDialog />
      <CopyByHand />
    </div>
  );
}
