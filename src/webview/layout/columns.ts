import type { Cell } from './ranks.ts'

export interface Column {
  readonly x: number
  readonly width: number
  readonly column: number
  /** Tall pictures stand in bands side by side. */
  readonly band: number
}

const columnGap = 104
const bandGap = 140

/** Of code and of a topic: columns keep their width, whatever comes and goes in them, so that those after them stay. */
const leastWidths = [188, 252] as const

/**
 * Where the columns of each band stand, by their number; columns without boxes take no room. The first column that was
 * there before stays where it was, unless the band before has grown into it.
 */
export function placeColumns(
  bands: readonly (readonly (readonly Cell[])[])[],
  before: readonly Column[],
): readonly ReadonlyMap<number, Column>[] {
  let free = -Infinity
  return bands.map((layers, band) => {
    const columns: Column[] = []
    let x = 0
    layers.forEach((layer, column) => {
      if (!layer.some(({ box }) => box)) return
      const width = Math.max(leastWidths[column % 2 === 0 ? 0 : 1], ...layer.map(({ box }) => box?.width ?? 0))
      columns.push({ x, width, column, band })
      x += width + columnGap
    })
    const anchors = columns.flatMap((column) => {
      const known = before.find((each) => each.band === band && each.column === column.column)
      return known ? [known.x - column.x] : []
    })
    const shift = Math.max(anchors[0] ?? (band === 0 ? 0 : free), free)
    free = shift + x - columnGap + bandGap
    return new Map(columns.map((column) => [column.column, { ...column, x: column.x + shift }] as const))
  })
}
