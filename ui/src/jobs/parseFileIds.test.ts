import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestId, longestRanges, parseFileIds, smallestId } from "./parseFileIds";

const fileId = fc.integer({ min: smallestId, max: largestId });
const separator = fc.constantFrom(" ", ", ", ";", "\n", "\r\n", "\t", " ,\n ");

function reasons(text: string) {
  return parseFileIds(text).problems.map((problem) => problem.reason);
}

describe("parseFileIds", () => {
  it("reads back every list that is printed", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fileId, { maxLength: 200 }), separator, (ids, between) => {
        expect(parseFileIds(ids.join(between))).toEqual({ ids, problems: [], repeated: 0 });
      }),
    );
  });

  it("reads back every range, however it is written", () => {
    const range = fc.tuple(fc.integer({ min: smallestId, max: largestId - 500 }), fc.integer({ min: 0, max: 500 }));
    fc.assert(
      fc.property(range, fc.constantFrom("-", "–", "..", " - ", " .. "), ([from, length], sign) => {
        const { ids, problems } = parseFileIds(`${from}${sign}${from + length}`);
        expect(problems).toEqual([]);
        expect(ids).toEqual(Array.from({ length: length + 1 }, (_, index) => from + index));
      }),
    );
  });

  it("reads back a column of a CSV, wherever it stands", () => {
    const name = fc.constantFrom("file_id", "fileId", "FILE_ID", "id");
    fc.assert(
      fc.property(fc.uniqueArray(fileId, { minLength: 1, maxLength: 50 }), name, fc.boolean(), (ids, column, leads) => {
        const row = (cell: string, other: string) => (leads ? `${cell},${other}` : `${other},${cell}`);
        const lines = [row(column, "name"), ...ids.map((id) => row(String(id), '"a, ""quoted"" one"'))];
        expect(parseFileIds(lines.join("\n"))).toEqual({ ids, problems: [], repeated: 0 });
      }),
    );
  });

  it("throws at no input, and names no id outside the limits nor one twice", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({
            unit: fc.constantFrom("1", "7", "0", "00", "-", "–", ".", ",", ";", " ", "\n", "\t", '"', "id", "["),
          }),
        ),
        (text) => {
          const { ids } = parseFileIds(text);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.every((id) => id >= smallestId && id <= largestId)).toBe(true);
        },
      ),
    );
  });

  it("says where each problem stands, and takes the good ids all the same", () => {
    expect(parseFileIds("70000, 70007\n70100-70102\n7o200\n  12 100000001")).toEqual({
      ids: [70000, 70007, 70100, 70101, 70102],
      problems: [
        { line: 3, column: 1, text: "7o200", reason: "not_a_number" },
        { line: 4, column: 3, text: "12", reason: "too_small" },
        { line: 4, column: 6, text: "100000001", reason: "too_large" },
      ],
      repeated: 0,
    });
  });

  it("counts what is repeated once, also inside ranges", () => {
    const { ids, repeated } = parseFileIds("70000 70000 70000 69999-70001");
    expect(ids).toEqual([70000, 69999, 70001]);
    expect(repeated).toBe(1);
  });

  it("refuses ranges that are too long together, as one problem, and backward ones", () => {
    expect(reasons(`20000-${20000 + longestRanges}`)).toEqual(["ranges_too_long"]);
    expect(reasons(`20000-${20000 + longestRanges - 1} 70000-70000`)).toEqual(["ranges_too_long"]);
    expect(reasons("70007-70000")).toEqual(["backwards"]);
  });

  it("takes the first all-number column of a CSV that names none", () => {
    expect(parseFileIds("name;count;number\na;70000;1\nb;70007;2").ids).toEqual([70000, 70007]);
  });

  it("reads a pasted JSON array", () => {
    expect(parseFileIds('["70000", 70007]')).toEqual({ ids: [70000, 70007], problems: [], repeated: 0 });
  });

  it("takes words for problems, not for a header", () => {
    expect(reasons("hello\n70000")).toEqual(["not_a_number"]);
  });
});
