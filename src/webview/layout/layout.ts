import { backArcs } from './acyclic.ts'
import { components } from './components.ts'
import { placeColumns, type Column } from './columns.ts'
import type { Arc, Box, Line } from './graph.ts'
import { assignHeights } from './heights.ts'
import { keepPlaces } from './keep.ts'
import { assignLayers } from './layers.ts'
import { orderLayers } from './order.ts'
import { rank, type Cell, type Ranks } from './ranks.ts'
import { routeBack, routeThrough, type Route } from './route.ts'
import { stack } from './stack.ts'

export interface Place {
  readonly x: number
  readonly y: number
  readonly column: number
  /** Tall pictures stand in bands side by side. */
  readonly band: number
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>
  readonly routes: ReadonlyMap<string, Route>
  readonly columns: readonly Column[]
  /** Lines that lead against the reading direction. */
  readonly back: ReadonlySet<string>
  /** What all boxes cover. */
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** Where lines pass columns, for the layout that follows. */
  readonly passes: ReadonlyMap<string, number>
}

/**
 * Columns from left to right: producers, destinations, consumers, what they lead to. Deterministic. What `previous`
 * placed stays where it was, as far as there is room; a previous layout of something else is no help and is ignored.
 */
export function layOut(boxes: readonly Box[], lines: readonly Line[], previous?: Layout): Layout {
  const kinds = new Map(boxes.map(({ id, kind }) => [id, kind] as const))
  const arcs = lines.flatMap((line): Arc[] => {
    const [from, to] = [kinds.get(line.from), kinds.get(line.to)]
    return from === undefined || to === undefined || line.from === line.to
      ? []
      : [{ ...line, span: from === to ? 2 : 1 }]
  })
  const back = backArcs(
    boxes.map(({ id }) => id),
    arcs,
  )
  const forward = arcs.filter(({ id }) => !back.has(id))
  const kept = keepBands(boxes, arcs, forward, previous)
  return assemble(kept ?? freshBands(boxes, arcs, forward), arcs, back, kept && previous ? previous.columns : [])
}

interface Band {
  readonly order: readonly (readonly Cell[])[]
  readonly middles: ReadonlyMap<string, number>
  readonly passes: Ranks['passes']
}

function freshBands(boxes: readonly Box[], arcs: readonly Arc[], forward: readonly Arc[]): Band[] {
  const blocks = grouped(components(boxes, arcs), forward).map(([group, within]) => {
    const ranks = rank(group, within, assignLayers(group, within, new Map()))
    const order = orderLayers(ranks)
    return { ranks, order, middles: assignHeights(order, ranks) }
  })
  const bands: { order: Cell[][]; middles: Map<string, number>; passes: Map<string, readonly string[]> }[] = []
  stack(blocks).forEach(({ band, shift }, at) => {
    const block = blocks[at]
    const into = (bands[band] ??= { order: [], middles: new Map(), passes: new Map() })
    block?.order.forEach((layer, column) => (into.order[column] ??= []).push(...layer))
    block?.middles.forEach((middle, id) => into.middles.set(id, middle + Math.round(shift)))
    block?.ranks.passes.forEach((points, id) => into.passes.set(id, points))
  })
  return bands
}

/** Undefined if too little is known, or if lines now join what stood in different bands. */
function keepBands(
  boxes: readonly Box[],
  arcs: readonly Arc[],
  forward: readonly Arc[],
  previous: Layout | undefined,
): Band[] | undefined {
  if (!previous || 3 * boxes.filter(({ id }) => previous.places.has(id)).length < boxes.length) return undefined
  const last = Math.max(0, ...[...previous.places.values()].map(({ band }) => band))
  const members: Box[][] = []
  for (const group of components(boxes, arcs)) {
    const bands = new Set(group.flatMap(({ id }) => previous.places.get(id)?.band ?? []))
    if (bands.size > 1) return undefined
    ;(members[[...bands][0] ?? last] ??= []).push(...group)
  }
  const columns = new Map([...previous.places].map(([id, { column }]) => [id, column] as const))
  const tops = new Map([...[...previous.places].map(([id, { y }]) => [id, y] as const), ...previous.passes])
  return grouped(
    [...members].map((group) => group ?? []),
    forward,
  ).map(([group, within]) => {
    const ranks = rank(group, within, assignLayers(group, within, columns))
    return { ...keepPlaces(ranks, tops), passes: ranks.passes }
  })
}

function grouped(groups: readonly Box[][], arcs: readonly Arc[]): (readonly [Box[], Arc[]])[] {
  const groupOf = new Map(groups.flatMap((group, at) => group.map(({ id }) => [id, at] as const)))
  const within: Arc[][] = groups.map(() => [])
  for (const arc of arcs) within[groupOf.get(arc.from) ?? 0]?.push(arc)
  return groups.map((group, at) => [group, within[at] ?? []] as const)
}

function assemble(
  bands: readonly Band[],
  arcs: readonly Arc[],
  back: ReadonlySet<string>,
  before: readonly Column[],
): Layout {
  const places = new Map<string, Place>()
  const passes = new Map<string, number>()
  const columnAt = new Map<string, Column>()
  const sizes = new Map<string, Box>()
  const columns = placeColumns(
    bands.map(({ order }) => order),
    before,
  )
  let [top, bottom] = [Infinity, -Infinity]
  bands.forEach(({ order, middles }, band) => {
    for (const { id, box, height, layer } of order.flat()) {
      const column = columns[band]?.get(layer)
      if (!column) continue
      const y = (middles.get(id) ?? 0) - height / 2
      if (box) {
        places.set(id, { x: column.x, y, column: layer, band })
        sizes.set(id, box)
        top = Math.min(top, y)
        bottom = Math.max(bottom, y + height)
      } else {
        passes.set(id, y)
        columnAt.set(id, column)
      }
    }
  })
  const points = new Map(bands.flatMap(({ passes: lines }) => [...lines]))
  const routes = new Map<string, Route>()
  for (const { id, from, to, port } of arcs) {
    const [start, end, source, target] = [places.get(from), places.get(to), sizes.get(from), sizes.get(to)]
    if (!start || !end || !source || !target) continue
    const leave = { x: start.x + source.width, y: start.y + (port ?? source.height / 2) }
    const enter = { x: end.x + (target.inset ?? 0), y: end.y + target.height / 2 }
    const stops = (points.get(id) ?? []).flatMap((point) => {
      const column = columnAt.get(point)
      const y = (passes.get(point) ?? 0) + passMiddle
      return column ? [{ left: { x: column.x, y }, right: { x: column.x + column.width, y } }] : []
    })
    const below = Math.max(start.y + source.height, end.y + target.height) + 16
    routes.set(id, back.has(id) ? routeBack(leave, enter, below) : routeThrough(leave, stops, enter))
  }
  const all = columns.flatMap((band) => [...band.values()])
  const left = Math.min(...all.map(({ x }) => x))
  const right = Math.max(...all.map(({ x, width }) => x + width))
  const bounds =
    all.length === 0
      ? { x: 0, y: 0, width: 0, height: 0 }
      : { x: left, y: top, width: right - left, height: bottom - top }
  return { places, routes, columns: all, back, passes, bounds }
}

/** Points are drawn in the middle of the room they keep free. */
const passMiddle = 2
