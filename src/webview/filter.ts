import type { CodeNode, Destination, Edge, Graph, LiveFigures } from '../protocol/graph.ts'
import { buffers, failures, indexGraph, type GraphIndex } from './graphIndex.ts'

export type Mode = 'source' | 'live' | 'both'

/** A test of one node; all words of a query have to hold. */
type Predicate = (node: Destination | CodeNode, index: GraphIndex) => boolean

/**
 * The query of the find box. Words are parts of a name or a path; `kind:queue` (topic, event, code), `package:orders` (of
 * code, and of what it sends to or receives from) and comparisons like `failed>0` or `depth>=10` (see `measures`) narrow
 * further.
 */
export interface Filter {
  readonly empty: boolean
  /** True if figures decide, so that the result may change while the program runs. */
  readonly live: boolean
  readonly matches: Predicate
}

export function parseFilter(query: string): Filter {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const predicates = words.map(parseWord)
  return {
    empty: predicates.length === 0,
    live: predicates.some(({ live }) => live),
    matches: (node, index) => predicates.every(({ test }) => test(node, index)),
  }
}

const comparison = /^([a-z]+)(<=|>=|=|<|>)(\d+(?:\.\d+)?)$/

function parseWord(word: string): { readonly live: boolean; readonly test: Predicate } {
  const kind = /^kind:(\w+)$/.exec(word)?.[1]
  const part = /^package:(.+)$/.exec(word)?.[1]
  if (part !== undefined)
    return {
      live: false,
      test: (node, index) => packagesOf(node, index).some((name) => name.toLowerCase().includes(part)),
    }
  if (kind !== undefined) return { live: false, test: (node) => kindOf(node).startsWith(kind) }
  const [, measure = '', operator = '', limit = ''] = comparison.exec(word) ?? []
  const measured = measures[measure]
  if (measured === undefined) return { live: false, test: (node) => textOf(node).includes(word) }
  const holds = comparisons[operator]
  return { live: true, test: (node, index) => holds?.(measured(node, index), Number(limit)) ?? false }
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
}

/** What a comparison may ask for. */
export const measures: Readonly<Record<string, (node: Destination | CodeNode, index: GraphIndex) => number>> = {
  depth: (node) => sum(node, ({ depth }) => depth),
  inflight: (node) => sum(node, ({ inFlight }) => inFlight),
  waiting: (node, index) =>
    isDestination(node)
      ? sum(node, ({ waitingSenders }) => waitingSenders)
      : edgeSum(node, index, ({ live }) => live?.waiting),
  failed: (node, index) =>
    isDestination(node) ? sum(node, failures) : edgeSum(node, index, ({ live }) => live?.failed),
  dead: (node) => sum(node, ({ deadLettered }) => deadLettered),
  sent: (node, index) =>
    isDestination(node) ? (node.live?.sent ?? 0) : edgeSum(node, index, ({ live }) => live?.count),
  rate: (node, index) =>
    isDestination(node) ? (node.live?.inRate ?? 0) : edgeSum(node, index, ({ live }) => live?.rate),
  /** In seconds. */
  lag: (node) => Math.max(0, ...figuresOf(node).map(({ oldestAge }) => oldestAge / 1000)),
}

const isDestination = (node: Destination | CodeNode): node is Destination => 'kind' in node

const kindOf = (node: Destination | CodeNode): string => (isDestination(node) ? node.kind : 'code')

function textOf(node: Destination | CodeNode): string {
  const more = isDestination(node)
    ? [node.scope ?? '', ...node.subscriptions.map(({ name }) => name)]
    : [node.position.file, node.package ?? '']
  return [node.name, ...more].join('\n').toLowerCase()
}

/** Of a destination: those whose code sends to it or receives from it. */
function packagesOf(node: Destination | CodeNode, index: GraphIndex): readonly string[] {
  const ends = isDestination(node)
    ? [
        ...(index.incoming.get(node.id) ?? []).map(({ from }) => from),
        ...(index.outgoing.get(node.id) ?? []).map(({ to }) => to),
      ].map((id) => index.code.get(id))
    : [node]
  return ends.flatMap((end) => (end?.package === undefined ? [] : [end.package]))
}

const figuresOf = (node: Destination | CodeNode): readonly LiveFigures[] => (isDestination(node) ? buffers(node) : [])

const sum = (node: Destination | CodeNode, value: (figures: LiveFigures) => number): number =>
  figuresOf(node).reduce((total, figures) => total + value(figures), 0)

function edgeSum(node: CodeNode, index: GraphIndex, value: (edge: Edge) => number | undefined): number {
  const edges = [...(index.outgoing.get(node.id) ?? []), ...(index.incoming.get(node.id) ?? [])]
  return edges.reduce((total, edge) => total + (value(edge) ?? 0), 0)
}

/** The ids of the nodes that a filter names. */
export function matching(graph: Graph, filter: Filter): ReadonlySet<string> {
  const index = indexGraph(graph)
  const nodes = [...graph.destinations, ...graph.code]
  return new Set(nodes.filter((node) => filter.matches(node, index)).map(({ id }) => id))
}

/** The nodes named, and those one edge away: a queue says little without who sends to it. */
export function narrowed(graph: Graph, named: ReadonlySet<string>): Graph {
  const near = new Set(named)
  for (const { from, to } of graph.edges) {
    if (named.has(from)) near.add(to)
    if (named.has(to)) near.add(from)
  }
  return restricted(
    graph,
    (id) => near.has(id),
    (edge) => named.has(edge.from) || named.has(edge.to),
  )
}

/** What one side knows: the map alone without figures, or only what a program showed. */
export function ofMode(graph: Graph, mode: Mode): Graph {
  if (mode === 'both') return graph
  const nodes = new Map([...graph.destinations, ...graph.code].map(({ id, presence }) => [id, presence] as const))
  const other = mode === 'source' ? 'live' : 'source'
  const kept = restricted(
    graph,
    (id) => nodes.get(id) !== other,
    ({ presence }) => presence !== other,
  )
  return mode === 'live' ? kept : withoutFigures(kept)
}

function restricted(graph: Graph, keep: (id: string) => boolean, keepEdge: (edge: Edge) => boolean): Graph {
  return {
    ...graph,
    destinations: graph.destinations.filter(({ id }) => keep(id)),
    code: graph.code.filter(({ id }) => keep(id)),
    edges: graph.edges.filter((edge) => keep(edge.from) && keep(edge.to) && keepEdge(edge)),
  }
}

function withoutFigures(graph: Graph): Graph {
  return {
    ...graph,
    sessions: [],
    destinations: graph.destinations.map((destination) => ({
      ...bare(destination),
      subscriptions: destination.subscriptions.filter(({ presence }) => presence !== 'live').map(bare),
    })),
    edges: graph.edges.map(bare),
  }
}

function bare<T extends { readonly live?: unknown }>(node: T): Omit<T, 'live'> {
  const copy: { -readonly [K in keyof T]: T[K] } = { ...node }
  delete copy.live
  return copy
}
