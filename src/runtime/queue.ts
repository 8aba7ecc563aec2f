import { systemClock } from './clock.ts'
import { Bodies } from './bodies.ts'
import { Consumer } from './consumer.ts'
import { consumerHandle, type QueueConsumer } from './consumerHandle.ts'
import { redrive } from './deadLetter.ts'
import type { Delivery } from './delivery.ts'
import { close, discard, watch } from './ending.ts'
import { QueueEngine } from './engine.ts'
import { engineOf, publishEngine } from './engineOf.ts'
import { idPrefix } from './ids.ts'
import { correlationOf, causationOf, headersOf, idOf, type Headers } from './message.ts'
import type { Middleware } from './middleware.ts'
import {
  checkCount,
  checkLimit,
  checkName,
  checkQueueOptions,
  type ConsumeOptions,
  type Handler,
  type QueueOptions,
  type SendOptions,
} from './options.ts'
import { QuietWaits } from './quiet.ts'
import { receive } from './receiving.ts'
import { send, trySend } from './sending.ts'
import { queueStats, type QueueStats } from './stats.ts'

/**
 * A message queue, point to point: each message goes to one receiver. It lives in memory and dies with the process.
 *
 * Messages are received in the order in which they were accepted (higher priorities first, what was put back before
 * all), at least once while the process lives: one is gone only when it was acked, dropped by the overflow policy,
 * purged, expired, dead-lettered, or failed for the last time and reported.
 */
export class Queue<T = unknown> {
  readonly #engine: QueueEngine<T>
  readonly #middleware: Middleware<T>[] = []
  readonly #drained: QuietWaits
  readonly #check = (): void => this.#drained.check()
  #anonymous = 0

