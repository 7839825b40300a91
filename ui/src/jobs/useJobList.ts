import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { patient } from "../api/patient";
import { queryKeys } from "../api/queryKeys";
import { hasMore, readMore, shownIds, type FilterName, type List } from "../live/lists";
import { useLive } from "../live/LiveContext";

const freshForMs = 30_000;
/** Loading all ends somewhere; who has more finds a download by its id. */
const mostPages = 40;

/** One of the lists, with what is loaded of it. */
export function useJobList(filter: FilterName) {
  const live = useLive();
  const client = useQueryClient();
  const queryKey = queryKeys.list(filter);
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => live.readList(filter, client, signal),
    staleTime: freshForMs,
    refetchOnMount: true,
    ...patient,
  });
  const list = query.data;
  const ids = useMemo(() => (list ? shownIds(list) : []), [list]);
  const more = list !== undefined && hasMore(list);
  const [loading, setLoading] = useState(false);

  const page = useCallback(async () => {
    const known = client.getQueryData<List>(queryKeys.list(filter));
    if (!known || !hasMore(known)) return false;
    const next = await readMore(known, (jobs) => live.jobs.put(jobs, true), {});
    client.setQueryData(queryKeys.list(filter), next);
    return hasMore(next);
  }, [client, filter, live]);

  const load = useCallback(
    async (pages: number) => {
      if (loading) return;
      setLoading(true);
      try {
        for (let read = 0; read < pages && (await page()); read++);
      } catch {
        // Coming near the end again asks again.
      } finally {
        setLoading(false);
      }
    },
    [loading, page],
  );

  return { ...query, ids, more, loading, loadMore: () => void load(1), loadAll: () => void load(mostPages) };
}
