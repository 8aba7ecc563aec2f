import { bucketOf } from '../../protocol/wire.ts'
import { describeError } from '../announcements.ts'
import { enter, leave, newCounters, type Owner } from '../entries.ts'
import { record } from '../histogram.ts'
import { channels, registry, type Counters, type RegistryEntry, type SettleAnnouncement } from '../registry.ts'
import type { DestinationRecord } from './destinationRecord.ts'

/**
 * What became of a delivery. `given-up`: without a dead letter. `lost`: it is another member's by now, or the broker could
 * not be told; it comes again.
 */
export type RecordedOutcome = 'acked' | 'retried' | 'dead-lettered' | 'given-up' | 'lost'

/** What is read: a queue, or a group of a topic. */
export interface RecordedReader {
  readonly id: number
  readonly counters: Counters
}

/** The figures of one member of a group, a consumer; what it does is counted for its group, too. */
export class MemberRecord implements Owner {
  readonly counters: Counters = newCounters()
  readonly #entry: RegistryEntry
  readonly #reads: RecordedReader
  readonly #destination: DestinationRecord
  readonly #left: () => void

  constructor(
    name: string,
    concurrency: number,
    reads: RecordedReader,
    destination: DestinationRecord,
    left: () => void,
  ) {
    this.#reads = reads
    this.#destination = destination
    this.#left = left
    this.counters.concurrency = concurrency
    this.#entry = enter(this, { kind: 'consumer', of: reads.id, name, concurrency })
  }

  /** The queue of its dead letters, once it is known. */
  givesTo(deadLetter: string | undefined): void {
    const { declaration } = this.#entry
    if (deadLetter !== undefined && declaration.kind === 'consumer')
      this.#entry.declaration = { ...declaration, deadLetter }
  }

  /** A handler is about to be called. `wait`: ms that it waited, where that is known. */
  received(message: string, attempt: number, at: number, wait: number | undefined): DeliveryRecord {
    const isFirst = attempt === 1
    for (const counters of [this.counters, this.#reads.counters]) {
      counters.received++
      counters.inFlight++
      if (wait !== undefined) counters.wait = record(counters.wait, bucketOf(wait), 1)
    }
    if (this.#reads !== this.#destination && isFirst) {
      // As many came into the group as are known to have: what waits is told by the broker.
      this.#reads.counters.sent++
      this.#destination.counters.acked++
    }
    const processing = {
      entry: this.#reads.id,
      consumer: this.#entry.id,
      message,
      at,
      attempt,
      wait: wait ?? 0,
    }
    const { sampler } = registry()
    const sampled = sampler !== undefined && sampler.wanted > 0
    if (sampled) {
      sampler.wanted--
      sampler.processed(processing)
    }
    if (channels.process.hasSubscribers) channels.process.publish(processing)
    return new DeliveryRecord(this, message, attempt, at, sampled)
  }

  /** Called by the delivery, once. */
  settled(outcome: RecordedOutcome, error: unknown, duration: number): void {
    for (const counters of [this.counters, this.#reads.counters]) {
      counters.inFlight--
      counters.process = record(counters.process, bucketOf(duration), 1)
      if (outcome === 'acked') counters.acked++
      else {
        counters.nacked++
        if (error !== undefined) counters.lastError = describeError(error)
      }
      if (outcome === 'retried') counters.retried++
      if (outcome === 'dead-lettered') counters.deadLettered++
      if (outcome === 'given-up') counters.failed++
    }
  }

  announce(announcement: Omit<SettleAnnouncement, 'entry' | 'consumer'>, sampled: boolean): void {
    const whole = { entry: this.#reads.id, consumer: this.#entry.id, ...announcement }
    if (sampled) registry().sampler?.settled(whole)
    if (channels.settle.hasSubscribers) channels.settle.publish(whole)
  }

  end(): void {
    this.#left()
    leave(this, this.#entry.id)
  }
}

/** One hand-over, from the handler's call to its settling. */
export class DeliveryRecord {
  readonly #member: MemberRecord
  readonly #message: string
  readonly #attempt: number
  readonly #startedAt: number
  readonly #sampled: boolean
  #settled = false

  constructor(member: MemberRecord, message: string, attempt: number, startedAt: number, sampled: boolean) {
    this.#member = member
    this.#message = message
    this.#attempt = attempt
    this.#startedAt = startedAt
    this.#sampled = sampled
  }

  /** Whether it is not settled yet. */
  get open(): boolean {
    return !this.#settled
  }

  /** A second call does nothing. */
  settled(outcome: RecordedOutcome, at: number, error?: unknown): void {
    if (this.#settled) return
    this.#settled = true
    const duration = Math.max(0, at - this.#startedAt)
    this.#member.settled(outcome, error, duration)
    const announcement = {
      message: this.#message,
      at,
      attempt: this.#attempt,
      outcome: outcomes[outcome],
      duration,
      ...(error !== undefined && { error: describeError(error) }),
    }
    this.#member.announce(announcement, this.#sampled)
  }
}

const outcomes: Readonly<Record<RecordedOutcome, SettleAnnouncement['outcome']>> = {
  acked: 'ack',
  retried: 'nack',
  'dead-lettered': 'dead-letter',
  'given-up': 'drop',
  lost: 'nack',
}
