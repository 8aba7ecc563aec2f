import type { Cell, Ranks } from './ranks.ts'

/** Cells of one component in their columns, with the middle of each. */
export interface Block {
  readonly order: readonly (readonly Cell[])[]
  readonly middles: ReadonlyMap<string, number>
  readonly ranks: Ranks
}

const rowGap = 40
const channelGap = 26

/** A tall stack is broken into bands side by side; below this height it never is. */
const tallest = 2600
const columnStep = 330
const widthToHeight = 1.6

/**
 * Puts blocks one below the other, as near as their outlines allow: a block may reach up beside the one above it where
 * neither boxes nor lines meet. Gives the shift of each block, and its band.
 */
export function stack(blocks: readonly Block[]): readonly { readonly band: number; readonly shift: number }[] {
  const single = stackOne(blocks)
  const height = Math.max(0, ...blocks.map((block, at) => bottomOf(block) + (single[at] ?? 0)))
  if (height <= tallest) return single.map((shift) => ({ band: 0, shift }))
  const width = columnStep * Math.max(1, ...blocks.map(({ order }) => order.length))
  const bands = Math.max(1, Math.round(Math.sqrt((widthToHeight * height) / width)))
  const placed: { readonly band: number; readonly shift: number }[] = []
  for (let first = 0, band = 0; first < blocks.length; band++) {
    let last = first + 1
    const start = single[first] ?? 0
    while (last < blocks.length && (band === bands - 1 || (single[last] ?? 0) - start < height / bands)) last++
    for (const shift of stackOne(blocks.slice(first, last))) placed.push({ band, shift })
    first = last
  }
  return placed
}

function stackOne(blocks: readonly Block[]): readonly number[] {
  const floor = new Map<number, number>()
  return blocks.map((block) => {
    const outline = outlineOf(block)
    let shift = -Infinity
    for (const [track, { top }] of outline)
      shift = Math.max(shift, (floor.get(track) ?? 0) + (floor.has(track) ? gapOf(track) : 0) - top)
    // A block of few columns may not slide up past all the others: the order from top to bottom stays readable.
    if (shift === -Infinity) shift = 0
    for (const [track, { bottom }] of outline) floor.set(track, bottom + shift)
    return shift
  })
}

const gapOf = (track: number): number => (track % 2 === 0 ? rowGap : channelGap)

/** Highest and lowest point by track: even tracks are columns, odd ones the gaps between them, where lines run. */
function outlineOf({ order, middles, ranks }: Block): Map<number, { top: number; bottom: number }> {
  const outline = new Map<number, { top: number; bottom: number }>()
  const cover = (track: number, top: number, bottom: number): void => {
    const old = outline.get(track)
    outline.set(track, old ? { top: Math.min(old.top, top), bottom: Math.max(old.bottom, bottom) } : { top, bottom })
  }
  order.forEach((layer, at) => {
    for (const { id, height } of layer) {
      const middle = middles.get(id) ?? 0
      cover(2 * at, middle - height / 2, middle + height / 2)
    }
  })
  for (const { from, to, port } of ranks.segments) {
    const track = 2 * (ranks.cells.get(from)?.layer ?? 0) + 1
    const [start, end] = [(middles.get(from) ?? 0) + port, middles.get(to) ?? 0]
    cover(track, Math.min(start, end), Math.max(start, end))
  }
  return outline
}

function bottomOf({ order, middles }: Block): number {
  return Math.max(0, ...order.flat().map(({ id, height }) => (middles.get(id) ?? 0) + height / 2))
}
