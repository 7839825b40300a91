import type { components } from "../../api/schema";

export type Span = components["schemas"]["TraceSpan"];

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
  startUs: number;
  endUs: number;
}

interface Node {
  span: Span;
  children: Node[];
  runtime: number;
  /** The end of all that it led to, which may be after its own. */
  endUs: number;
}

const runtimeScope = "Microsoft.Orleans";
const leastOfGroup = 3;

export interface Folding {
  /** Whether spans of the runtime are folded into their parents. */
  runtime: boolean;
  /** Keys of rows that were opened or closed by hand. */
  toggled: ReadonlySet<string>;
}

/**
 * The rows of a trace, each span in one of them: a tree by parents, equal siblings from three on in one row, and spans whose parent
 * did not come under a row that says so. Links never count as parents.
 */
export function rowsOf(spans: readonly Span[], folding: Folding): Row[] {
  const { roots, orphans } = treeOf(spans, folding.runtime);
  const rows: Row[] = [];
  add(rows, roots, 1, folding, "");
  for (const [parent, nodes] of orphans) {
    const key = `missing ${parent}`;
    const isOpen = !folding.toggled.has(key);
    rows.push({
      ...{ key, kind: "missing", level: 1, span: null, label: parent, count: 1, failed: 0, runtime: 0 },
      ...{ hasChildren: true, isOpen },
      startUs: Math.min(...nodes.map((node) => node.span.startUs)),
      endUs: Math.max(...nodes.map((node) => node.endUs)),
    });
    if (isOpen) add(rows, nodes, 2, folding, key);
  }
  return rows;
}

/** The names of the services, in the order of their first span: what their colours go by. */
export function servicesOf(spans: readonly Span[]): string[] {
  return [...new Set(spans.map((span) => span.service))];
}

function treeOf(spans: readonly Span[], foldRuntime: boolean) {
  const nodes = new Map<string, Node>();
  for (const span of spans)
    if (!nodes.has(span.spanId))
      nodes.set(span.spanId, { span, children: [], runtime: 0, endUs: span.startUs + span.durationUs });

  const roots: Node[] = [];
  const orphans = new Map<string, Node[]>();
  for (const node of nodes.values()) {
    if (foldRuntime && hostOf(node, nodes) !== null) continue;
    const parentId = node.span.parentSpanId;
    const parent = parentId === null ? undefined : nodes.get(parentId);
    if (parentId === null || isInCycle(node, nodes)) roots.push(node);
    else if (parent === undefined) orphans.set(parentId, [...(orphans.get(parentId) ?? []), node]);
    else (foldRuntime ? (hostOf(parent, nodes) ?? parent) : parent).children.push(node);
  }
  if (foldRuntime)
    for (const node of nodes.values()) {
      const host = hostOf(node, nodes);
      if (host !== null) host.runtime++;
    }

  const byStart = (one: Node, other: Node) => one.span.startUs - other.span.startUs;
  const extend = (node: Node): number => {
    node.children.sort(byStart);
    node.endUs = Math.max(node.endUs, ...node.children.map(extend));
    return node.endUs;
  };
  for (const node of [...roots, ...[...orphans.values()].flat()]) extend(node);
  return { roots: roots.sort(byStart), orphans };
}

/** The nearest span above a runtime's that is not the runtime's; null for other spans, and where there is none. */
function hostOf(node: Node, nodes: ReadonlyMap<string, Node>): Node | null {
  if (!node.span.scope.startsWith(runtimeScope)) return null;
  const seen = new Set<Node>();
  for (let at: Node | undefined = node; at !== undefined && !seen.has(at);) {
    if (!at.span.scope.startsWith(runtimeScope)) return at;
    seen.add(at);
    at = at.span.parentSpanId === null ? undefined : nodes.get(at.span.parentSpanId);
  }
  return null;
}

function isInCycle(node: Node, nodes: ReadonlyMap<string, Node>): boolean {
  const seen = new Set<Node>();
  for (let at: Node | undefined = node; at !== undefined;) {
    if (seen.has(at)) return at === node;
    seen.add(at);
    at = at.span.parentSpanId === null ? undefined : nodes.get(at.span.parentSpanId);
  }
  return false;
}

function add(rows: Row[], siblings: readonly Node[], level: number, folding: Folding, prefix: string): void {
  const byName = new Map<string, Node[]>();
  for (const node of siblings) {
    const name = `${node.span.service} ${node.span.name}`;
    const equal = byName.get(name);
    if (equal === undefined) byName.set(name, [node]);
    else equal.push(node);
  }

  const done = new Set<string>();
  for (const node of siblings) {
    const name = `${node.span.service} ${node.span.name}`;
    const equal = byName.get(name) ?? [node];
    if (equal.length < leastOfGroup) {
      addSpan(rows, node, level, folding);
      continue;
    }
    if (done.has(name)) continue;
    done.add(name);
    const key = `group ${prefix} ${equal[0]?.span.parentSpanId ?? ""} ${name}`;
    const isOpen = folding.toggled.has(key);
    rows.push({
      ...{ key, kind: "group", level, span: node.span, label: node.span.name, count: equal.length },
      failed: equal.filter((one) => one.span.status === "error").length,
      runtime: equal.reduce((sum, one) => sum + one.runtime, 0),
      ...{ hasChildren: true, isOpen, startUs: node.span.startUs },
      endUs: Math.max(...equal.map((one) => one.endUs)),
    });
    if (isOpen) for (const one of equal) addSpan(rows, one, level + 1, folding);
  }
}

function addSpan(rows: Row[], node: Node, level: number, folding: Folding): void {
  const { span } = node;
  const hasChildren = node.children.length > 0;
  const isOpen = hasChildren && !folding.toggled.has(span.spanId);
  rows.push({
    ...{ key: span.spanId, kind: "span", level, span, label: span.name, count: 1 },
    ...{ failed: span.status === "error" ? 1 : 0, runtime: node.runtime, hasChildren, isOpen },
    ...{ startUs: span.startUs, endUs: span.startUs + span.durationUs },
  });
  if (isOpen) add(rows, node.children, level + 1, folding, span.spanId);
}
