import type { Clock } from './clock.ts'
import type { Delivery } from './delivery.ts'
import { InvalidOptionError } from './errors.ts'
import type { Headers } from './message.ts'
import type { Middleware } from './middleware.ts'
import type { Queue } from './queue.ts'
import type { OnFailed } from './report.ts'
import type { RetryOptions } from './retry.ts'
import type { Filter } from './subscription.ts'

/**
 * What a full queue does with one more message. `wait`: the sender waits for room, in order. `reject`: `send` rejects
 * with QueueFullError. `drop-newest`: the new one is dropped, `send` resolves. `drop-oldest`: the oldest of
 * the lowest priority is dropped to make room. Each is counted.
 */
export type Overflow = 'wait' | 'reject' | 'drop-newest' | 'drop-oldest'

/** Of a Queue. */
export interface QueueOptions {
  /**
   * Most messages that wait: a whole number from 0, or Infinity. 0 is a rendezvous: a send is accepted when a receiver
   * takes the message. Default 1000.
   */
  readonly capacity?: number
  /** What it does when full. Default `wait`. */
  readonly overflow?: Overflow
  /**
   * Whether messages know their flow and their cause. Where `@opentelemetry/api` is set up, also whether one that is sent
   * within a trace carries it in its headers (`traceparent`), and its handler runs within that trace. Default true.
   */
  readonly context?: boolean
  /** Default: the system's. */
  readonly clock?: Clock
}

/** Of one message. */
export interface SendOptions {
  /** Aborts the wait for room; what is accepted stays so. */
  readonly signal?: AbortSignal
  /** What travels beside the body. Default: none. */
  readonly headers?: Headers
  /** Ms before it can be received. It is accepted at once, in `delayed`, and takes up no capacity. Default 0. */
  readonly delay?: number
  /** Higher ones are received first. A whole number, default 0. */
  readonly priority?: number
  /**
   * Ms after which it is no longer handed over, but counted as expired. That is noticed when somebody looks at the queue
   * (a hand-over, `stats`, `peek`, a send that finds it full), not by a timer: until then it takes up its place.
   */
  readonly expiresIn?: number
  /** Default: one that is unique. */
  readonly id?: string
}

/** A Queue that takes dead letters; its type of body may be wider. */
export type DeadLetterQueue<T> = Pick<Queue<T>, 'name' | 'trySend' | 'redrive'>

/** Handles a message. Its end settles the delivery, unless that was done by hand. */
export type Handler<T> = (body: T, delivery: Delivery<T>) => unknown

/** At most `count` hand-overs begin in any `interval` ms. */
export interface RateLimit {
  /** A whole number from 1. */
  readonly count: number
  /** Ms. */
  readonly interval: number
}

/** What consumers of queues and subscriptions have in common. */
export interface HandlingOptions<T> {
  /** Messages handled at the same time. Default 1. */
  readonly concurrency?: number
  /** Default: one attempt. */
  readonly retry?: RetryOptions
  /** Ms after which a handler has failed. Default: none. */
  readonly timeout?: number
  /** Takes messages that were given up. Default: they are counted as failed and reported. */
  readonly deadLetter?: DeadLetterQueue<T>
  /** While a retry is due, nothing else is handed to this consumer. Default false. */
  readonly ordered?: boolean
  /** Around the handler, the first one outermost. */
  readonly use?: readonly Middleware<T>[]
  /** Told of messages that are gone for good. Default: a process warning, once a destination. */
  readonly onFailed?: OnFailed<T>
  /** Ends it, as `stop` or `unsubscribe` does. */
  readonly signal?: AbortSignal
}

/** Of one consumer of a Queue. */
export interface ConsumeOptions<T> extends HandlingOptions<T> {
  /** Default: the handler's name, else `<queue>#n`. */
  readonly name?: string
  /** Messages taken ahead of the workers. Default 0. */
  readonly prefetch?: number
  /** Bounds how often handlers begin. Default: none. */
  readonly rateLimit?: RateLimit
}

