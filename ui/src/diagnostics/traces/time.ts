/** A length of time in the unit that suits it: 820 µs, 12.3 ms, 9.2 s, 3 min 20 s. */
export function lengthOf(us: number): string {
  if (us < 1_000) return `${Math.round(us)} µs`;
  if (us < 1_000_000) return `${round(us / 1_000)} ms`;
  if (us < 60_000_000) return `${round(us / 1_000_000)} s`;
  const seconds = Math.round(us / 1_000_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function round(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
