import { useSyncExternalStore } from "react";

/** Where the layout of phones begins; the style sheets say the same. */
export const narrow = "(max-width: 899px)";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}
