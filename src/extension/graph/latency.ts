import type { Latency } from '../../protocol/graph.ts'
import { bucketCount, bucketValue } from '../../protocol/wire.ts'

/** Cumulative histograms of one source, now and where the window begins. */
export interface HistogramSpan {
  readonly source: Histograms
  readonly before: Histograms
}

interface Histograms {
  readonly wait: ArrayLike<number>
  readonly process: ArrayLike<number>
}

/** The percentiles of what was measured between the two, over all sources together; undefined if nothing was. */
export function latencyOf(spans: readonly HistogramSpan[], histogram: 'wait' | 'process'): Latency | undefined {
  let [total, lowest, highest] = [0, bucketCount, -1]
  for (const { source, before } of spans) {
    const [counted, known] = [source[histogram], before[histogram]]
    const length = Math.min(counted.length, bucketCount)
    for (let bucket = 0; bucket < length; bucket++) {
      const count = counted[bucket]! - (bucket < known.length ? known[bucket]! : 0)
      if (count <= 0) continue
      counts[bucket] = counts[bucket]! + count
      total += count
      if (bucket < lowest) lowest = bucket
      if (bucket > highest) highest = bucket
    }
  }
  if (total === 0) return undefined
  const latency = { p50: percentile(0.5, total, lowest), p95: percentile(0.95, total, lowest) }
  counts.fill(0, lowest, highest + 1)
  return latency
}

/** Scratch space of one call, zero between calls: this runs for every destination, many times a second. */
const counts = new Float64Array(bucketCount)

/** By nearest rank. */
function percentile(share: number, total: number, lowest: number): number {
  const rank = Math.ceil(share * total)
  let seen = 0
  for (let bucket = lowest; bucket < bucketCount; bucket++) {
    seen += counts[bucket]!
    if (seen >= rank) return bucketValue(bucket)
  }
  return bucketValue(bucketCount - 1)
}
