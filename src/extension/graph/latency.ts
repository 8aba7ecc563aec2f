import type { Latency } from '../../protocol/graph.ts'
import { bucketCount, bucketValue } from '../../protocol/wire.ts'

/** One source's cumulative histogram, now and where the window begins. */
export interface HistogramSpan {
  readonly now: ArrayLike<number>
  readonly before: ArrayLike<number>
}

/** The percentiles of what was measured between the two, over all sources together; undefined if nothing was. */
export function latencyOf(spans: readonly HistogramSpan[]): Latency | undefined {
  counts.fill(0)
  let total = 0
  for (const { now, before } of spans) {
    const length = Math.min(now.length, bucketCount)
    for (let bucket = 0; bucket < length; bucket++) {
      const count = now[bucket]! - (before[bucket] ?? 0)
      if (count <= 0) continue
      counts[bucket] = counts[bucket]! + count
      total += count
    }
  }
  return total === 0 ? undefined : { p50: percentile(0.5, total), p95: percentile(0.95, total) }
}

/** Scratch space of one call: this runs for every destination, many times a second. */
const counts = new Float64Array(bucketCount)

/** By nearest rank. */
function percentile(share: number, total: number): number {
  const rank = Math.ceil(share * total)
  let seen = 0
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    seen += counts[bucket]!
    if (seen >= rank) return bucketValue(bucket)
  }
  return bucketValue(bucketCount - 1)
}
