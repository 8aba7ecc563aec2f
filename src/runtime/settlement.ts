import { bucketOf } from '../protocol/wire.ts'
import { announceSettle, describeError, settlingIsHeard } from './announcements.ts'
import { deadLetter } from './deadLetter.ts'
import type { MessageDelivery, NackOptions } from './delivery.ts'
import { progressed } from './ending.ts'
import { record } from './histogram.ts'
import { report } from './report.ts'

/** Settles a delivery well. It must not be settled yet, here and below. */
export function acknowledge<T>(delivery: MessageDelivery<T>): void {
  const { consumer, engine } = delivery
  settle(delivery)
  engine.counters.acked++
  if (consumer !== undefined) consumer.counters.acked++
  if (settlingIsHeard(delivery)) announceSettle(delivery, engine.keeper.read(), 'ack')
  after(delivery)
}

/** Settles a delivery badly: it is put back, retried or given up. */
export function refuse<T>(delivery: MessageDelivery<T>, error: unknown, options: NackOptions): void {
  const { consumer, engine } = delivery
  settle(delivery)
  count(delivery, 'nacked')
  if (error !== undefined) engine.counters.lastError = describeError(error)
  if (consumer !== undefined) consumer.counters.lastError = engine.counters.lastError
  const wait = options.requeue === false ? undefined : retryIn(delivery, options)
  if (wait === undefined) giveUp(delivery, error)
  else {
    count(delivery, 'retried')
    if (settlingIsHeard(delivery)) announceSettle(delivery, engine.keeper.read(), 'nack', error)
    if (wait > 0) {
      const release = options.requeue === true ? undefined : consumer?.hold()
      engine.delay({ at: engine.clock.now() + wait, message: delivery, retry: true, release })
    } else engine.putBack(delivery)
  }
  after(delivery)
}

/** Gives a delivery back that its receiver did not want after all: neither acked nor nacked. */
export function giveBack<T>(delivery: MessageDelivery<T>): void {
  settle(delivery)
  delivery.engine.putBack(delivery)
  after(delivery)
}

function settle<T>(delivery: MessageDelivery<T>): void {
  const { consumer, engine, flow, measured } = delivery
  delivery.settled = true
  flow?.settled()
  engine.counters.inFlight--
  if (consumer !== undefined) consumer.counters.inFlight--
  if (measured !== undefined) {
    const took = engine.keeper.read() - measured.startedAt
    engine.meter.took(took)
    const bucket = bucketOf(took)
    engine.counters.process = record(engine.counters.process, bucket, measured.weight)
    if (consumer !== undefined) consumer.counters.process = record(consumer.counters.process, bucket, measured.weight)
  }
}

function count<T>(
  { consumer, engine }: MessageDelivery<T>,
  what: 'nacked' | 'retried' | 'deadLettered' | 'failed',
): void {
  engine.counters[what]++
  if (consumer !== undefined) consumer.counters[what]++
}

/** Lets those go who wait for an end: nobody waits for one while messages wait that a consumer is going to take. */
function after<T>({ consumer, engine }: MessageDelivery<T>): void {
  const stopping = consumer?.stopping === true
  if (stopping) consumer.check()
  if (engine.watched && (engine.counters.depth === 0 || stopping || consumer?.paused === true)) progressed(engine)
}

/** Ms until the retry; undefined if no attempts are left. */
function retryIn<T>(delivery: MessageDelivery<T>, options: NackOptions): number | undefined {
  if (options.requeue === true) return options.delay ?? 0
  const retry = delivery.consumer?.retry
  if (retry === undefined || delivery.attempt >= retry.attempts) return undefined
  return options.delay ?? retry.delayAfter(delivery.attempt)
}

function giveUp<T>(delivery: MessageDelivery<T>, error: unknown): void {
  const { consumer, engine } = delivery
  const target = consumer?.deadLetter
  let fault = error
  if (target !== undefined) {
    const refusal = deadLetter(delivery, error, target)
    if (refusal === undefined) {
      count(delivery, 'deadLettered')
      if (settlingIsHeard(delivery)) announceSettle(delivery, engine.keeper.read(), 'dead-letter', error)
      return
    }
    fault = refusal
  }
  count(delivery, 'failed')
  if (settlingIsHeard(delivery)) announceSettle(delivery, engine.keeper.read(), 'nack', error)
  report(engine, consumer?.onFailed, fault, delivery)
}
