import { bucketCount, type SourceCounters, type SourceDeclaration } from '../../protocol/wire.ts'
import { zeroCounters } from '../../protocol/zeroCounters.ts'
import type { LiveSource } from './session.ts'

/** Of these the greatest that ever came is right, in whatever order frames come. */
const totals = [
  'sent',
  'received',
  'acked',
  'nacked',
  'retried',
  'deadLettered',
  'dropped',
  'rejected',
  'expired',
  'failed',
  'purged',
] as const

/** Of these the newest is right. A record that leaves one out says 0. */
const gauges = [
  'depth',
  'inFlight',
  'waitingSenders',
  'waitingReceivers',
  'delayed',
  'oldestAge',
  'listeners',
  'concurrency',
] as const

type Counters = { -readonly [K in keyof LiveSource['counters']]: LiveSource['counters'][K] }

/** A `LiveSource` as soon as it is declared. */
export class SourceState implements Omit<LiveSource, 'declaration'> {
  declaration: SourceDeclaration | undefined
  gone: boolean = false
  readonly counters: Counters = {
    id: 0,
    ...zeroCounters,
    listeners: 0,
    concurrency: 0,
  }
  wait: number[] = []
  process: number[] = []
  #sequence = 0

  apply(record: SourceCounters, sequence: number): void {
    const { counters } = this
    counters.id = record.id
    for (const name of totals) counters[name] = Math.max(counters[name], record[name] ?? 0)
    this.wait = grown(this.wait, record.wait)
    this.process = grown(this.process, record.process)
    if (record.atBroker !== undefined && record.atBroker.at >= (counters.atBroker?.at ?? 0))
      counters.atBroker = record.atBroker
    if (sequence < this.#sequence) return
    this.#sequence = sequence
    for (const name of gauges) counters[name] = record[name] ?? 0
    counters.paused = record.paused ?? false
    if (record.lastError !== undefined) counters.lastError = record.lastError
  }
}

/** Buckets are cumulative, so the greatest count of each is right. */
function grown(buckets: number[], pairs: readonly number[] | undefined): number[] {
  if (pairs === undefined || pairs.length === 0) return buckets
  const result = buckets.length === 0 ? Array.from({ length: bucketCount }, () => 0) : buckets
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const bucket = pairs[index]!
    result[bucket] = Math.max(result[bucket]!, pairs[index + 1]!)
  }
  return result
}
