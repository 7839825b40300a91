const longest = 300;

/**
 * A text with its URLs as they are without their queries, which may sign or name something. Brackets and apostrophes may stand in
 * a URL as they are, so that what closes one in the text goes with the query: better a bracket lost than a signature told.
 */
export function withoutQueries(text: string): string {
  return text.replace(/(\/[^\s?#"<>]*)[?#][^\s"<>]*|\?[^\s"<>=]+=[^\s"<>]*/g, "$1");
}

/** A message that may be kept and shown: without queries, and not too long. */
export function redact(message: string): string {
  return withoutQueries(message).slice(0, longest);
}

/** The same value, its texts without queries, however deep they are. For plain values, as are sent as JSON. */
export function scrub<T>(value: T): T {
  if (typeof value === "string") return withoutQueries(value) as T;
  if (Array.isArray(value)) return value.map(scrub) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, scrub(inner)])) as T;
}
