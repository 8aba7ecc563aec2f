import { currentFlow, followFlows } from '../context.ts'
import { QueueClosedError } from '../errors.ts'
import { idPrefix } from '../ids.ts'
import { noHeaders } from '../message.ts'
import { checkCount, checkHandler, checkSendOptions } from '../options.ts'
import { connectionOf, type IoRedisClient, type NodeRedisClient } from '../redisStreams/connection.ts'
import { movingDue } from '../redisStreams/delays.ts'
import { Destinations, type Destination } from '../redisStreams/destinations.ts'
import { encodeBody, fieldsOf, type BodyCodec, type Message } from '../redisStreams/entry.ts'
import { destinationKeys } from '../redisStreams/keys.ts'
import { Member } from '../redisStreams/member.ts'
import type { Repeating } from '../redisStreams/repeating.ts'
import { delayScript, depthScript, evaluate } from '../redisStreams/scripts.ts'
import {
  settingsOf,
  type RedisStreamsFailure,
  type RedisStreamsOptions,
  type RedisStreamsRetention,
} from '../redisStreams/settings.ts'
import { delayedMember } from '../redisStreams/settling.ts'
import type { Broker, BrokerFeatures, BrokerHandler, BrokerSendOptions, BrokerSubscription } from './broker.ts'

export type {
  BodyCodec,
  IoRedisClient,
  NodeRedisClient,
  RedisStreamsFailure,
  RedisStreamsOptions,
  RedisStreamsRetention,
}

const label = 'redis broker'

/** Ms until what another process put off and did not live to send is noticed to be due. */
const moveInterval = 1000

/** What it can do. */
export const redisStreamsFeatures: BrokerFeatures = {
  ordered: true,
  redelivers: true,
  takesOver: true,
  deadLetters: true,
  delays: true,
  replays: true,
  depth: true,
}

/**
 * A broker on Redis Streams: Redis 7 or newer. A destination is a stream with a consumer group a group; what
 * comes again does so through a stream that only its group reads, what is delayed waits in a sorted set. What a
 * member has when it dies is taken over by another; its deliveries count as attempts, but not as failures.
 *
 * What Redis loses is lost: how much a crash of the server costs depends on its persistence.
 */
export function redisStreamsBroker(options: RedisStreamsOptions): Broker {
  const settings = settingsOf(label, options)
  const { clock, codec, context, prefix, retention, onError } = settings
  const connection = connectionOf(label, options.client)
  const destinations = new Destinations(connection, prefix, redisStreamsFeatures)
  const stops = new Set<() => Promise<void>>()
  /** Of destinations that this process sent something later to. */
  const delays = new Map<string, Repeating>()
  const ids = idPrefix(clock)
  let messages = 0
  let closing: Promise<void> | undefined
  if (context) followFlows()

  const refuseClosed = (): void => {
    if (closing !== undefined) throw new QueueClosedError(label)
  }

  const messageFor = (destination: Destination, body: unknown, send: BrokerSendOptions): Message => {
    checkSendOptions(destination.label, send)
    const cause = context ? currentFlow() : undefined
    return {
      id: send.id ?? `${ids}${++messages}`,
      body: encodeBody(destination.label, codec, body),
      headers: send.headers ?? noHeaders,
      correlationId: cause?.correlationId,
      causationId: cause?.id,
      attempt: 1,
    }
  }

  const sendLater = async ({ name, keys }: Destination, message: Message, delay: number): Promise<void> => {
    const member = delayedMember(`${ids}${++messages}`, fieldsOf(message))
    await evaluate(connection, delayScript, [keys.delayed], [Math.ceil(delay), member])
    if (closing !== undefined) return
    const moving = delays.get(name) ?? movingDue(connection, clock, Infinity, keys.delayed, keys.stream, onError)
    delays.set(name, moving)
    moving.soon(delay)
  }

  const join = async (
    destination: Destination,
    group: string,
    handler: BrokerHandler,
    concurrency: number,
  ): Promise<BrokerSubscription> => {
    const { name, kind, keys, attempts, deadLetter } = destination
    const own = keys.of(group)
    const readingConnection = await connection.duplicate(onError)
    if (closing !== undefined) {
      readingConnection.end()
      refuseClosed()
    }
    const movings = [
      movingDue(connection, clock, moveInterval, keys.delayed, keys.stream, onError),
      movingDue(connection, clock, moveInterval, own.delayed, own.retry, onError),
    ] as const
    const member = new Member({
      ...settings,
      connection,
      readingConnection,
      destination: name,
      kind,
      stream: keys.stream,
      keys: own,
      group,
      handler,
      concurrency,
      attempts,
      deadLetter: deadLetter === undefined ? undefined : destinationKeys(prefix, deadLetter).stream,
      trims: kind === 'topic' && retention === undefined,
      declareAgain: () => destinations.declareAgain(destination, group),
      onDelayed: (milliseconds) => movings[1].soon(milliseconds),
      onDropped: (error, { id, body, headers, attempt }) =>
        settings.onFailed(error, { destination: name, id, body, headers, attempt }),
    })
    const stop = async (): Promise<void> => {
      await Promise.all([member.stop(), ...movings.map((moving) => moving.stop())])
      stops.delete(stop)
    }
    stops.add(stop)
    return { unsubscribe: stop }
  }

  return {
    system: 'redis',
    features: redisStreamsFeatures,
    async declare(name, declaration) {
      refuseClosed()
      await destinations.declare(name, declaration)
    },
    async send(name, body, send = {}) {
      refuseClosed()
      const destination = await destinations.find(name)
      const message = messageFor(destination, body, send)
      if (send.delay !== undefined && send.delay > 0) return sendLater(destination, message, send.delay)
      const { stream } = destination.keys
      await connection.command(['XADD', stream, ...(retention?.() ?? []), '*', ...fieldsOf(message)])
    },
    async subscribe(name, handler, { group, concurrency = 1 } = {}) {
      refuseClosed()
      const destination = await destinations.find(name)
      checkHandler(destination.label, handler)
      checkCount(destination.label, 'concurrency', concurrency, 1)
      return join(destination, await destinations.group(destination, group), handler, concurrency)
    },
    async depth(name, group) {
      refuseClosed()
      const destination = await destinations.find(name)
      const { keys, kind } = destination
      const held = await destinations.group(destination, group)
      const own = keys.of(held)
      const at = [keys.stream, own.retry, keys.delayed, own.delayed]
      const [waiting, inFlight] = (await evaluate(connection, depthScript, at, [held, kind])) as [number, number]
      return { waiting: Number(waiting), inFlight: Number(inFlight) }
    },
    close() {
      return (closing ??= (async () => {
        await Promise.all([...stops].map((stop) => stop()))
        await Promise.all([...delays.values()].map((moving) => moving.stop()))
      })())
    },
  }
}
