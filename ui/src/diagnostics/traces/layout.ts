import { criticalPathOf } from "./criticalPath";
import { endOf, prune, treeOf, type Interval, type Node, type Span } from "./tree";

export type { Span } from "./tree";

/** A row of the waterfall. */
export interface Row {
  /** Names the row for as long as the trace is read: what is open stays open. */
  key: string;
  kind: "span" | "group" | "missing";
  level: number;
  /** The span, or the first one of a group; null for a parent that was not received. */
  span: Span | null;
  label: string;
  /** How many spans of a group there are; 1 for a span. */
  count: number;
  failed: number;
  /** Spans of the runtime that are folded into this one. */
  runtime: number;
  hasChildren: boolean;
  isOpen: boolean;
  /** Of a group, half of whose spans took as long or longer. */
  medianUs: number;
  slowestUs: number;
  /** When the spans of the row themselves were. */
  bars: readonly Interval[];
  /** From its first start to the end of all that it led to. */
  extent: Interval;
  /** What of it, and of what is folded into it, the end of the trace waited for. */
  path: readonly Interval[];
}

const leastOfGroup = 3;
const mostBars = 200;

export interface Folding {
  /** Whether spans of the runtime are folded into the call that they are a part of. */
  runtime: boolean;
  /** Keys of rows that were opened or closed by hand. */
  toggled: ReadonlySet<string>;
  /** What is searched for: only such spans, and those above them. */
  isWanted?: (span: Span) => boolean;
}

/**
 * The rows of a trace, each span in one of them: a tree by parents, equal siblings from three on in one row, and spans whose parent
 * did not come under a row that says so.
 */
export function rowsOf(spans: readonly Span[], { runtime, toggled, isWanted }: Folding): Row[] {
  const whole = treeOf(spans, runtime);
  const tree = isWanted === undefined ? whole : prune(whole, isWanted);
  // What is searched for is on the way of the whole trace, or not.
  const path = new Map([...criticalPathOf(whole)].map(([node, parts]) => [node.span.spanId, parts]));
  const rows: Row[] = [];
  const context: Context = { rows, toggled, path };
  add(context, tree.roots, 1, "");
  for (const [parent, nodes] of tree.orphans) {
    const key = missingKey(parent);
    const isOpen = !toggled.has(key);
    rows.push({
      ...{ key, kind: "missing", level: 1, span: null, label: parent, count: 1, failed: 0, runtime: 0 },
      ...{ hasChildren: true, isOpen, medianUs: 0, slowestUs: 0, bars: [], extent: extentOf(nodes) },
      path: isOpen ? [] : pathOf(context, nodes),
    });
    if (isOpen) add(context, nodes, 2, key);
  }
  return rows;
}

/** The keys to toggle so that all rows of a level are open, or closed. */
export function levelOf(rows: readonly Row[], level: number, open: boolean): string[] {
  return rows.filter((row) => row.level === level && row.hasChildren && row.isOpen !== open).map((row) => row.key);
}

/** The keys to toggle so that a span is seen whose siblings are folded into one row. */
export function groupsAround(spans: readonly Span[], spanId: string, foldRuntime: boolean): string[] {
  const tree = treeOf(spans, foldRuntime);
  const look = (siblings: readonly Node[], prefix: string): string[] | null => {
    for (const node of siblings) {
      const keys = node.span.spanId === spanId ? [] : look(node.children, node.span.spanId);
      if (keys === null) continue;
      const equal = siblings.filter((other) => nameOf(other) === nameOf(node)).length;
      return equal < leastOfGroup ? keys : [groupKey(prefix, node), ...keys];
    }
    return null;
  };
  const inTree = look(tree.roots, "");
  if (inTree !== null) return inTree;
  for (const [parent, nodes] of tree.orphans) {
    const keys = look(nodes, missingKey(parent));
    if (keys !== null) return keys;
  }
  return [];
}

