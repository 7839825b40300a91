import { useSearchParams } from "wouter";

/** What is searched for and which span is open, in the URL: a link shows what its sender saw. */
export function useTraceSearch() {
  const [search, setSearch] = useSearchParams();
  const set = (name: string, value: string) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === "") next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return {
    find: search.get("q") ?? "",
    spanId: search.get("span"),
    onFind: (text: string) => set("q", text),
    onSpan: (spanId: string | null) => set("span", spanId ?? ""),
  };
}
