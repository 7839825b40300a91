import { useMemo } from "react";
import { useLink } from "../../live/LiveContext";
import { figuresOf } from "../../telemetry/callFigures";
import { calls } from "../../telemetry/calls";
import { texts } from "../../texts";
import { useStore } from "../../ui/store";
import { useNow } from "../../ui/useNow";
import { Figures } from "./Figures";
import type { FiguresProps } from "./window";
import { words } from "./words";

const stepMs = 10_000;
const none: readonly number[] = [];

/** How the service looks from here: the last calls of this page. */
export function BrowserFigures(props: FiguresProps) {
  const now = useNow(stepMs);
  const { kind } = useLink();
  const all = useStore(calls);
  const last = all.at(-1)?.time ?? 0;
  const figures = useMemo(() => figuresOf(all, props.span, Math.max(now, last)), [all, props.span, now, last]);
  return (
    <Figures
      {...props}
      figures={figures}
      last={{ name: words.connection, value: kind === "polling" ? words.pollingShort : texts[kind], series: none }}
      empty={words.noCalls}
    />
  );
}
