import type { Consumer } from './consumer.ts'
import type { Flow } from './context.ts'
import type { QueueEngine } from './engine.ts'
import { causationOf, correlationOf, Envelope, headersOf, idOf, type Headers, type Meta } from './message.ts'
import { acknowledge, refuse } from './settlement.ts'

/** How a delivery is refused. */
export interface NackOptions {
  /**
   * `true`: back to the head of the queue, whatever the attempts. `false`: given up at once. Left out: retried if
   * attempts are left, else given up.
   */
  readonly requeue?: boolean
  /** Ms until it is handed over again. Default: the consumer's backoff, or at once with `requeue`. */
  readonly delay?: number
  /** Why. Kept in a dead letter's headers and given to `onFailed`. */
  readonly error?: unknown
}

/** One hand-over of a message. It is settled once, by `ack` or `nack`, or by its handler's end; a second settle does nothing. */
export interface Delivery<T> {
  /** The message's id: the one it was sent with, else one that is unique. The same for every attempt. */
  readonly id: string
  /** As it was sent: the same object, not a copy. */
  readonly body: T
  /** As they were sent, frozen. Empty if none were. */
  readonly headers: Headers
  /** Name of the queue or topic that the message was sent to; also if it came through a pattern. */
  readonly destination: string
  /** Number of this delivery, from 1. */
  readonly attempt: number
  /** When the message was accepted, in ms since 1970, right within a millisecond or one turn of the event loop. */
  readonly sentAt: number
  /** Id of the message that began the flow this one belongs to. Undefined with `context: false`. */
  readonly correlationId: string | undefined
  /** Id of the message in whose handler this one was sent. Undefined outside of handlers and with `context: false`. */
  readonly causationId: string | undefined
  /** Settles the delivery well: the message is gone. */
  ack(): void
  /** Settles the delivery badly: it is retried, put back or given up. */
  nack(options?: NackOptions): void
}

/** What a delivery carries whose times are measured. */
export interface Measured {
  /** When processing began. */
  readonly startedAt: number
  /** How many messages it stands for. */
  readonly weight: number
  /** True if the sampler is to be told of its settling. */
  sampled: boolean
}

/** Made at hand-over, so that a waiting message is no object. */
export class MessageDelivery<T> implements Delivery<T> {
  readonly body: T
  readonly attempt: number
  readonly engine: QueueEngine<T>
  readonly sequence: number
  readonly time: number
  readonly meta: Meta | undefined
  settled: boolean
  /** Undefined if this one is not measured. */
  measured: Measured | undefined
  consumer: Consumer<T> | undefined
  flow: Flow | undefined

  constructor(
    engine: QueueEngine<T>,
    body: T,
    sequence: number,
    time: number,
    meta: Meta | undefined,
    attempt: number,
  ) {
    this.body = body
    this.attempt = attempt
    this.engine = engine
    this.sequence = sequence
    this.time = time
    this.meta = meta
    this.settled = false
    this.measured = undefined
    this.consumer = undefined
    this.flow = undefined
  }

  get id(): string {
    return idOf(this.engine.prefix, this.sequence, this.meta)
  }

  get headers(): Headers {
    return headersOf(this.meta)
  }

  get destination(): string {
    return (this.meta instanceof Envelope ? this.meta.destination : undefined) ?? this.engine.destination
  }

  get sentAt(): number {
    return this.time
  }

  get correlationId(): string | undefined {
    return correlationOf(this.meta) ?? (this.engine.context ? this.id : undefined)
  }

  get causationId(): string | undefined {
    return causationOf(this.meta)
  }

  ack(): void {
    if (!this.settled) acknowledge(this)
  }

  nack(options: NackOptions = {}): void {
    if (!this.settled) refuse(this, options.error, options)
  }
}
