import { useMemo, useRef } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { queryKeys } from "../../api/queryKeys";
import { useShortcuts } from "../../shell/keyboard";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Chips } from "../../ui/Chips";
import { ago, exactTime } from "../../ui/format";
import { Empty } from "../../ui/Empty";
import { NewOnes } from "../../ui/NewOnes";
import { Page } from "../../ui/Page";
import { SearchField } from "../../ui/SearchField";
import { useAfter } from "../../ui/useAfter";
import { useNewOnes } from "../../ui/useNewOnes";
import { useNow } from "../../ui/useNow";
import { ServicePart } from "../ServicePart";
import { useTraces, type TraceSummary } from "./api";
import { shortService } from "./layers";
import { lengthOf } from "./time";
import { words } from "./words";
import styles from "./Traces.module.css";

const agesEveryMs = 5_000;
const quietMs = 150;
const traceIdForm = /^[0-9a-f]{32}$/;
const filters = ["all", "downloads", "errors"] as const;
const orders = ["newest", "slowest"] as const;

export function RecentTraces() {
  const query = useTraces();
  const [search, setSearch] = useSearchParams();
  const [, navigate] = useLocation();
  const field = useRef<HTMLInputElement>(null);
  const ghost = useAfter(quietMs, query.data === undefined && query.failureReason === null);
  const find = search.get("q") ?? "";
  const filter = filters.find((one) => one === search.get("of")) ?? "all";
  const order = search.get("sort") === "duration" ? "slowest" : "newest";
  const show = (next: { q?: string; of?: string; sort?: string }) => {
    const given = Object.entries({ of: search.get("of") ?? "", sort: search.get("sort") ?? "", q: find, ...next });
    setSearch(new URLSearchParams(given.filter(([, value]) => value !== "")), { replace: true });
  };
  const id = find.trim().toLowerCase();
  const isId = traceIdForm.test(id);
  useShortcuts({
    "/": () => {
      field.current?.focus();
      return true;
    },
  });

  return (
    <Page title={texts.traces}>
      <div className={styles.tools}>
        <SearchField
          field={field}
          label={words.find}
          placeholder={words.find}
          value={find}
          onChange={(q) => show({ q })}
          onEnter={() => isId && navigate(`/traces/${id}`)}
        />
        {isId ? <Link href={`/traces/${id}`}>{words.openTrace}</Link> : null}
        <Chips
          label={words.which}
          chosen={filter}
          options={filters.map((value) => ({ value, text: words.filters[value] }))}
          onChoose={(value) => show({ of: value === "all" ? "" : value })}
        />
        <Chips
          label={words.order}
          chosen={order}
          options={orders.map((value) => ({ value, text: words.orders[value] }))}
          onChoose={(value) => show({ sort: value === "slowest" ? "duration" : "" })}
        />
      </div>
      <ServicePart
        what={words.theTraces}
        query={query}
        queryKey={queryKeys.traces}
        loading={ghost ? <div className={styles.ghost} aria-hidden /> : null}
      >
        {(traces) => <List {...{ traces, filter, order, find }} onShowAll={() => setSearch({}, { replace: true })} />}
      </ServicePart>
    </Page>
  );
}

interface ListProps {
  traces: readonly TraceSummary[];
  filter: (typeof filters)[number];
  order: (typeof orders)[number];
  find: string;
  onShowAll: () => void;
}

function List({ traces, filter, order, find, onShowAll }: ListProps) {
  const now = useNow(agesEveryMs);
  const wanted = find.trim().toLowerCase();
  const found = useMemo(() => {
    const matching = traces.filter(
      (trace) =>
        (filter !== "errors" || trace.errorCount > 0) &&
        (filter !== "downloads" || trace.jobId !== null) &&
        [trace.name, trace.service, trace.traceId, trace.jobId ?? ""].some((text) =>
          text.toLowerCase().includes(wanted),
        ),
    );
    return order === "newest" ? matching : matching.sort((one, other) => other.durationMs - one.durationMs);
  }, [traces, filter, order, wanted]);
  const { ids, kept, show } = useNewOnes(found.map((trace) => trace.traceId));
  const shown = order === "newest" ? found.slice(found.length - ids.length) : found;
  const longestMs = found.reduce((most, trace) => Math.max(most, trace.durationMs), 1);

  if (traces.length === 0)
    return (
      <Empty>
        <p>{words.none}</p>
      </Empty>
    );
  if (shown.length === 0)
    return (
      <Empty>
        <p>{wanted === "" ? words.empty[filter] : words.noMatch}</p>
        <Button onClick={onShowAll}>{words.showAll}</Button>
      </Empty>
    );
  return (
    <>
      <NewOnes count={order === "newest" ? kept : 0} onShow={show} />
      <ul className={styles.list}>
        {shown.map((trace) => (
          <li key={trace.traceId}>
            <Item {...{ trace, longestMs, now }} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Item({ trace, longestMs, now }: { trace: TraceSummary; longestMs: number; now: number }) {
  const began = Date.parse(trace.startTime);
  return (
    <Link href={`/traces/${trace.traceId}`} className={styles.item}>
      <span className={styles.itemName}>{trace.name}</span>
      <span className={styles.itemService}>{shortService(trace.service)}</span>
      <span className={styles.failed}>{trace.errorCount > 0 ? words.failedSpans(trace.errorCount) : null}</span>
      <span className={styles.itemSpans}>{words.spanCount(trace.spanCount)}</span>
      <span className={styles.itemTrack} aria-hidden>
        <span className={styles.itemBar} style={{ width: `max(2px, ${(100 * trace.durationMs) / longestMs}%)` }} />
      </span>
      <span className={styles.itemLength}>{lengthOf(trace.durationMs * 1_000)}</span>
      <time className={styles.itemAge} dateTime={trace.startTime} title={exactTime(began)}>
        {ago(began, now)}
      </time>
    </Link>
  );
}
