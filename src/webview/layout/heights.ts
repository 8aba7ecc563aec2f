import type { Cell, Ranks, Segment } from './ranks.ts'

/** Between two boxes; a pill on the lower edge of the upper one fits in. */
const boxGap = 24
const passGap = 12
const rounds = 10
const almostLevel = 10

/** A wish where a cell's middle should be, and how much it counts. */
export interface Wish {
  readonly at: number
  readonly weight: number
}

/**
 * The middle of each cell: lines as straight as the order in the columns allows. Each column in turn is moved as near
 * to its neighbours as can be without overlap (an isotonic regression), from left to right and back.
 */
export function assignHeights(order: readonly (readonly Cell[])[], ranks: Ranks): Map<string, number> {
  const left = new Map<string, Segment[]>()
  const right = new Map<string, Segment[]>()
  for (const segment of ranks.segments) {
    append(left, segment.to, segment)
    append(right, segment.from, segment)
  }
  const middles = new Map<string, number>()
  for (const layer of order) for (const [cell, middle] of settle(layer, () => undefined)) middles.set(cell.id, middle)

  const pull = (cell: Cell, sides: 'left' | 'right' | 'both'): Wish | undefined => {
    let [sum, weight] = [0, 0]
    const add = (at: number, other: string): void => {
      const w = straightness(cell, ranks.cells.get(other))
      sum += at * w
      weight += w
    }
    if (sides !== 'right')
      for (const { from, port } of left.get(cell.id) ?? []) add((middles.get(from) ?? 0) + port, from)
    if (sides !== 'left') for (const { to, port } of right.get(cell.id) ?? []) add((middles.get(to) ?? 0) - port, to)
    return weight === 0 ? undefined : { at: sum / weight, weight }
  }
  for (let round = 0; round < rounds; round++) {
    const sides = round < rounds - 4 ? (['left', 'right'] as const) : (['both', 'both'] as const)
    for (const layer of order) move(layer, (cell) => pull(cell, sides[0]), middles)
    for (const layer of order.toReversed()) move(layer, (cell) => pull(cell, sides[1]), middles)
  }
  for (const [id, middle] of middles) middles.set(id, Math.round(middle))
  straighten(order, left, middles)
  return middles
}

/** Least squares leave lines that are almost level: what has one line on its left is put on it, if there is room. */
function straighten(
  order: readonly (readonly Cell[])[],
  left: ReadonlyMap<string, readonly Segment[]>,
  middles: Map<string, number>,
): void {
  for (const layer of order)
    layer.forEach((cell, at) => {
      const [only, ...others] = left.get(cell.id) ?? []
      if (only === undefined || others.length > 0) return
      const level = Math.round((middles.get(only.from) ?? 0) + only.port)
      const [above, below] = [layer[at - 1], layer[at + 1]]
      const fits =
        Math.abs(level - (middles.get(cell.id) ?? 0)) <= almostLevel &&
        (!above || level - (middles.get(above.id) ?? 0) >= distance(above, cell)) &&
        (!below || (middles.get(below.id) ?? 0) - level >= distance(cell, below))
      if (fits) middles.set(cell.id, level)
    })
}

function move(layer: readonly Cell[], wish: (cell: Cell) => Wish | undefined, middles: Map<string, number>): void {
  // A cell without neighbours on that side stays, but gives way.
  const wished = (cell: Cell): Wish => wish(cell) ?? { at: middles.get(cell.id) ?? 0, weight: 0.01 }
  for (const [cell, middle] of settle(layer, wished)) middles.set(cell.id, middle)
}

/** A long line is straight first of all, then short ones. */
function straightness(a: Cell, b: Cell | undefined): number {
  const passes = (a.box ? 0 : 1) + (b?.box ? 0 : 1)
  return passes === 2 ? 8 : passes === 1 ? 3 : 1
}

/** How far the middles of two cells in a column have to be apart. */
export function distance(above: Cell, below: Cell): number {
  return (above.height + below.height) / 2 + (above.box && below.box ? boxGap : passGap)
}

/**
 * The middles nearest to the wishes (least squares) that keep the order and the distances: pools adjacent violators.
 * Cells without a wish hang on to the one above.
 */
export function settle(
  layer: readonly Cell[],
  wish: (cell: Cell) => Wish | undefined,
): readonly (readonly [Cell, number])[] {
  interface Pool {
    sum: number
    weight: number
    count: number
  }
  const offsets: number[] = []
  const pools: Pool[] = []
  layer.forEach((cell, at) => {
    const above = layer[at - 1]
    const offset = above ? (offsets[at - 1] ?? 0) + distance(above, cell) : 0
    offsets.push(offset)
    const { at: wanted, weight } = wish(cell) ?? { at: offset, weight: 1e-6 }
    pools.push({ sum: (wanted - offset) * weight, weight, count: 1 })
    for (let last = pools.at(-1), before = pools.at(-2); last && before && mean(before) > mean(last);) {
      before.sum += last.sum
      before.weight += last.weight
      before.count += last.count
      pools.pop()
      last = pools.at(-1)
      before = pools.at(-2)
    }
  })
  const shifts = pools.flatMap((pool) => Array.from({ length: pool.count }, () => mean(pool)))
  return layer.map((cell, at) => [cell, (shifts[at] ?? 0) + (offsets[at] ?? 0)] as const)
}

const mean = ({ sum, weight }: { readonly sum: number; readonly weight: number }): number => sum / weight

function append(map: Map<string, Segment[]>, key: string, segment: Segment): void {
  const list = map.get(key)
  if (list) list.push(segment)
  else map.set(key, [segment])
}
