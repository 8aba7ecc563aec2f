import { crossings } from './crossings.ts'
import type { Cell, Ranks, Segment } from './ranks.ts'

/** Sweeps over a picture of ordinary size; very large ones get fewer, so that they never take seconds. */
const sweeps = 12
const manyCells = 1500

/**
 * The cells of each column from top to bottom, with few crossings: barycentre sweeps to the right and to the left, the
 * best of them kept, then neighbours are swapped where that helps. Deterministic.
 */
export function orderLayers({ layers, cells, segments }: Ranks): Cell[][] {
  const between: Segment[][] = layers.map(() => [])
  for (const segment of segments) between[cells.get(segment.from)?.layer ?? 0]?.push(segment)
  const crossed = (order: readonly (readonly Cell[])[]): number =>
    order.reduce((sum, layer, at) => sum + crossings(layer, order[at + 1] ?? [], between[at] ?? []), 0)

  let order = walked(layers, segments)
  let best = order
  let fewest = crossed(order)
  const rounds = cells.size > manyCells ? sweeps / 3 : sweeps
  for (let round = 0; round < rounds && fewest > 0; round++) {
    order = round % 2 === 0 ? sweepRight(order, between) : sweepLeft(order, between)
    const count = crossed(order)
    if (count < fewest) [best, fewest] = [order, count]
  }
  return fewest > 0 && cells.size <= manyCells ? swapped(best, between) : best
}

/** First order: as a walk along the lines meets them, so that what belongs together stands together. */
function walked(layers: readonly (readonly Cell[])[], segments: readonly Segment[]): Cell[][] {
  const neighbours = new Map<string, Segment[]>()
  for (const segment of segments)
    for (const end of [segment.from, segment.to]) {
      const list = neighbours.get(end)
      if (list) list.push(segment)
      else neighbours.set(end, [segment])
    }
  for (const list of neighbours.values()) list.sort((a, b) => a.port - b.port)
  const all = new Map(layers.flat().map((cell) => [cell.id, cell] as const))
  const order: Cell[][] = layers.map(() => [])
  const seen = new Set<string>()
  for (const start of all.values()) {
    const stack = [start.id]
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      const cell = all.get(id)
      if (cell === undefined || seen.has(id)) continue
      seen.add(id)
      order[cell.layer]?.push(cell)
      for (const { from, to } of (neighbours.get(id) ?? []).toReversed()) stack.push(from === id ? to : from)
    }
  }
  return order
}

type Neighbour = { readonly id: string; readonly port: number }

function sweepRight(order: readonly (readonly Cell[])[], between: readonly (readonly Segment[])[]): Cell[][] {
  const next: Cell[][] = [[...(order[0] ?? [])]]
  for (let at = 1; at < order.length; at++) {
    const links = collect(
      between[at - 1] ?? [],
      ({ to }) => to,
      ({ from, port }) => ({ id: from, port }),
    )
    next.push(byBarycentre(order[at] ?? [], next[at - 1] ?? [], links))
  }
  return next
}

function sweepLeft(order: readonly (readonly Cell[])[], between: readonly (readonly Segment[])[]): Cell[][] {
  const next: Cell[][] = order.map((layer) => [...layer])
  for (let at = order.length - 2; at >= 0; at--) {
    const links = collect(
      between[at] ?? [],
      ({ from }) => from,
      ({ to }) => ({ id: to, port: 0 }),
    )
    next[at] = byBarycentre(order[at] ?? [], next[at + 1] ?? [], links)
  }
  return next
}

function collect(
  segments: readonly Segment[],
  owner: (segment: Segment) => string,
  neighbour: (segment: Segment) => Neighbour,
): Map<string, Neighbour[]> {
  const links = new Map<string, Neighbour[]>()
  for (const segment of segments) {
    const list = links.get(owner(segment))
    if (list) list.push(neighbour(segment))
    else links.set(owner(segment), [neighbour(segment)])
  }
  return links
}

/** Cells without neighbours on that side keep their place among the others. */
function byBarycentre(
  layer: readonly Cell[],
  fixed: readonly Cell[],
  links: ReadonlyMap<string, readonly Neighbour[]>,
): Cell[] {
  const place = new Map(fixed.map((cell, at) => [cell.id, { at, height: cell.height }] as const))
  const weighed = layer.map((cell, at) => {
    const near = links.get(cell.id)
    if (!near) return { cell, at, weight: undefined }
    const sum = near.reduce((total, { id, port }) => {
      const { at: where, height } = place.get(id) ?? { at: 0, height: 1 }
      return total + where + port / Math.max(1, height)
    }, 0)
    return { cell, at, weight: sum / near.length }
  })
  const moved = weighed
    .filter((entry) => entry.weight !== undefined)
    .toSorted((a, b) => (a.weight ?? 0) - (b.weight ?? 0) || a.at - b.at)
  let next = 0
  return weighed.map((entry) => (entry.weight === undefined ? entry.cell : (moved[next++]?.cell ?? entry.cell)))
}

/** Swaps neighbours in a column as long as that takes crossings away. */
function swapped(order: readonly (readonly Cell[])[], between: readonly (readonly Segment[])[]): Cell[][] {
  const next = order.map((layer) => [...layer])
  for (let round = 0, better = true; better && round < 4; round++) {
    better = false
    next.forEach((layer, at) => {
      for (let i = 0; i + 1 < layer.length; i++) {
        const before = around(next, between, at, layer)
        if (before === 0) return
        swap(layer, i)
        if (around(next, between, at, layer) < before) better = true
        else swap(layer, i)
      }
    })
  }
  return next
}

function around(
  order: readonly (readonly Cell[])[],
  between: readonly (readonly Segment[])[],
  at: number,
  layer: readonly Cell[],
): number {
  const left = at > 0 ? crossings(order[at - 1] ?? [], layer, between[at - 1] ?? []) : 0
  return left + crossings(layer, order[at + 1] ?? [], between[at] ?? [])
}

function swap(layer: Cell[], at: number): void {
  const [a, b] = [layer[at], layer[at + 1]]
  if (a && b) [layer[at], layer[at + 1]] = [b, a]
}
