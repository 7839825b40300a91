import { endOf, topOf, type Interval, type Node, type Tree } from "./tree";

/** Spans that go around the work beside them instead of being it: a job is not a parent of its files' spans. */
const frames = new Set(["job"]);

/**
 * What the last end waited for, from there backwards: at every moment the one span that held it up, by the subtree that ended last
 * before what came after it began. Children outlive their parents here, so nothing is cut at a parent's end.
 */
export function criticalPathOf(tree: Tree): Map<Node, Interval[]> {
  const path: Path = { parts: new Map(), reachedUs: Infinity };
  walk(path, null, topOf(tree), Infinity);
  for (const parts of path.parts.values()) parts.sort((one, other) => one.startUs - other.startUs);
  return path.parts;
}

interface Path {
  parts: Map<Node, Interval[]>;
  /** How far back it goes by now: clocks differ, and a child may have begun before its parent. */
  reachedUs: number;
}

function walk(path: Path, above: Node | null, siblings: readonly Node[], untilUs: number): void {
  const holders = [...siblings.filter(isFrame), ...(above === null ? [] : [above])];
  const work = siblings.filter((node) => !isFrame(node)).sort((one, other) => other.treeEndUs - one.treeEndUs);
  const lastUs = [...siblings, ...holders].reduce((last, node) => Math.max(last, node.treeEndUs), -Infinity);
  let cursor = Math.min(untilUs, lastUs);
  for (const node of work) {
    if (node.treeEndUs > cursor || node.span.startUs > cursor) continue;
    hold(path, holders, node.treeEndUs, cursor);
    walk(path, node, node.children, node.treeEndUs);
    cursor = Math.min(cursor, node.span.startUs, path.reachedUs);
  }
  hold(path, holders, -Infinity, cursor);
}

function isFrame({ span, children }: Node): boolean {
  return frames.has(span.name) && children.length === 0;
}

/** Gives a time that no sibling fills to the first of those around it that was there then. */
function hold(path: Path, [node, ...others]: readonly Node[], fromUs: number, toUs: number): void {
  if (node === undefined || toUs <= fromUs) return;
  const startUs = Math.max(fromUs, node.span.startUs);
  const endUs = Math.min(toUs, endOf(node.span));
  if (endUs <= startUs) {
    hold(path, others, fromUs, toUs);
    return;
  }
  hold(path, others, endUs, toUs);
  const parts = path.parts.get(node);
  if (parts === undefined) path.parts.set(node, [{ startUs, endUs }]);
  else parts.push({ startUs, endUs });
  path.reachedUs = Math.min(path.reachedUs, startUs);
  hold(path, others, fromUs, startUs);
}
