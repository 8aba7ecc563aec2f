import type { QueueEngine } from './engine.ts'
import { durations, type Durations } from './histogram.ts'
import type { Consumer } from './consumer.ts'

/**
 * Figures of a queue or a subscription at one moment. Totals only grow, and
 * `sent = acked + deadLettered + dropped + expired + failed + purged + depth + inFlight + delayed`.
 */
export interface QueueStats {
  /** Accepted. Retries are not counted again. */
  readonly sent: number
  /** Hand-overs that began, retries included. */
  readonly received: number
  /** Settled well: handled, or acked by hand. */
  readonly acked: number
  /** Deliveries that were settled badly, whatever came after. */
  readonly nacked: number
  /** Of those, how many were to be handed over again. */
  readonly retried: number
  /** Given up and taken by a dead-letter queue. */
  readonly deadLettered: number
  /** Dropped by the overflow policy, or with their subscription. */
  readonly dropped: number
  /** Not accepted: full, closed, aborted or expired while waiting for room. */
  readonly rejected: number
  /** Gone because `expiresIn` passed while they waited. */
  readonly expired: number
  /** Given up without a dead-letter queue that took it. */
  readonly failed: number
  /** Thrown away by `purge`. */
  readonly purged: number
  /** Waiting. What has expired is none of it: it is taken out before the figures are read. */
  readonly depth: number
  /** Handed over, not settled. */
  readonly inFlight: number
  /** Those who wait for room, in order; events that wait for room in a subscription. They are not in `sent` yet. */
  readonly waitingSenders: number
  /** Those who wait in `receive`, and idle workers. */
  readonly waitingReceivers: number
  /** Sent with a delay or to be retried, and not due. */
  readonly delayed: number
  /** Most messages that wait, as it was given. Infinity if unbounded. */
  readonly capacity: number
  /** Ms since the oldest waiting message was sent; 0 if none waits. */
  readonly oldestAge: number
  /** Ms from acceptance to hand-over. */
  readonly wait: Durations
  /** Ms from hand-over to settling. */
  readonly process: Durations
}

/** Figures of one consumer at one moment, counted as those of its queue. */
export interface ConsumerStats {
  readonly received: number
  readonly acked: number
  readonly nacked: number
  readonly retried: number
  readonly deadLettered: number
  readonly failed: number
  readonly inFlight: number
  readonly concurrency: number
  readonly paused: boolean
  readonly process: Durations
}

/** Figures of a bus at one moment. */
export interface BusStats {
  /** Events published. */
  readonly sent: number
  /** Deliveries made to subscriptions. */
  readonly deliveries: number
  /** By name; patterns that were subscribed to as well, with `sent` 0. */
  readonly topics: Readonly<Record<string, TopicStats>>
}

/** Figures of one topic of a bus at one moment. */
export interface TopicStats {
  /** Events published. */
  readonly sent: number
  /** Deliveries made to its subscriptions. */
  readonly deliveries: number
  /** By name. */
  readonly subscriptions: Readonly<Record<string, QueueStats>>
}

export function queueStats<T>(engine: QueueEngine<T>): QueueStats {
  engine.sweep()
  const {
    paused: _paused,
    concurrency: _concurrency,
    lastError: _lastError,
    wait,
    process,
    ...figures
  } = engine.counters
  return Object.freeze({
    ...figures,
    capacity: engine.capacity,
    oldestAge: engine.oldestAge(),
    wait: durations(wait),
    process: durations(process),
  })
}

export function consumerStats<T>(consumer: Consumer<T>): ConsumerStats {
  const { counters: c } = consumer
  return Object.freeze({
    received: c.received,
    acked: c.acked,
    nacked: c.nacked,
    retried: c.retried,
    deadLettered: c.deadLettered,
    failed: c.failed,
    inFlight: c.inFlight,
    concurrency: c.concurrency,
    paused: c.paused === 1,
    process: durations(c.process),
  })
}
