import { bucketCount, bucketOf, bucketValue } from '../protocol/wire.ts'

/** Adds `weight` measurements of one duration in ms to a histogram, which is made at the first one. */
export function record(histogram: Uint32Array | undefined, milliseconds: number, weight: number): Uint32Array {
  const buckets = histogram ?? new Uint32Array(bucketCount)
  const bucket = bucketOf(milliseconds)
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

/** Above this rate, only one message in sixteen is measured, and stands for the others. */
const measuredPerSecond = 10_000
const sampleEvery = 16

/** A message that took this long, in ms, has the next ones measured as well: they are likely slow too. */
const slow = 0.1

/**
 * Decides which messages are measured: each of the first 10,000 of a second, one in sixteen after that. A measured one
 * weighs as much as those that were passed over since the last, so the sum of a histogram is the number of messages.
 */
export class Meter {
  #budget = measuredPerSecond
  #passedOver = 0
  #windowEnd = 0

  /** Asked once a message. If true, `measured` must follow. */
  due(fresh: boolean): boolean {
    if (this.#budget > 0) {
      this.#budget--
      return true
    }
    if (fresh && this.#passedOver < sampleEvery - 1) {
      this.#passedOver++
      return false
    }
    return true
  }

  /** The weight of the measurement that was due, made at `now`. */
  measured(now: number): number {
    if (now >= this.#windowEnd) {
      this.#windowEnd = now + 1000
      this.#budget = measuredPerSecond
    }
    const weight = this.#passedOver + 1
    this.#passedOver = 0
    return weight
  }

  took(milliseconds: number): void {
    if (milliseconds > slow && this.#budget < sampleEvery) this.#budget = sampleEvery
  }
}
