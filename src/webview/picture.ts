import type { Graph } from '../protocol/graph.ts'
import { lanePort, notch, type Card } from './cards/card.ts'
import { cardsOf, type Facts } from './cards/cards.ts'
import { edgeLines, type EdgeLine } from './edgeLines.ts'
import { matching, narrowed, ofMode, parseFilter } from './filter.ts'
import { indexGraph, type GraphIndex } from './graphIndex.ts'
import { layOut, type Layout } from './layout/layout.ts'
import { recentFailures, type ViewState } from './state.ts'
import { statuses, type Statuses } from './status.ts'

/** All that is on the screen, but for pan and zoom. */
export interface Picture {
  readonly cards: readonly Card[]
  readonly lines: readonly EdgeLine[]
  readonly layout: Layout
  readonly index: GraphIndex
  readonly statuses: Statuses
  /** Nodes and edges that are near the selected one; undefined if none is selected. */
  readonly near: ReadonlySet<string> | undefined
  /** How many nodes the find box names; undefined if it is empty. */
  readonly found: number | undefined
  /** Grows when nodes or edges came, went or moved. */
  readonly arrangement: number
}

/**
 * Makes pictures one after the other. It remembers the last layout of each way of looking, so that nothing moves when
 * only figures change and little when nodes come.
 */
export function createPictures(): (state: ViewState, now: number) => Picture | undefined {
  const layouts = new Map<string, Layout>()
  let last: { readonly key: string; readonly layout: Layout } | undefined
  let arrangement = 0
  const found = createFinder()

  return (state, now) => {
    if (state.graph === undefined) return undefined
    const named = found(state)
    const inMode = ofMode(state.graph, state.mode)
    const visible = named === undefined ? inMode : narrowed(inMode, named)
    const recent = recentFailures(state, now)
    const whole = indexGraph(inMode)
    const status = statuses(whole, recent)
    const facts: Facts = {
      index: visible === inMode ? whole : indexGraph(visible),
      statuses: status,
      recentFailures: recent,
      now,
      roots: state.roots,
    }
    const cards = cardsOf(facts)
    const lines = edgeLines(facts)
    const key = keyOf(state, cards, lines)
    if (last?.key !== key) {
      // A narrowed picture is laid out for itself; the whole one stays as the reader knows it.
      const memory = named === undefined ? state.mode : undefined
      const layout = arrange(
        cards,
        lines,
        memory === undefined ? undefined : (layouts.get(memory) ?? layouts.get('both')),
      )
      if (memory !== undefined) layouts.set(memory, layout)
      last = { key, layout }
      arrangement++
    }
    return {
      cards,
      lines,
      layout: last.layout,
      index: facts.index,
      statuses: status,
      near: nearby(visible, state.selected),
      found: named?.size,
      arrangement,
    }
  }
}

/** The same for two pictures whose layout is the same. */
function keyOf({ mode, query }: ViewState, cards: readonly Card[], lines: readonly EdgeLine[]): string {
  let key = `${mode} ${query}`
  for (const { id, kind, height } of cards) key += `\n${id} ${kind} ${height}`
  for (const { id } of lines) key += `\n${id}`
  return key
}

/**
 * What a query over figures found stays found until the query or the graph's structure changes: else nodes would come
 * and go with every figure.
 */
function createFinder(): (state: ViewState) => ReadonlySet<string> | undefined {
  let before: { readonly key: string; readonly named: ReadonlySet<string> } | undefined
  return ({ graph, query, mode }) => {
    const filter = parseFilter(query)
    if (filter.empty || graph === undefined) return undefined
    const key = `${mode} ${graph.structure} ${query}`
    const now = matching(ofMode(graph, mode), filter)
    const named = before?.key === key && filter.live ? new Set([...before.named, ...now]) : now
    before = { key, named }
    return named
  }
}

function arrange(cards: readonly Card[], lines: readonly EdgeLine[], previous: Layout | undefined): Layout {
  const ports = new Map<string, number>()
  for (const card of cards)
    if (card.kind === 'topic') card.lanes.forEach(({ id }, lane) => ports.set(id, lanePort(lane)))
  const boxes = cards.map(({ id, kind, width, height }) => ({
    id,
    width,
    height,
    kind: kind === 'code' ? ('code' as const) : ('destination' as const),
    inset: kind === 'topic' || kind === 'event' ? notch - 1 : 0,
  }))
  const arcs = lines.map(({ id, from, to, subscription }) => {
    const port = subscription === undefined ? undefined : ports.get(subscription)
    return port === undefined ? { id, from, to } : { id, from, to, port }
  })
  return layOut(boxes, arcs, previous)
}

function nearby(graph: Graph, selected: string | null): ReadonlySet<string> | undefined {
  if (selected === null || ![...graph.destinations, ...graph.code].some(({ id }) => id === selected)) return undefined
  const near = new Set([selected])
  for (const { id, from, to } of graph.edges)
    if (from === selected || to === selected) for (const each of [id, from, to]) near.add(each)
  return near
}
