import { useMemo, useRef } from "react";
import { useSearchParams } from "wouter";
import type { FileStatus, Job } from "../api/client";
import { readNow } from "../api/patient";
import { queryKeys } from "../api/queryKeys";
import { useLive } from "../live/LiveContext";
import { useShortcuts } from "../shell/keyboard";
import { texts } from "../texts";
import { Button } from "../ui/Button";
import { Chips } from "../ui/Chips";
import { Empty } from "../ui/Empty";
import { hiddenText } from "../ui/Live";
import { Problem } from "../ui/Problem";
import { SearchField } from "../ui/SearchField";
import { useAfter } from "../ui/useAfter";
import { narrow, useMedia } from "../ui/useMedia";
import { VirtualTable } from "../ui/VirtualTable";
import { FileRow } from "./FileRow";
import { useFiles } from "./useFiles";
import styles from "./Files.module.css";

const names = ["all", "ready", "failed", "togo"] as const;
type Filter = (typeof names)[number];

const kept: Record<Filter, (status: FileStatus) => boolean> = {
  all: () => true,
  ready: (status) => status === "ready",
  failed: (status) => status === "failed",
  togo: (status) => status === "queued" || status === "processing",
};

const rowHeight = 44;
const narrowRowHeight = 56;
const quietLoadingMs = 150;

/** All files of a job as a table. The find field looks through all of them; the browser's own cannot see rows that are not drawn. */
export function Files({ job, stickyHeight }: { job: Job; stickyHeight: number }) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get("status");
  const filter = names.find((name) => name === asked) ?? "all";
  const query = search.get("q") ?? "";
  const height = useMedia(narrow) ? narrowRowHeight : rowHeight;
  const { data, error, failureReason, isPending } = useFiles(job);
  const { client } = useLive().jobs;
  const trouble = error ?? failureReason;
  const field = useRef<HTMLInputElement>(null);
  const loadingShown = useAfter(quietLoadingMs, isPending);

  const all = useMemo(() => [...(data?.rows.values() ?? [])], [data]);
  const rows = useMemo(
    () => all.filter((file) => kept[filter](file.status) && String(file.file_id).includes(query.trim())),
    [all, filter, query],
  );
  const counts = useMemo(
    () => Object.fromEntries(names.map((name) => [name, all.filter((file) => kept[name](file.status)).length])),
    [all],
  );

  function show(next: Filter, wanted: string) {
    setSearch(
      (before) => {
        const params = new URLSearchParams(before);
        if (next === "all") params.delete("status");
        else params.set("status", next);
        if (wanted === "") params.delete("q");
        else params.set("q", wanted);
        return params;
      },
      { replace: true },
    );
  }

  useShortcuts({
    "/": () => {
      field.current?.focus();
      return true;
    },
  });

  if (trouble !== null && data === undefined)
    return (
      <div className={styles.alone}>
        <Problem
          what={texts.theFiles}
          error={trouble}
          retrying={isPending}
          onRetry={() => void readNow(client, { queryKey: queryKeys.files(job.jobId) })}
        />
      </div>
    );
  return (
    <>
      <div className={styles.tools}>
        <Chips
          label={texts.fileFilter}
          chosen={filter}
          options={names
            .filter((name) => name === "all" || name === filter || counts[name] !== 0)
            .map((value) => ({ value, text: texts.fileFilters[value], count: counts[value] ?? null }))}
          onChoose={(next) => show(next, query)}
        />
        <SearchField
          field={field}
          label={texts.findFile}
          placeholder={texts.findFile}
          value={query}
          onChange={(wanted) => show(filter, wanted)}
        />
      </div>
      {rows.length > 0 ? (
        <VirtualTable
          role="table"
          aria-label={texts.filesOf}
          aria-rowcount={rows.length + 1}
          className={styles.card}
          count={rows.length}
          rowHeight={height}
          stickyHeight={stickyHeight}
          keyOf={(index) => rows[index]?.file_id ?? index}
          header={
            <div role="row" aria-rowindex={1} className={`${styles.row ?? ""} ${styles.header ?? ""}`}>
              <span role="columnheader">{texts.columns.file}</span>
              <span role="columnheader">{texts.columns.state}</span>
              <span role="columnheader" className={styles.size}>
                {texts.columns.size}
              </span>
              <span role="columnheader" className={styles.tries}>
                {texts.columns.tries}
              </span>
              <span role="columnheader">
                <span className={hiddenText}>{texts.columns.actions}</span>
              </span>
            </div>
          }
          row={(index) => {
            const file = rows[index];
            return file === undefined ? null : (
              <FileRow jobId={job.jobId} traceId={job.traceId} file={file} position={index + 2} />
            );
          }}
        />
      ) : null}
      {rows.length === 0 && data !== undefined ? (
        <Empty>
          <p>{texts.noFileMatches}</p>
          <Button onClick={() => show("all", "")}>{texts.showAll}</Button>
        </Empty>
      ) : null}
      {loadingShown && data === undefined ? <div className={styles.ghost} aria-hidden /> : null}
    </>
  );
}
