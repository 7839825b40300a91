import { count } from "../../ui/format";

export function milliseconds(value: number | null): string {
  if (value === null) return "—";
  return value > 0 && value < 10 ? `${value.toFixed(1)} ms` : `${count(Math.round(value))} ms`;
}

/** Never "100 %" while something failed. */
export function percent(rate: number | null): string {
  if (rate === null) return "—";
  return rate === 1 ? "100 %" : `${(Math.floor(rate * 10_000) / 100).toFixed(2)} %`;
}

const day = 86_400;
const hour = 3_600;

/** "3 d 4 h", "4 h 5 min", "5 min". */
export function duration(seconds: number): string {
  const [days, hours, minutes] = [seconds / day, (seconds % day) / hour, (seconds % hour) / 60].map(Math.floor) as [
    number,
    number,
    number,
  ];
  if (days > 0) return `${count(days)} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`;
}
