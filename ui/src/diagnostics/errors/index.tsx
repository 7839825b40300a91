import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { readJson } from "../../api/client";
import { patient, readNow } from "../../api/patient";
import { ApiError } from "../../api/problems";
import { queryKeys } from "../../api/queryKeys";
import type { components } from "../../api/schema";
import { texts } from "../../texts";
import { Copy, shortId } from "../../ui/Copy";
import { ago, exactTime } from "../../ui/format";
import { Page } from "../../ui/Page";
import { Problem } from "../../ui/Problem";
import { useNow } from "../../ui/useNow";
import { Link } from "wouter";
import styles from "./Errors.module.css";

type ErrorItem = components["schemas"]["ErrorItem"];
type ErrorList = components["schemas"]["ErrorList"];

const readEveryMs = 10_000;
const agesEveryMs = 5_000;

/** What went wrong in the service lately, newest first, and the ids to follow it up by. */
export default function Errors() {
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const now = useNow(agesEveryMs);
  const { data, error, failureReason } = useQuery<ErrorList>({
    queryKey: queryKeys.errors,
    refetchInterval: readEveryMs,
    queryFn: async ({ signal }) => {
      const path = "/v1/diagnostics/errors";
      const read = await readJson<ErrorList>(`${path}?limit=100`, path, { background: true, signal });
      if (read.data === undefined) throw new Error("The service gave no errors and no reason");
      return read.data;
    },
    ...patient,
  });
  const failure = error ?? failureReason;
  const chosen = data?.items.find((item) => String(item.id) === search.get("id"));

  if (failure instanceof ApiError && failure.status === 403)
    return (
      <Page title={texts.errors}>
        <p className={styles.words}>{texts.diagnosticsForbidden}</p>
      </Page>
    );
  if (data === undefined)
    return (
      <Page title={texts.errors}>
        {failure === null ? null : (
          <Problem
            what={texts.theErrors}
            error={failure}
            retrying={error === null}
            onRetry={() => void readNow(client, { queryKey: queryKeys.errors })}
          />
        )}
      </Page>
    );
  return (
    <Page title={texts.errors}>
      {data.items.length === 0 ? (
        <p className={styles.words}>{texts.noErrors}</p>
      ) : (
        <ul className={styles.list}>
          {data.items.map((item) => (
            <li key={item.id}>
              <button
                type="button"
                className={styles.item}
                aria-expanded={item === chosen}
                onClick={() => setSearch(item === chosen ? {} : { id: String(item.id) }, { replace: true })}
              >
                <time dateTime={item.lastTime} title={exactTime(Date.parse(item.lastTime))} className={styles.meta}>
                  {ago(Date.parse(item.lastTime), now)}
                </time>
                <span className={styles.name}>{shortType(item.type)}</span>
                {item.count > 1 ? <span className={styles.meta}>×{item.count}</span> : null}
                <span className={styles.meta}>{whereOf(item)}</span>
              </button>
              {item === chosen ? <Details item={item} /> : null}
            </li>
          ))}
        </ul>
      )}
      {data.lost > 0 ? <p className={styles.words}>{texts.lostErrors(data.lost, data.capacity)}</p> : null}
    </Page>
  );
}

function Details({ item }: { item: ErrorItem }) {
  return (
    <div className={styles.details}>
      <p>{item.message}</p>
      <p className={styles.ids}>
        <Id words={texts.requestId} value={item.requestId} what="request id" />
        {item.traceId === null ? null : (
          <span>
            <Id words={texts.traceId} value={item.traceId} what="trace id" />
            <Link href={`/traces/${item.traceId}`}>{texts.showTrace}</Link>
          </span>
        )}
        {item.jobId === null ? null : <Link href={`/jobs/${item.jobId}`}>{texts.showDownload}</Link>}
        <Id words="Sentry" value={item.sentryEventId} what="Sentry id" />
        {item.sentryUrl === null ? null : (
          <a href={item.sentryUrl} target="_blank" rel="noreferrer">
            Sentry ↗
          </a>
        )}
      </p>
      <p className={styles.meta}>
        {item.source} · {item.instance}
      </p>
    </div>
  );
}

function Id({ words, value, what }: { words: string; value: string | null; what: string }) {
  return value === null ? null : (
    <span>
      {words} <Copy value={value} shown={shortId(value)} what={what} />
    </span>
  );
}

function shortType(type: string): string {
  return type.slice(type.lastIndexOf(".") + 1);
}

function whereOf(item: ErrorItem): string {
  const place = item.route === null ? item.source : `${item.method ?? ""} ${item.route}`.trim();
  return item.status === null ? place : `${place} · ${item.status}`;
}
