import { distance, settle, type Wish } from './heights.ts'
import type { Cell, Ranks } from './ranks.ts'

/** Tops of boxes and heights of passing points, from the layout before. */
export type Before = ReadonlyMap<string, number>

const known = 1e6

/**
 * Order and middles that leave everything known where it was, as far as there is room: what is new goes next to its
 * neighbours, and what has none below everything.
 */
export function keepPlaces(ranks: Ranks, before: Before): { order: Cell[][]; middles: Map<string, number> } {
  const wishes = wishesFor(ranks, before)
  const order = ranks.layers.map((layer) =>
    layer.toSorted((a, b) => (wishes.get(a.id)?.at ?? 0) - (wishes.get(b.id)?.at ?? 0)),
  )
  const middles = new Map<string, number>()
  for (const layer of order)
    for (const [cell, middle] of settle(layer, ({ id }) => wishes.get(id))) middles.set(cell.id, Math.round(middle))
  return { order, middles }
}

function wishesFor(ranks: Ranks, before: Before): Map<string, Wish> {
  const wishes = new Map<string, Wish>()
  let bottom = 0
  for (const cell of ranks.cells.values()) {
    const top = before.get(cell.id)
    if (top === undefined) continue
    wishes.set(cell.id, { at: top + cell.height / 2, weight: known })
    bottom = Math.max(bottom, top + cell.height)
  }
  const neighbours = new Map<string, { readonly id: string; readonly shift: number }[]>()
  for (const { from, to, port } of ranks.segments) {
    append(neighbours, from, { id: to, shift: -port })
    append(neighbours, to, { id: from, shift: port })
  }
  // New cells take the mean of the neighbours that have a place, wave after wave outwards from what is known.
  let open = [...ranks.cells.values()].filter(({ id }) => !wishes.has(id))
  while (open.length > 0) {
    const wave = open.flatMap((cell) => {
      const placed = (neighbours.get(cell.id) ?? []).flatMap(({ id, shift }) => {
        const wish = wishes.get(id)
        return wish ? [wish.at + shift] : []
      })
      return placed.length > 0 ? [[cell.id, placed.reduce((a, b) => a + b) / placed.length] as const] : []
    })
    for (const [id, at] of wave) wishes.set(id, { at, weight: 1 })
    const seed = open[0]
    if (wave.length === 0 && seed) {
      const at = bottom + distance({ ...seed, height: 0 }, seed) + seed.height / 2
      wishes.set(seed.id, { at, weight: 1 })
      bottom = at + seed.height / 2
    }
    open = open.filter(({ id }) => !wishes.has(id))
  }
  return wishes
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
