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
const tallest = 2000
const mostBands = 12
/** Of a column and the gap after it, about. */
const columnStep = 330
const bandGap = 140
const widthToHeight = 1.7

/**
 * Puts blocks one below the other, as near as their outlines allow: a block may reach up beside the one above it where
 * neither boxes nor lines meet. Gives the shift of each block, and its band.
 */
export function stack(blocks: readonly Block[]): readonly { readonly band: number; readonly shift: number }[] {
  const whole = stackOne(blocks)
  if (heightOf(blocks, whole) <= tallest) return whole.map((shift) => ({ band: 0, shift }))
  const tries = Array.from({ length: Math.min(mostBands, blocks.length) }, (_, at) => inBands(blocks, whole, at + 1))
  return tries.reduce((best, next) => (next.extent < best.extent ? next : best)).placed
}

interface Banded {
  readonly placed: readonly { readonly band: number; readonly shift: number }[]
  /** The height that a picture of the wanted shape needs to hold it: less is better. */
  readonly extent: number
}

/** Blocks keep their order: the first band holds the first of them, up to its share of the height. */
function inBands(blocks: readonly Block[], whole: readonly number[], bands: number): Banded {
  const share = heightOf(blocks, whole) / bands
  const placed: { readonly band: number; readonly shift: number }[] = []
  let [width, height] = [-bandGap, 0]
  for (let first = 0, band = 0; first < blocks.length; band++) {
    let next = first + 1
    while (next < blocks.length && (band === bands - 1 || (whole[next] ?? 0) - (whole[first] ?? 0) < share)) next++
    const members = blocks.slice(first, next)
    const shifts = stackOne(members)
    for (const shift of shifts) placed.push({ band, shift })
    width += bandGap + columnStep * Math.max(0, ...members.map(({ order }) => order.length))
    height = Math.max(height, heightOf(members, shifts))
    first = next
  }
  return { placed, extent: Math.max(height, width / widthToHeight) }
}

const heightOf = (blocks: readonly Block[], shifts: readonly number[]): number =>
  Math.max(0, ...blocks.map((block, at) => bottomOf(block) + (shifts[at] ?? 0)))

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
