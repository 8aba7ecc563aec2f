import type { Arc, Box } from './graph.ts'

/** A place in a column: a box, or the point where a long line passes through the column. */
export interface Cell {
  readonly id: string
  readonly layer: number
  readonly height: number
  /** Undefined for a point of a line. */
  readonly box?: Box
}

/** A piece of a line between two neighbouring columns. */
export interface Segment {
  readonly from: string
  readonly to: string
  /** Measured from the middle of the cell it leaves. */
  readonly port: number
}

/** Columns of cells, every segment between neighbours. */
export interface Ranks {
  readonly layers: Cell[][]
  readonly cells: ReadonlyMap<string, Cell>
  readonly segments: readonly Segment[]
  /** The points that a line passes, in order, by the line's id. */
  readonly passes: ReadonlyMap<string, readonly string[]>
}

const passHeight = 4

/** @param arcs only those that lead from left to right */
export function rank(boxes: readonly Box[], arcs: readonly Arc[], layerOf: ReadonlyMap<string, number>): Ranks {
  const cells = new Map<string, Cell>()
  const layers: Cell[][] = []
  const add = (cell: Cell): void => {
    while (layers.length <= cell.layer) layers.push([])
    layers[cell.layer]?.push(cell)
    cells.set(cell.id, cell)
  }
  for (const box of boxes) add({ id: box.id, layer: layerOf.get(box.id) ?? 0, height: box.height, box })
  const segments: Segment[] = []
  const passes = new Map<string, string[]>()
  for (const { id, from, to, port } of arcs) {
    const start = cells.get(from)
    const end = cells.get(to)
    if (!start || !end) continue
    const points: string[] = []
    for (let layer = start.layer + 1; layer < end.layer; layer++) {
      const point = `${id} @${layer}`
      add({ id: point, layer, height: passHeight })
      points.push(point)
    }
    passes.set(id, points)
    const stops = [from, ...points, to]
    for (let at = 0; at + 1 < stops.length; at++)
      segments.push({
        from: stops[at] ?? '',
        to: stops[at + 1] ?? '',
        port: at === 0 ? (port ?? start.height / 2) - start.height / 2 : 0,
      })
  }
  return { layers, cells, segments, passes }
}
