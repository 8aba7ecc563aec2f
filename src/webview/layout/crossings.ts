import type { Cell, Segment } from './ranks.ts'

/** How many pairs of segments between two neighbouring columns cross. O(n log n). */
export function crossings(left: readonly Cell[], right: readonly Cell[], segments: readonly Segment[]): number {
  const placeLeft = new Map(left.map(({ id }, place) => [id, place] as const))
  const placeRight = new Map(right.map(({ id }, place) => [id, place] as const))
  const ends = segments
    .map(({ from, to, port }) => ({ from: placeLeft.get(from) ?? 0, port, to: placeRight.get(to) ?? 0 }))
    .toSorted((a, b) => a.from - b.from || a.port - b.port || a.to - b.to)
  // A Fenwick tree counts, for each segment, those before it that end further down.
  const tree = new Int32Array(right.length + 1)
  let count = 0
  ends.forEach(({ to }, seen) => {
    let notAbove = 0
    for (let at = to + 1; at > 0; at -= at & -at) notAbove += tree[at] ?? 0
    count += seen - notAbove
    for (let at = to + 1; at <= right.length; at += at & -at) tree[at] = (tree[at] ?? 0) + 1
  })
  return count
}
