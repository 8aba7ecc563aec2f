import type { EdgeLine } from './edgeLines.ts'
import type { Layout, Place } from './layout/layout.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * Where an arrow key leads: up and down to the neighbour in the column, left and right along an edge to the nearest
 * node, and where no edge leads that way to the nearest node of the next column.
 */
export function neighbourOf(
  id: string,
  direction: Direction,
  layout: Layout,
  lines: readonly EdgeLine[],
): string | undefined {
  const from = layout.places.get(id)
  if (!from) return undefined
  const others = [...layout.places].filter(([other]) => other !== id)
  const distance = (place: Place): number => Math.abs(place.y - from.y)
  if (direction === 'up' || direction === 'down') {
    const sign = direction === 'down' ? 1 : -1
    const inColumn = others.filter(([, place]) => place.x === from.x && Math.sign(place.y - from.y) === sign)
    return nearest(inColumn, distance)
  }
  const along = new Set(
    lines.flatMap((line) =>
      direction === 'right' ? (line.from === id ? [line.to] : []) : line.to === id ? [line.from] : [],
    ),
  )
  const byEdge = nearest(
    others.filter(([other]) => along.has(other)),
    distance,
  )
  if (byEdge !== undefined) return byEdge
  const beyond = others.filter(([, place]) => (direction === 'right' ? place.x > from.x : place.x < from.x))
  return nearest(beyond, (place) => Math.abs(place.x - from.x) * 1000 + distance(place))
}

function nearest(
  places: readonly (readonly [string, Place])[],
  distance: (place: Place) => number,
): string | undefined {
  return places.toSorted(([a, p], [b, q]) => distance(p) - distance(q) || (a < b ? -1 : 1))[0]?.[0]
}
