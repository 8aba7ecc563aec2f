import { describeError } from '../announcements.ts'
import { systemClock, type Clock } from '../clock.ts'
import { InvalidOptionError } from '../errors.ts'
import { checkCount, checkDuration } from '../options.ts'
import { callGuarded, warnOnce, type Reported } from '../report.ts'
import type { IoRedisClient, NodeRedisClient } from './connection.ts'
import { jsonCodec, type BodyCodec } from './entry.ts'

/** Of a broker on Redis Streams. */
export interface RedisStreamsOptions {
  /**
   * A client of one server (no cluster), made by `redis` or `ioredis`, connected and kept by the user: it is used for all
   * that does not block, and not closed. Each subscription reads on a duplicate of its own. Connecting anew after a loss is the
   * client's task, and while the server is away calls wait for as long as the client has them wait: `redis` until it is
   * back, `ioredis` for `maxRetriesPerRequest` tries, after which they reject with its error. Subscriptions go on when it is
   * back. `close` then waits only for what is in flight.
   */
  readonly client: NodeRedisClient | IoRedisClient
  /** How the names of all keys begin. Default `fanout:`. */
  readonly prefix?: string
  /**
   * What streams hold at most, about: `maxLength` messages, or those of the last `maxAge` ms by this process's clock.
   * Older ones go when one is sent, whether settled or not. Default: a queue's message goes when it is settled, a topic's
   * when all its groups have settled it; a topic without groups keeps all. With a retention, a topic keeps what is settled
   * for groups that begin with the oldest.
   */
  readonly retention?: RedisStreamsRetention
  /**
   * Ms for which a member must have given no sign of life for a message until another takes it over. Signs are given by
   * themselves three times as often, unless the member's event loop stands still for so long. Default 30,000.
   */
  readonly takeOverAfter?: number
  /**
   * How often a message is taken over from a member that died before it is given up, whatever its attempts; a failure is
   * something else. Default 3.
   */
  readonly takeOvers?: number
  /**
   * Ms before a message that failed comes again, or that for the number of the attempt that failed. Where that throws, or
   * gives no number from 0, it is told to `onError`, and the message comes again at once. Default 0.
   */
  readonly retryDelay?: number | ((attempt: number) => number)
  /** Messages that each member reads ahead of its handlers. Default 0. */
  readonly prefetch?: number
  /** Default: JSON. */
  readonly codec?: BodyCodec
  /** Whether messages know their flow and their cause. Default true. */
  readonly context?: boolean
  /** Told of messages that were given up without a dead-letter queue. Default: a process warning, once a destination. */
  readonly onFailed?: (error: unknown, failed: RedisStreamsFailure) => unknown
  /**
   * Told of what went wrong behind the calls: a connection that was lost, a settling that the server was not told of.
   * The broker goes on. Default: a process warning, once.
   */
  readonly onError?: (error: unknown) => unknown
  /** Default: the system's. */
  readonly clock?: Clock
}

/** What a stream holds at most. */
export type RedisStreamsRetention = { readonly maxLength: number } | { readonly maxAge: number }

/** A message that was given up. */
export interface RedisStreamsFailure {
  readonly destination: string
  readonly id: string
  /** As the codec encoded it. */
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly attempt: number
}

/** The options, checked and with their defaults. */
export interface Settings {
  readonly prefix: string
  /** Arguments of XADD that bound a stream. */
  readonly retention: (() => string[]) | undefined
  readonly takeOverAfter: number
  readonly takeOvers: number
  readonly retryDelay: (attempt: number) => number
  readonly prefetch: number
  readonly codec: BodyCodec
  readonly context: boolean
  readonly clock: Clock
  readonly onFailed: (error: unknown, failed: RedisStreamsFailure) => void
  readonly onError: (error: unknown) => void
}

export function settingsOf(label: string, options: RedisStreamsOptions): Settings {
  const { prefix = 'fanout:', takeOverAfter = 30_000, takeOvers = 3, retryDelay = 0, prefetch = 0 } = options
  const { codec = jsonCodec, context = true, clock = systemClock, onFailed, onError } = options
  if (typeof prefix !== 'string') throw new InvalidOptionError(label, 'prefix', 'a string', prefix)
  if (!(takeOverAfter > 0 && takeOverAfter < Infinity)) {
    throw new InvalidOptionError(label, 'takeOverAfter', 'a number of ms over 0', takeOverAfter)
  }
  if (typeof retryDelay === 'number') checkDuration(label, 'retryDelay', retryDelay)
  const warned: Reported = { label, warned: new Set() }
  const tellError = guarded(warned, 'onError', onError, (error) =>
    warnOnce(warned, 'error', `${label} goes on after an error: ${describeError(error)}`),
  )
  return {
    prefix,
    retention: retentionOf(label, options.retention, clock),
    takeOverAfter,
    takeOvers: checkCount(label, 'takeOvers', takeOvers, 0),
    retryDelay: typeof retryDelay === 'number' ? () => retryDelay : sound(label, retryDelay, tellError),
    prefetch: checkCount(label, 'prefetch', prefetch, 0),
    codec,
    context,
    clock,
    onFailed: guarded(warned, 'onFailed', onFailed, (error, { destination, id }) => {
      const text = `${label}: ${destination} gave up message ${id}: ${describeError(error)}`
      warnOnce(warned, `failed ${destination}`, text)
    }),
    onError: tellError,
  }
}

/** A delay from the user's function, whatever that does. */
function sound(
  label: string,
  retryDelay: (attempt: number) => number,
  failed: (error: unknown) => void,
): (attempt: number) => number {
  return (attempt) => {
    try {
      const delay: unknown = retryDelay(attempt)
      if (typeof delay === 'number' && delay >= 0) return delay
      throw new InvalidOptionError(label, 'retryDelay', 'a function that gives a number of ms from 0', delay)
    } catch (error) {
      failed(error)
      return 0
    }
  }
}

function retentionOf(
  label: string,
  retention: RedisStreamsRetention | undefined,
  clock: Clock,
): (() => string[]) | undefined {
  if (retention === undefined) return undefined
  if ('maxLength' in retention) {
    const most = String(checkCount(label, 'retention.maxLength', retention.maxLength, 1))
    return () => ['MAXLEN', '~', most]
  }
  const { maxAge } = retention
  checkDuration(label, 'retention.maxAge', maxAge)
  return () => ['MINID', '~', String(Math.max(0, Math.floor(clock.now() - maxAge)))]
}

/** The user's function if there is one. What it throws is only warned about. */
function guarded<A extends unknown[]>(
  about: Reported,
  option: string,
  told: ((...args: A) => unknown) | undefined,
  otherwise: (...args: A) => void,
): (...args: A) => void {
  return told === undefined ? otherwise : (...args) => callGuarded(about, option, () => told(...args))
}
