export type Reason = "not_a_number" | "too_small" | "too_large" | "backwards" | "ranges_too_long";

export interface Problem {
  /** Both count from 1. */
  line: number;
  column: number;
  text: string;
  reason: Reason;
}

export interface ParsedIds {
  /** In the order of the text, each once. */
  ids: number[];
  problems: Problem[];
  /** How many were named more than once. */
  repeated: number;
}

export const smallestId = 10_000;
export const largestId = 100_000_000;
/** What all ranges of a text may hold together. */
export const longestRanges = 100_000;

// A range, with or without blanks around its sign, or whatever stands between two separators.
const token = /(\d+)[ \t]*(?:-|–|\.\.)[ \t]*(\d+)(?=[\s,;]|$)|[^\s,;]+/g;
const wrapping = /^["'([{]+|["')\]}]+$/g;
const idColumns = ["file_id", "fileid", "id"];

/** Reads file ids from whatever was typed, pasted or dropped: ids and ranges in any list, or a CSV with a header. */
export function parseFileIds(text: string): ParsedIds {
  const reader = new Reader();
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const table = tableOf(lines);
  lines.forEach((line, index) => {
    if (table === null) reader.read(line, index + 1, 1);
    else if (index > table.header) {
      const cell = cellsOf(line, table.separator)[table.column];
      if (cell !== undefined) reader.read(cell.text, index + 1, cell.column);
    }
  });
  return reader.result();
}

class Reader {
  readonly #ids = new Set<number>();
  readonly #problems: Problem[] = [];
  readonly #repeated = new Set<number>();
  #inRanges = 0;

  read(text: string, line: number, column: number): void {
    for (const match of text.matchAll(token)) {
      const [found, from, to] = match;
      const reason =
        from === undefined || to === undefined
          ? this.#one(found.replace(wrapping, ""))
          : this.#range(Number(from), Number(to));
      if (reason !== null) this.#problems.push({ line, column: column + match.index, text: found, reason });
    }
  }

  result(): ParsedIds {
    return { ids: [...this.#ids], problems: this.#problems, repeated: this.#repeated.size };
  }

  #one(text: string): Reason | null {
    if (text === "") return null;
    if (!/^\d+$/.test(text)) return "not_a_number";
    const id = Number(text);
    const reason = outside(id);
    if (reason === null) this.#add(id);
    return reason;
  }

  #range(from: number, to: number): Reason | null {
    if (to < from) return "backwards";
    const reason = outside(from) ?? outside(to);
    if (reason !== null) return reason;
    const length = to - from + 1;
    if (this.#inRanges + length > longestRanges) return "ranges_too_long";
    this.#inRanges += length;
    for (let id = from; id <= to; id++) this.#add(id);
    return null;
  }

  #add(id: number): void {
    if (this.#ids.has(id)) this.#repeated.add(id);
    else this.#ids.add(id);
  }
}

function outside(id: number): Reason | null {
  if (id < smallestId) return "too_small";
  return id > largestId ? "too_large" : null;
}

interface Table {
  separator: string;
  /** The index of the header's line. */
  header: number;
  column: number;
}

/** Where the ids are if the text is a CSV with a header; null for a plain list. */
function tableOf(lines: string[]): Table | null {
  const header = lines.findIndex((line) => line.trim() !== "");
  const first = lines[header];
  if (first === undefined || /^[\s,;]*\d/.test(first)) return null;
  const separator = [",", ";", "\t"].find((sign) => first.includes(sign)) ?? ",";
  const names = cellsOf(first, separator).map((cell) => cell.text.toLowerCase());
  for (const wanted of idColumns) {
    const column = names.indexOf(wanted);
    if (column >= 0) return { separator, header, column };
  }
  if (names.length < 2 || names.some((name) => /^\d*$/.test(name))) return null;
  const rows = lines.slice(header + 1).filter((line) => line.trim() !== "");
  const cells = rows.map((row) => cellsOf(row, separator));
  const column = names.findIndex(
    (_, index) => cells.length > 0 && cells.every((row) => /^\d+$/.test(row[index]?.text ?? "")),
  );
  return column < 0 ? null : { separator, header, column };
}

/** The cells of a line, without the quotes around them, and where each begins. */
function cellsOf(line: string, separator: string): { text: string; column: number }[] {
  const cells: { text: string; column: number }[] = [];
  let begin = 0;
  let quoted = false;
  for (let at = 0; at <= line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    if (at < line.length && (line[at] !== separator || quoted)) continue;
    const raw = line.slice(begin, at);
    const text = raw.trim().replace(/^"|"$/g, "");
    cells.push({ text, column: begin + raw.length - raw.trimStart().length + 1 });
    begin = at + 1;
  }
  return cells;
}
