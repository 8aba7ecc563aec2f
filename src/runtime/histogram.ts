import { bucketCount, bucketValue } from '../protocol/wire.ts'

/** Adds `weight` durations of one bucket to a histogram, which is made at the first one. */
export function record(histogram: Uint32Array | undefined, bucket: number, weight: number): Uint32Array {
  const buckets = histogram ?? new Uint32Array(bucketCount)
  buckets[bucket] = (buckets[bucket] as number) + weight
  return buckets
}

/** Durations in ms, right within 5 %. All 0 as long as nothing was measured. */
export interface Durations {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** The percentiles of a histogram. */
export function durations(histogram: Uint32Array | undefined): Durations {
  if (histogram === undefined) return none
  let count = 0
  for (const n of histogram) count += n
  if (count === 0) return none
  return Object.freeze({
    count,
    p50: percentile(histogram, count * 0.5),
    p95: percentile(histogram, count * 0.95),
    p99: percentile(histogram, count * 0.99),
  })
}

const none: Durations = Object.freeze({ count: 0, p50: 0, p95: 0, p99: 0 })

function percentile(histogram: Uint32Array, rank: number): number {
  let seen = 0
  for (let bucket = 0; bucket < histogram.length; bucket++) {
    seen += histogram[bucket] as number
    if (seen >= rank) return bucketValue(bucket)
  }
  return bucketValue(histogram.length - 1)
}
