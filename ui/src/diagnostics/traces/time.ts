/** A length of time in the unit that suits it: 820 µs, 12.3 ms, 9.2 s, 3 min 20 s. */
export function lengthOf(us: number): string {
  if (us < 999.5) return `${Math.round(us)} µs`;
  if (us < 999_500) return `${round(us / 1_000)} ms`;
  if (us < 59_500_000) return `${round(us / 1_000_000)} s`;
  const seconds = Math.round(us / 1_000_000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The same in one number, for where there is little room. */
export function shortLength(us: number): string {
  const [first = "", unit = ""] = lengthOf(us).split(" ");
  return `${first} ${unit}`;
}

function round(value: number): string {
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}
