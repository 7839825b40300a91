import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { readNow } from "../api/patient";
import { ApiError } from "../api/problems";
import { texts } from "../texts";
import { Empty } from "../ui/Empty";
import { Problem } from "../ui/Problem";

interface ServicePartProps<T> {
  /** What is read, at the beginning of a sentence. */
  what: string;
  query: { data: T | undefined; error: unknown; failureReason: unknown };
  queryKey: QueryKey;
  /** In its place before the first answer. */
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** A part of a page that the service tells of itself: what it told last, or why it does not. */
export function ServicePart<T>({ what, query, queryKey, loading = null, children }: ServicePartProps<T>) {
  const client = useQueryClient();
  const failure = query.error ?? query.failureReason;
  if (failure instanceof ApiError && failure.status === 403)
    return (
      <Empty>
        <p>{texts.diagnosticsForbidden}</p>
      </Empty>
    );
  if (query.data !== undefined) return children(query.data);
  if (failure === null) return loading;
  return (
    <Problem
      what={what}
      error={failure}
      retrying={query.error === null}
      onRetry={() => void readNow(client, { queryKey })}
    />
  );
}
