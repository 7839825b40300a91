import type { components } from "../../api/schema";

export type Span = components["schemas"]["TraceSpan"];

export interface Interval {
  startUs: number;
  endUs: number;
}

/** A span with what hangs below it. */
export interface Node {
  span: Span;
  children: Node[];
  /** Spans of the runtime that are folded into this one. */
  runtime: Span[];
  /** The end of all that it led to. Work goes on after the answer is given, so this is often later than its own. */
  treeEndUs: number;
}

export interface Tree {
  roots: Node[];
  /** By the parent that was not received. */
  orphans: Map<string, Node[]>;
}

const runtimeScope = "Microsoft.Orleans.";

export const endOf = (span: Span): number => span.startUs + span.durationUs;

/** Every span once, below its parent. A span whose parents lead back to it is a root; links never count as parents. */
export function treeOf(spans: readonly Span[], foldRuntime: boolean): Tree {
  const nodes = new Map<string, Node>();
  for (const span of spans)
    if (!nodes.has(span.spanId)) nodes.set(span.spanId, { span, children: [], runtime: [], treeEndUs: endOf(span) });

  const tree: Tree = { roots: [], orphans: new Map() };
  for (const node of nodes.values()) {
    const host = foldRuntime ? hostOf(node, nodes) : null;
    if (host !== null) {
      host.runtime.push(node.span);
      continue;
    }
    const parentId = node.span.parentSpanId;
    const parent = parentOf(node, nodes);
    if (parentId === null || isInCycle(node, nodes)) tree.roots.push(node);
    else if (parent !== undefined) ((foldRuntime ? hostOf(parent, nodes) : null) ?? parent).children.push(node);
    else if (!tree.orphans.get(parentId)?.push(node)) tree.orphans.set(parentId, [node]);
  }
  finish(tree);
  return tree;
}

/** What is above all others, in the order that rows are drawn in. */
export function topOf(tree: Tree): Node[] {
  return [...tree.roots, ...[...tree.orphans.values()].flat()];
}

/** Leaves the nodes that are wanted, and those above them. */
export function prune(tree: Tree, isWanted: (span: Span) => boolean): Tree {
  const kept = (nodes: readonly Node[]): Node[] =>
    nodes.flatMap((node) => {
      const children = kept(node.children);
      const wanted = children.length > 0 || isWanted(node.span) || node.runtime.some(isWanted);
      return wanted ? [{ ...node, children }] : [];
    });
  const orphans = new Map<string, Node[]>();
  for (const [parent, nodes] of tree.orphans) {
    const left = kept(nodes);
    if (left.length > 0) orphans.set(parent, left);
  }
  return { roots: kept(tree.roots), orphans };
}

/** Siblings by their start, and ends by what is below; from the leaves up, however deep that is. */
function finish(tree: Tree): void {
  const ordered = topOf(tree);
  // It grows while it is walked: every node comes after its parent.
  for (const node of ordered) ordered.push(...node.children);
  const byStart = (one: Node, other: Node) => one.span.startUs - other.span.startUs;
  for (const node of ordered.reverse()) {
    node.children.sort(byStart);
    for (const child of node.children) node.treeEndUs = Math.max(node.treeEndUs, child.treeEndUs);
    for (const span of node.runtime) node.treeEndUs = Math.max(node.treeEndUs, endOf(span));
  }
  tree.roots.sort(byStart);
  for (const nodes of tree.orphans.values()) nodes.sort(byStart);
}

type Nodes = ReadonlyMap<string, Node>;

function parentOf({ span }: Node, nodes: Nodes): Node | undefined {
  return span.parentSpanId === null ? undefined : nodes.get(span.parentSpanId);
}

/** A call between grains is several spans of the runtime; the outermost of them stands for all. Null for what is not folded. */
function hostOf(node: Node, nodes: Nodes): Node | null {
  const isRuntime = (one: Node | undefined) => one?.span.scope.startsWith(runtimeScope) === true;
  if (!isRuntime(node)) return null;
  const seen = new Set<Node>();
  let at = node;
  for (let above = parentOf(at, nodes); above !== undefined && isRuntime(above); above = parentOf(at, nodes)) {
    if (seen.has(above)) return null;
    seen.add(above);
    at = above;
  }
  return at === node ? null : at;
}

function isInCycle(node: Node, nodes: Nodes): boolean {
  const seen = new Set<Node>();
  for (let at: Node | undefined = node; at !== undefined; at = parentOf(at, nodes)) {
    if (seen.has(at)) return at === node;
    seen.add(at);
  }
  return false;
}
