import type { LiveFigures } from '../../protocol/graph.ts'
import { isFull } from '../status.ts'
import type { Bar, CardTone } from './card.ts'

/** Up to this many places are drawn one by one. */
const mostCells = 12

/** Depth against capacity; without a bound the scale is logarithmic and ends at 10,000. */
export function barOf(live: LiveFigures | undefined, capacity: number | null | undefined, tone: CardTone): Bar {
  const depth = live?.depth ?? 0
  const stuck =
    live !== undefined &&
    (isFull({ depth, capacity: capacity ?? null }) || live.waitingSenders > 0 || (live.paused && depth > 0))
  const bar = { share: shareOf(depth, capacity), tone: stuck ? ('warn' as const) : tone, hatched: stuck }
  return typeof capacity === 'number' && capacity > 0 && capacity <= mostCells ? { ...bar, cells: capacity } : bar
}

function shareOf(depth: number, capacity: number | null | undefined): number {
  if (depth <= 0) return 0
  if (typeof capacity === 'number') return capacity > 0 ? Math.min(1, depth / capacity) : 1
  return Math.min(1, Math.log10(1 + depth) / 4)
}
