export interface Point {
  readonly x: number
  readonly y: number
}

/** A cubic curve from the end of the piece before. */
interface Piece {
  readonly a: Point
  readonly b: Point
  readonly to: Point
}

export interface Route {
  readonly start: Point
  readonly pieces: readonly Piece[]
}

/** Leaves and enters level, and runs level through the columns that it passes. */
export function routeThrough(
  start: Point,
  passes: readonly { readonly left: Point; readonly right: Point }[],
  end: Point,
): Route {
  const pieces: Piece[] = []
  let at = start
  for (const { left, right } of passes) {
    pieces.push(curve(at, left), straight(left, right))
    at = right
  }
  pieces.push(curve(at, end))
  return { start, pieces }
}

/** Against the reading direction: out to the right, under both boxes, and in from the left. */
export function routeBack(start: Point, end: Point, below: number): Route {
  const reach = 44
  const right = { x: start.x, y: below }
  const left = { x: end.x, y: below }
  return {
    start,
    pieces: [
      { a: { x: start.x + reach, y: start.y }, b: { x: start.x + reach, y: below }, to: right },
      straight(right, left),
      { a: { x: end.x - reach, y: below }, b: { x: end.x - reach, y: end.y }, to: end },
    ],
  }
}

function curve(from: Point, to: Point): Piece {
  const middle = (from.x + to.x) / 2
  return { a: { x: middle, y: from.y }, b: { x: middle, y: to.y }, to }
}

function straight(from: Point, to: Point): Piece {
  const between = (share: number): Point => ({
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
  })
  return { a: between(1 / 3), b: between(2 / 3), to }
}

/** The `d` of an SVG path. */
export function pathOf({ start, pieces }: Route): string {
  return `M${start.x} ${start.y}${pieces.map(({ a, b, to }) => `C${a.x} ${a.y} ${b.x} ${b.y} ${to.x} ${to.y}`).join('')}`
}

/** Points along a route at even distances, so that what moves on it can look up where it is. */
export interface Track {
  readonly length: number
  readonly at: (distance: number) => Point
}

const samplesPerPiece = 16

export function trackOf({ start, pieces }: Route): Track {
  const points: Point[] = [start]
  const lengths: number[] = [0]
  let from = start
  for (const { a, b, to } of pieces) {
    for (let i = 1; i <= samplesPerPiece; i++) {
      const point = bezier(from, a, b, to, i / samplesPerPiece)
      const last = points.at(-1) ?? start
      lengths.push((lengths.at(-1) ?? 0) + Math.hypot(point.x - last.x, point.y - last.y))
      points.push(point)
    }
    from = to
  }
  const length = lengths.at(-1) ?? 0
  const at = (distance: number): Point => {
    const wanted = Math.min(length, Math.max(0, distance))
    let [low, high] = [0, lengths.length - 1]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((lengths[middle] ?? 0) <= wanted) low = middle
      else high = middle
    }
    const [p, q] = [points[low] ?? start, points[high] ?? start]
    const [l, h] = [lengths[low] ?? 0, lengths[high] ?? 0]
    const share = h > l ? (wanted - l) / (h - l) : 0
    return { x: p.x + (q.x - p.x) * share, y: p.y + (q.y - p.y) * share }
  }
  return { length, at }
}

function bezier(p: Point, a: Point, b: Point, q: Point, t: number): Point {
  const u = 1 - t
  const [w0, w1, w2, w3] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
  return { x: w0 * p.x + w1 * a.x + w2 * b.x + w3 * q.x, y: w0 * p.y + w1 * a.y + w2 * b.y + w3 * q.y }
}