const nameOf = ({ span }: Node) => `${span.service} ${span.name}`;
const groupKey = (prefix: string, node: Node) => `group ${prefix} ${nameOf(node)}`;
const missingKey = (parent: string) => `missing ${parent}`;

interface Context {
  rows: Row[];
  toggled: ReadonlySet<string>;
  path: ReadonlyMap<string, readonly Interval[]>;
}

function add(context: Context, siblings: readonly Node[], level: number, prefix: string): void {
  const byName = new Map<string, Node[]>();
  for (const node of siblings) if (!byName.get(nameOf(node))?.push(node)) byName.set(nameOf(node), [node]);
  for (const node of siblings) {
    const equal = byName.get(nameOf(node)) ?? [];
    if (equal.length < leastOfGroup) addSpan(context, node, level);
    else if (equal[0] === node) addGroup(context, equal, level, groupKey(prefix, node));
  }
}

function addGroup(context: Context, nodes: readonly Node[], level: number, key: string): void {
  const [first] = nodes;
  if (first === undefined) return;
  const isOpen = context.toggled.has(key);
  const lengths = nodes.map(({ span }) => span.durationUs).sort((one, other) => one - other);
  context.rows.push({
    ...{ key, kind: "group", level, span: first.span, label: first.span.name, count: nodes.length },
    failed: nodes.filter(({ span }) => span.status === "error").length,
    runtime: nodes.reduce((sum, node) => sum + node.runtime.length, 0),
    ...{ hasChildren: true, isOpen, bars: merged(nodes), extent: extentOf(nodes) },
    medianUs: lengths[Math.floor(lengths.length / 2)] ?? 0,
    slowestUs: lengths.at(-1) ?? 0,
    path: isOpen ? [] : pathOf(context, nodes),
  });
  if (isOpen) for (const node of nodes) addSpan(context, node, level + 1);
}

function addSpan(context: Context, node: Node, level: number): void {
  const { span, children, runtime } = node;
  const hasChildren = children.length > 0;
  const isOpen = hasChildren && !context.toggled.has(span.spanId);
  context.rows.push({
    ...{ key: span.spanId, kind: "span", level, span, label: span.name, count: 1 },
    ...{ failed: span.status === "error" ? 1 : 0, runtime: runtime.length, hasChildren, isOpen },
    ...{ medianUs: span.durationUs, slowestUs: span.durationUs },
    bars: [{ startUs: span.startUs, endUs: endOf(span) }],
    extent: extentOf([node]),
    path: isOpen ? (context.path.get(span.spanId) ?? []) : pathOf(context, [node]),
  });
  if (isOpen) add(context, children, level + 1, span.spanId);
}

function extentOf(nodes: readonly Node[]): Interval {
  return {
    startUs: nodes.reduce((least, node) => Math.min(least, node.span.startUs), Infinity),
    endUs: nodes.reduce((most, node) => Math.max(most, node.treeEndUs), -Infinity),
  };
}

/** The way through nodes and all below them. */
function pathOf(context: Context, nodes: readonly Node[]): Interval[] {
  const below = [...nodes];
  for (const node of below) below.push(...node.children);
  const parts = below.flatMap(({ span }) => context.path.get(span.spanId) ?? []);
  return parts.sort((one, other) => one.startUs - other.startUs);
}

/** When any of these ran: a row of a thousand spans has no more bars than can be told apart. */
function merged(nodes: readonly Node[]): Interval[] {
  const { startUs: from, endUs: to } = extentOf(nodes);
  const leastUs = (to - from) / mostBars;
  const bars: Interval[] = [];
  for (const { span } of nodes) {
    const last = bars.at(-1);
    if (last !== undefined && span.startUs - last.endUs <= leastUs) last.endUs = Math.max(last.endUs, endOf(span));
    else bars.push({ startUs: span.startUs, endUs: endOf(span) });
  }
  return bars;
}
