import { useCallback, useState } from "react";

/** Which rows are selected; a range reaches from the row that was selected last. */
export function useSelection(ids: readonly string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);

  const toggle = useCallback(
    (id: string, range: boolean) => {
      setChosen((before) => {
        const next = new Set(before);
        const from = anchor === null ? -1 : ids.indexOf(anchor);
        const to = ids.indexOf(id);
        if (range && from >= 0 && to >= 0)
          for (const each of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(each);
        else if (!next.delete(id)) next.add(id);
        return next;
      });
      setAnchor(id);
    },
    [anchor, ids],
  );
  const clear = useCallback(() => setChosen(new Set()), []);
  return { chosen, toggle, clear };
}