  /**
   * @param name As it is shown in figures and errors.
   * @throws InvalidOptionError
   */
  constructor(name: string, options: QueueOptions = {}) {
    const label = `queue ${JSON.stringify(name)}`
    checkName('queue', 'name', name)
    const { capacity, overflow } = checkQueueOptions(label, options)
    const clock = options.clock ?? systemClock
    const engine = new QueueEngine<T>({
      name,
      label,
      capacity,
      overflow,
      context: options.context ?? true,
      clock,
      prefix: idPrefix(clock),
      declaration: {
        kind: 'queue',
        system: 'fanout',
        name,
        capacity: capacity === Infinity ? null : capacity,
        overflow,
      },
    })
    this.#engine = engine
    this.#drained = new QuietWaits({
      busy: () =>
        engine.closed
          ? engine.counters.depth + engine.counters.delayed + engine.counters.inFlight + engine.senders.size
          : Infinity,
      holds: (flow) => flow.engine === engine,
    })
    publishEngine(this, engine)
  }

  /** As it is shown in figures and errors. */
  get name(): string {
    return this.#engine.name
  }

  /** Whether `close` was called. What it accepted may still wait. */
  get closed(): boolean {
    return this.#engine.closed
  }

  /** Figures at this moment, frozen; what has expired is counted as such first. O(1), and O(log depth) for each that has. */
  get stats(): QueueStats {
    return queueStats(this.#engine)
  }

  /**
   * Resolves when the message is accepted; while the queue is full it waits, in order (overflow `wait`). Never throws.
   * Rejects with QueueClosedError after `close`, QueueFullError (overflow `reject`), MessageExpiredError if
   * `expiresIn` passed while it waited, InvalidOptionError, or the reason of the signal, and then nothing was sent. The
   * promise may be dropped.
   */
  send(body: T, options?: SendOptions): Promise<void> {
    return send(this.#engine, body, options)
  }

  /**
   * Never waits. False if the message was not accepted: the queue is closed, or full (overflow `wait` and `reject`).
   * True also if the overflow policy dropped a message.
   * @throws InvalidOptionError
   */
  trySend(body: T, options?: SendOptions): boolean {
    return trySend(this.#engine, body, options)
  }

  /**
   * Resolves with the next message, waiting for one in order among all receivers; with undefined once the queue is
   * closed and nothing waits, whatever is in flight. The delivery must be settled. Never throws; rejects with the
   * reason of the signal, and then nothing was taken.
   */
  receive(options?: { readonly signal?: AbortSignal }): Promise<Delivery<T> | undefined> {
    return receive(this.#engine, options?.signal)
  }

  /**
   * Receives bodies until the queue is closed and nothing waits. Each is acked when the loop asks for the next one;
   * leaving the loop early puts the current one back at the head.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new Bodies(this.#engine)
  }

  /**
   * Starts workers that hand messages to the handler, one at a time each. No handler runs inside this call. They stay
   * after `close` until the last message is settled. Consumers of one queue compete.
   * @throws InvalidOptionError
   */
  consume(handler: Handler<T>, options: ConsumeOptions<T> = {}): QueueConsumer {
    const engine = this.#engine
    const name = options.name ?? (handler?.name || `${engine.name}#${++this.#anonymous}`)
    const deadLetter = options.deadLetter && engineOf<T>(options.deadLetter)
    return consumerHandle(
      new Consumer<T>({ engine, name, handler, options, deadLetter, outer: () => this.#middleware }),
    )
  }

  /**
   * Accepts nothing more. What was accepted is still delivered; senders that wait are rejected with QueueClosedError,
   * receivers that wait get undefined. A second call does nothing.
   */
  close(): void {
    close(this.#engine)
  }

  /**
   * Resolves when the queue is closed and all it accepted is settled, dead letters accepted included. Awaited inside a
   * handler of this queue it does not wait for that handler's message; with `context: false` that is a deadlock.
   */
  drained(): Promise<void> {
    const done = this.#drained.wait()
    if (this.#drained.size > 0) watch(this.#engine, this.#check)
    return done
  }

  /** The first `count` messages that wait, in order. They stay. O(count). */
  peek(count: number = 1): readonly PeekedMessage<T>[] {
    const engine = this.#engine
    checkCount(engine.label, 'count', count, 0)
    engine.sweep()
    return Array.from(engine.store.peek(count), ({ body, sequence, time, meta, attempt }) => {
      const id = idOf(engine.prefix, sequence, meta)
      return Object.freeze({
        id,
        body,
        headers: headersOf(meta),
        attempt,
        sentAt: time,
        correlationId: correlationOf(meta) ?? (engine.context ? id : undefined),
        causationId: causationOf(meta),
      })
    })
  }

  /** Throws away all that wait, delayed ones included; not what is in flight. Returns how many. */
  purge(): number {
    return discard(this.#engine, 'purged')
  }

  /**
   * Sends dead letters back to where they came from, oldest first, waiting where that is full; the headers that tell of
   * their failure are taken off. Resolves with how many went. Rejects with QueueClosedError if one's home is closed; it
   * stays at the head; with InvalidOptionError. What is no dead letter stays.
   * @param options `limit`: at most so many, a whole number from 0, or Infinity, the default.
   */
  async redrive(options: { readonly limit?: number } = {}): Promise<number> {
    const engine = this.#engine
    const { limit = Infinity } = options
    return redrive(engine, checkLimit(engine.label, 'limit', limit, 0))
  }

  /** Puts a middleware around the handlers of all consumers, those before and after, inside of earlier ones. */
  use(middleware: Middleware<T>): this {
    this.#middleware.push(middleware)
    for (const consumer of this.#engine.consumers) consumer.compose()
    return this
  }
}

/** A message that waits. */
export interface PeekedMessage<T> {
  /** The one it was sent with, else one that is unique. */
  readonly id: string
  readonly body: T
  readonly headers: Headers
  /** Deliveries so far. */
  readonly attempt: number
  /** When it was accepted, in ms since 1970. */
  readonly sentAt: number
  /** Id of the message that began its flow. */
  readonly correlationId: string | undefined
  /** Id of the message in whose handler it was sent. */
  readonly causationId: string | undefined
}
