import { useSearchParams } from "wouter";
import { config } from "../../config";
import { texts } from "../../texts";
import { Page } from "../../ui/Page";
import { Whose, type Side } from "../Whose";
import { BrowserFigures } from "./BrowserFigures";
import { HealthHead } from "./HealthHead";
import { ServiceFigures } from "./ServiceFigures";
import { isWindow, type Span } from "./window";
import { words } from "./words";

/** Whether the service works, and how it did in the last minutes, by its own count or by this page's. */
export default function Status() {
  const [search, setSearch] = useSearchParams();
  const of = search.get("of") === "browser" ? "browser" : "service";
  const asked = Number(search.get("window"));
  const span: Span = isWindow(asked) ? asked : 300;
  const show = (nextOf: Side, next: Span) =>
    setSearch(
      { ...(nextOf === "browser" ? { of: nextOf } : {}), ...(next === 300 ? {} : { window: String(next) }) },
      { replace: true },
    );
  const figures = { span, onSpan: (next: Span) => show(of, next) };
  return (
    <Page
      title={texts.status}
      actions={
        config.links.orleans === null ? null : (
          <a href={config.links.orleans} target="_blank" rel="noreferrer">
            {words.orleans} <span aria-hidden>↗</span>
          </a>
        )
      }
    >
      <HealthHead />
      <Whose chosen={of} onChoose={(side) => show(side, span)} />
      {of === "browser" ? <BrowserFigures {...figures} /> : <ServiceFigures {...figures} />}
    </Page>
  );
}