/** Of an EventBus. */
export interface BusOptions {
  /** Whether events know their flow, their cause and their trace, as for a queue. Default true. */
  readonly context?: boolean
  /** Default: the system's. */
  readonly clock?: Clock
  /** Events of each topic that are kept for late subscriptions with `replay`. Default 100. */
  readonly history?: number
}

/** Of one event. */
export interface PublishOptions {
  /** Takes the event out of the lines of full subscriptions; those that accepted it have it. */
  readonly signal?: AbortSignal
  /** What travels beside the body. Default: none. */
  readonly headers?: Headers
  /** Default: one that is unique. */
  readonly id?: string
}

/** Of a subscription's own queue. */
export interface DeclareOptions<T> {
  /** Most events that wait, as for a queue. Default 1000. */
  readonly capacity?: number
  /** Never has `publish` reject. With `wait`, the default, events past the capacity wait in a line. */
  readonly overflow?: Overflow
  /** Called inside `publish`: only events for which it returns true are delivered. */
  readonly filter?: Filter<T>
  /** How many of the last events it gets from before its time. At most the bus's history. Default 0. */
  readonly replay?: number
}

/** Of one subscription, or one member of a group. */
export interface SubscribeOptions<T> extends HandlingOptions<T>, DeclareOptions<T> {
  /** Default: the group, else the handler's name, else `<topic>#n`. One that is taken is an error, unless as a group. */
  readonly name?: string
  /** Members of a group share one subscription: each event goes to one of them. */
  readonly group?: string
}

export function checkQueueOptions(
  label: string,
  options: Pick<QueueOptions, 'capacity' | 'overflow'>,
): { capacity: number; overflow: Overflow } {
  const { capacity = 1000, overflow = 'wait' } = options
  checkLimit(label, 'capacity', capacity, 0)
  if (!overflows.includes(overflow)) {
    throw new InvalidOptionError(label, 'overflow', overflows.map((o) => `'${o}'`).join(', '), overflow)
  }
  return { capacity, overflow }
}

const overflows: readonly Overflow[] = ['wait', 'reject', 'drop-newest', 'drop-oldest']

/** Of a message, as it may also come from a caller who leaves some undefined. */
export type GivenOptions = { readonly [K in keyof SendOptions]?: SendOptions[K] | undefined }

export function checkSendOptions(label: string, options: GivenOptions): GivenOptions {
  const { delay, priority, expiresIn, id, headers } = options
  if (delay !== undefined) checkDuration(label, 'delay', delay)
  if (expiresIn !== undefined) checkDuration(label, 'expiresIn', expiresIn)
  if (priority !== undefined && !Number.isInteger(priority)) {
    throw new InvalidOptionError(label, 'priority', 'a whole number', priority)
  }
  if (id !== undefined) checkName(label, 'id', id)
  if (headers !== undefined) {
    for (const [name, value] of Object.entries(headers)) {
      if (typeof value !== 'string') throw new InvalidOptionError(label, `header ${name}`, 'a string', value)
    }
  }
  return options
}

export function checkDuration(label: string, option: string, milliseconds: number): number {
  if (!(milliseconds >= 0 && milliseconds < Infinity)) {
    throw new InvalidOptionError(label, option, 'a number of ms from 0', milliseconds)
  }
  return milliseconds
}

export function checkCount(label: string, option: string, count: number, least: number): number {
  if (!(Number.isInteger(count) && count >= least)) {
    throw new InvalidOptionError(label, option, `a whole number from ${least}`, count)
  }
  return count
}

/** As {@link checkCount}, but Infinity will do too. */
export function checkLimit(label: string, option: string, limit: number, least: number): number {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit >= least)) {
    throw new InvalidOptionError(label, option, `a whole number from ${least}, or Infinity`, limit)
  }
  return limit
}

export function checkName(label: string, option: string, name: unknown): void {
  if (typeof name !== 'string' || name === '') {
    throw new InvalidOptionError(label, option, 'a string that is not empty', name)
  }
}

export function checkHandler(label: string, handler: unknown): void {
  if (typeof handler !== 'function') throw new InvalidOptionError(label, 'handler', 'a function', handler)
}
