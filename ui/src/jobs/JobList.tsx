import { useMemo, useRef } from "react";
import { readNow } from "../api/patient";
import { queryKeys } from "../api/queryKeys";
import type { FilterName } from "../live/lists";
import { useLive } from "../live/LiveContext";
import { texts } from "../texts";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Problem } from "../ui/Problem";
import { useStore } from "../ui/store";
import { useAfter } from "../ui/useAfter";
import { narrow, useMedia } from "../ui/useMedia";
import { VirtualTable, type VirtualTableHandle } from "../ui/VirtualTable";
import { BulkBar } from "./BulkBar";
import { draft } from "./draft";
import { JobRow } from "./JobRow";
import { matches } from "./jobView";
import { SubmissionRow } from "./SubmissionRow";
import { submissions } from "./submissions";
import type { useJobList } from "./useJobList";
import { useListKeys } from "./useListKeys";
import { NewOnes } from "../ui/NewOnes";
import { useNewOnes } from "../ui/useNewOnes";
import { useSelection } from "./useSelection";
import styles from "./Downloads.module.css";

interface JobListProps {
  list: ReturnType<typeof useJobList>;
  filter: FilterName;
  query: string;
  onShowAll: () => void;
  focusStart: () => void;
  focusSearch: () => void;
}

const rowHeight = 72;
const narrowRowHeight = 108;
/** Where a row has no room for all that it could say. */
const tight = "(max-width: 1099px)";
const quietLoadingMs = 150;
const rowsWhileLoading = 4;

/** The rows of one filter, and what is there instead of them. */
export function JobList({ list, filter, query, onShowAll, focusStart, focusSearch }: JobListProps) {
  const live = useLive();
  const phone = useMedia(narrow);
  const brief = useMedia(tight);
  const height = phone ? narrowRowHeight : rowHeight;
  const table = useRef<VirtualTableHandle>(null);
  const { ids, kept, show } = useNewOnes(list.ids);
  const found = useMemo(() => {
    if (query.trim() === "") return ids;
    return ids.filter((id) => {
      const job = live.jobs.job(id);
      return job !== undefined && matches(job, query);
    });
  }, [ids, live, query]);
  const { chosen, toggle, clear } = useSelection(found);
  const waiting = useStore(submissions);
  const sending = filter === "all" || filter === "running" ? waiting : [];
  const loadingShown = useAfter(quietLoadingMs, list.isPending);
  const current = useListKeys({
    ids: found,
    onSelect: toggle,
    reveal: (index) => table.current?.reveal(index),
    onEscape: () => {
      clear();
      return chosen.size > 0;
    },
    focusStart,
    focusSearch,
  });
  const selected = found
    .filter((id) => chosen.has(id))
    .map((id) => live.jobs.job(id))
    .filter((job) => job !== undefined);
  const rows = found.length + sending.length;
  const trouble = list.error ?? list.failureReason;

  return (
    <>
      <NewOnes count={kept} onShow={show} />
      {rows > 0 ? (
        <div role="list" aria-label={texts.downloads} className={styles.list}>
          {sending.map((submission) => (
            <div key={submission.key} role="presentation" style={{ height }}>
              <SubmissionRow submission={submission} />
            </div>
          ))}
          <VirtualTable
            role="presentation"
            handle={table}
            count={found.length}
            rowHeight={height}
            keyOf={(index) => found[index] ?? index}
            onNearEnd={list.more && query === "" && !list.loading ? list.loadMore : undefined}
            row={(index) => {
              const id = found[index];
              return id === undefined ? null : (
                <JobRow
                  jobId={id}
                  position={sending.length + index + 1}
                  size={rows}
                  selected={chosen.has(id)}
                  current={current === id}
                  brief={brief}
                  onSelect={toggle}
                />
              );
            }}
          />
        </div>
      ) : null}
      {trouble !== null && list.data === undefined ? (
        <Problem
          what={texts.theDownloads}
          error={trouble}
          retrying={list.isPending}
          onRetry={() => void readNow(live.jobs.client, { queryKey: queryKeys.list(filter) })}
        />
      ) : null}
      {loadingShown && trouble === null && rows === 0 ? (
        <div className={styles.list} aria-hidden>
          {Array.from({ length: rowsWhileLoading }, (_, index) => (
            <div key={index} className={styles.ghost} style={{ height }} />
          ))}
        </div>
      ) : null}
      {list.isSuccess && rows === 0 ? (
        <Nothing filter={filter} searching={query.trim() !== ""} onShowAll={onShowAll} onExample={focusStart} />
      ) : null}
      {list.loading ? (
        <p className={styles.more} role="status">
          {texts.loadingMore}
        </p>
      ) : null}
      {selected.length > 0 ? <BulkBar jobs={selected} onDone={clear} /> : null}
    </>
  );
}

interface NothingProps {
  filter: FilterName;
  searching: boolean;
  onShowAll: () => void;
  onExample: () => void;
}

const example = "70000, 70007, 70001";

function Nothing({ filter, searching, onShowAll, onExample }: NothingProps) {
  if (filter === "all" && !searching)
    return (
      <Empty>
        <p>{texts.empty}</p>
        <Button
          onClick={() => {
            draft.set(example);
            onExample();
          }}
        >
          {texts.emptyExample}
        </Button>
      </Empty>
    );
  return (
    <Empty>
      <p>{searching ? texts.emptySearch : texts.emptyFilter[filter]}</p>
      <Button onClick={onShowAll}>{texts.showAll}</Button>
    </Empty>
  );
}
