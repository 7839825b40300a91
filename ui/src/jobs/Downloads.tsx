import { useRef } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { filterNames, type FilterName } from "../live/lists";
import { useSummary } from "../live/LiveContext";
import { texts } from "../texts";
import { Chips } from "../ui/Chips";
import { Page } from "../ui/Page";
import { SearchField } from "../ui/SearchField";
import { DropTarget } from "./DropTarget";
import { JobList } from "./JobList";
import { StartBox, type StartBoxHandle } from "./StartBox";
import { useDrop } from "./useDrop";
import { useJobList } from "./useJobList";
import styles from "./Downloads.module.css";

const jobId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const traceId = /^[0-9a-f]{32}$/;

export function Downloads() {
  const [search, setSearch] = useSearchParams();
  const [, navigate] = useLocation();
  const asked = search.get("status");
  const filter = filterNames.find((name) => name === asked) ?? "all";
  const query = search.get("q") ?? "";
  const box = useRef<StartBoxHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const summary = useSummary();
  const list = useJobList(filter);
  const isEmpty = list.isSuccess && list.ids.length === 0 && filter === "all";
  const over = useDrop((dropped) => {
    if (dropped) navigate("/new");
    else box.current?.focus();
  });

  function show(next: FilterName, text: string) {
    const params = new URLSearchParams();
    if (next !== "all") params.set("status", next);
    if (text !== "") params.set("q", text);
    setSearch(params, { replace: true });
  }

  const wanted = query.trim().toLowerCase();
  const named = jobId.test(wanted)
    ? { href: `/jobs/${wanted}`, words: texts.openDownload }
    : traceId.test(wanted)
      ? { href: `/traces/${wanted}`, words: texts.openTrace }
      : null;

  const options = filterNames.map((value) => ({
    value,
    text: texts.filters[value],
    ...(value === "running" ? { count: summary.running > 0 ? summary.running : null } : {}),
  }));
  return (
    <Page title={texts.downloads}>
      <StartBox handle={box} autoFocus={isEmpty} />
      <div className={styles.tools}>
        <Chips label={texts.filter} chosen={filter} options={options} onChoose={(next) => show(next, query)} />
        <div className={styles.search}>
          {named === null ? null : (
            <Link href={named.href} className={styles.scope}>
              {named.words}
            </Link>
          )}
          {query === "" || named !== null || !list.isSuccess ? null : (
            <span className={styles.scope}>
              {texts.searchedIn(list.ids.length)}
              {list.more ? (
                <>
                  {" · "}
                  <button type="button" className={styles.link} disabled={list.loading} onClick={list.loadAll}>
                    {texts.loadAll}
                  </button>
                </>
              ) : null}
            </span>
          )}
          <SearchField
            field={field}
            label={texts.searchHint}
            placeholder={texts.search}
            value={query}
            onChange={(text) => show(filter, text)}
            onEnter={() => named !== null && navigate(named.href)}
          />
        </div>
      </div>
      <JobList
        key={filter}
        list={list}
        filter={filter}
        query={query}
        onShowAll={() => show("all", "")}
        focusStart={() => box.current?.focus()}
        focusSearch={() => field.current?.focus()}
      />
      {over ? <DropTarget /> : null}
    </Page>
  );
}
