import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".css"))
  .map((name) => ({ name, text: readFileSync(join("src", name), "utf8") }));
const tokens = sources.find(({ name }) => name.endsWith("tokens.css"))?.text ?? "";

type Colours = Record<string, string>;

/** What the lists of tokens set, in their order: light, dark as the system is, dark as it was chosen. */
const [light = {}, system = {}, chosen = {}] = [...tokens.matchAll(/\{([^{}]*--text:[^{}]*)\}/g)].map(
  ([, list = ""]): Colours =>
    Object.fromEntries(
      [...list.matchAll(/--([a-z0-9-]+): ([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]),
    ),
);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const words = [
  ...[
    ["text", "bg"],
    ["text", "surface"],
    ["text", "sunken"],
    ["muted", "bg"],
    ["muted", "surface"],
    ["muted", "sunken"],
  ],
  ...[
    ["accent", "surface"],
    ["accent", "bg"],
    ["on-accent", "accent"],
  ],
  ...["ready", "running", "missing", "failed", "idle"].map((state) => [state, `${state}-tint`]),
];
const shapes = [
  ["edge", "surface"],
  ["running", "track"],
];

describe("the look", () => {
  it.each([
    ["light", light],
    ["dark", { ...light, ...system }],
  ])("can be read, %s", (_, colours: Colours) => {
    const low = (pairs: string[][], least: number) =>
      pairs.filter(([one = "", other = ""]) => !(contrast(colours[one] ?? "", colours[other] ?? "") >= least));
    expect(low(words, 4.5)).toEqual([]);
    expect(low(shapes, 3)).toEqual([]);
  });

  it("is as dark where darkness was chosen as where the system has it", () => {
    expect(Object.keys(chosen)).not.toEqual([]);
    expect(chosen).toEqual(system);
  });

  it("has colours of the tokens only", () => {
    const own = sources.filter(({ text }) => text !== tokens && /#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/i.test(text));
    expect(own.map(({ name }) => name)).toEqual([]);
  });

  // Browsers of phones zoom into fields below 16 px, and nothing in between has a line height that rows are made for.
  it("has four sizes of text in two weights", () => {
    const sizes = new Set(["12px/16px", "14px/20px", "16px/24px", "22px/28px"]);
    const odd = sources.flatMap(({ name, text }) => [
      ...[...text.matchAll(/\b\d+px\/\d+px/g)].filter(([size]) => !sizes.has(size)).map(([size]) => `${name}: ${size}`),
      ...[...text.matchAll(/font-size: [^;]+|font-weight: (?!400|600|inherit)[^;]+|font: (?!400|600)\d{3} [^;]+/g)].map(
        ([rule]) => `${name}: ${rule}`,
      ),
    ]);
    expect(odd).toEqual([]);
  });
});
