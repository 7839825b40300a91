import { useState } from "react";
import { useScrolled } from "./useScrolled";

const scrolledPx = 160;

/**
 * While the list is scrolled, what comes up at its head is kept back, so that no row moves; `kept` says how many. `show` brings
 * them, and the reader, to the top.
 */
export function useNewOnes(ids: readonly string[]) {
  const scrolled = useScrolled(scrolledPx);
  const [anchor, setAnchor] = useState<string | undefined>(undefined);
  if (!scrolled && anchor !== ids[0]) setAnchor(ids[0]);

  const first = scrolled && anchor !== undefined ? Math.max(0, ids.indexOf(anchor)) : 0;
  return {
    kept: first,
    ids: first === 0 ? ids : ids.slice(first),
    show: () => window.scrollTo({ top: 0 }),
  };
}
