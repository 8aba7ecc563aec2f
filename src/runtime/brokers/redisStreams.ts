import { BrokerRecords } from '../brokerRecords/brokerRecords.ts'
import type { Clock } from '../clock.ts'
import { currentFlow, followFlows } from '../context.ts'
import type { MemberRecord } from '../brokerRecords/memberRecord.ts'
import { QueueClosedError } from '../errors.ts'
import { idPrefix } from '../ids.ts'
import { noHeaders } from '../message.ts'
import { checkCount, checkHandler, checkSendOptions } from '../options.ts'
import { connectionOf, type Connection, type IoRedisClient, type NodeRedisClient } from '../redisStreams/connection.ts'
import { movingDue } from '../redisStreams/delays.ts'
import { Destinations, labelOf, type Destination } from '../redisStreams/destinations.ts'
import { encodeBody, fieldsOf, type BodyCodec, type Message } from '../redisStreams/entry.ts'
import { destinationKeys } from '../redisStreams/keys.ts'
import { Member } from '../redisStreams/member.ts'
import { quiet } from '../rejections.ts'
import { withTrace } from '../traceContext.ts'
import type { Repeating } from '../redisStreams/repeating.ts'
import { delayScript, depthScript, evaluate } from '../redisStreams/scripts.ts'
import {
  settingsOf,
  type RedisStreamsFailure,
  type RedisStreamsOptions,
  type RedisStreamsRetention,
} from '../redisStreams/settings.ts'
import { delayedMember } from '../redisStreams/settling.ts'
import type {
  Broker,
  BrokerDepth,
  BrokerFeatures,
  BrokerHandler,
  BrokerSendOptions,
  BrokerSubscription,
} from './broker.ts'

export type {
  BodyCodec,
  IoRedisClient,
  NodeRedisClient,
  RedisStreamsFailure,
  RedisStreamsOptions,
  RedisStreamsRetention,
}

const label = 'redis broker'
const system = 'redis'

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
 * Whoever watches the program sees its destinations. Only then is the server asked what waits, over the client: at most
 * once a second for each queue and each group that the program has to do with.
 *
 * What Redis loses is lost: how much a crash of the server costs depends on its persistence.
 */
export function redisStreamsBroker(options: RedisStreamsOptions): Broker {
  const settings = settingsOf(label, options)
  const { clock, codec, context, prefix, retention, onError } = settings
  const connection = connectionOf(label, options.client)
  const stops = new Set<() => Promise<void>>()
  /** Of subscriptions that wait for a connection of their own, for as long as the server is away. */
  const openings = new Set<AbortController>()
  /** Of destinations that this process sent something later to. */
  const delays = new Map<string, Repeating>()
  const ids = idPrefix(clock)
  const unique = (): string => `${ids}${++messages}`
  const destinations = new Destinations(connection, prefix, redisStreamsFeatures, unique)
  const records = new BrokerRecords({ system, depth: askDepth })
  let messages = 0
  let closing: Promise<void> | undefined
  if (context) followFlows()

  const refuseClosed = (): void => {
    if (closing !== undefined) throw new QueueClosedError(label)
  }

  /** What the server knows of it is told to whoever watches. */
  const find = async (name: string): Promise<Destination> => {
    const record = records.of(name)
    try {
      const destination = await destinations.find(name)
      record.is(destination)
      return destination
    } catch (error) {
      records.forget(record)
      throw error
    }
  }

  async function askDepth(name: string, group: string | undefined): Promise<BrokerDepth> {
    const destination = await find(name)
    const { keys, kind } = destination
    const held = await destinations.group(destination, group)
    const own = keys.of(held)
    const at = [keys.stream, own.retry, keys.delayed, own.delayed]
    const [waiting, inFlight] = (await evaluate(connection, depthScript, at, [held, kind])) as [number, number]
    return { waiting: Number(waiting), inFlight: Number(inFlight) }
  }

  const messageFor = (name: string, body: unknown, send: BrokerSendOptions): Message => {
    checkSendOptions(labelOf(name), send)
    const cause = context ? currentFlow() : undefined
    return {
      id: send.id ?? unique(),
      body: encodeBody(labelOf(name), codec, body),
      headers: (context ? withTrace(send.headers) : send.headers) ?? noHeaders,
      correlationId: cause?.correlationId,
      causationId: cause?.id,
      attempt: 1,
    }
  }

  const sendLater = async ({ name, keys }: Destination, message: Message, delay: number): Promise<void> => {
    const member = delayedMember(unique(), fieldsOf(message))
    await evaluate(connection, delayScript, [keys.delayed], [Math.ceil(delay), member])
    if (closing !== undefined) return
    const moving = delays.get(name) ?? movingDue(connection, clock, Infinity, [keys.delayed, keys.stream], onError)
    delays.set(name, moving)
    moving.soon(delay)
  }

  const join = async (
    destination: Destination,
    group: string,
    handler: BrokerHandler,
    concurrency: number,
    record: MemberRecord,
  ): Promise<BrokerSubscription> => {
    const { name, kind, keys, attempts, deadLetter } = destination
    const own = keys.of(group)
    const offset = await serverOffset(connection, clock)
    const opening = new AbortController()
    openings.add(opening)
    const readingConnection = await connection
      .duplicate(onError, opening.signal)
      .finally(() => openings.delete(opening))
    if (closing !== undefined) {
      readingConnection.end()
      refuseClosed()
    }
    const sets = [keys.delayed, keys.stream, own.delayed, own.retry]
    const moving = movingDue(connection, clock, moveInterval, sets, onError)
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
      record,
      serverNow: () => clock.now() + offset,
      onDeadLettered: () => deadLetter !== undefined && records.of(deadLetter).accepted(),
      attempts,
      deadLetter: deadLetter === undefined ? undefined : destinationKeys(prefix, deadLetter).stream,
      trims: kind === 'topic' && retention === undefined,
      declareAgain: () => destinations.declareAgain(destination, group),
      onDelayed: (milliseconds) => moving.soon(milliseconds),
      onDropped: (error, { id, body, headers, attempt }) =>
        settings.onFailed(error, { destination: name, id, body, headers, attempt }),
    })
    const stop = async (): Promise<void> => {
      await Promise.all([member.stop(), moving.stop()])
      stops.delete(stop)
      record.end()
    }
    stops.add(stop)
    return { unsubscribe: stop }
  }

  return {
    system,
    features: redisStreamsFeatures,
    async declare(name, declaration) {
      refuseClosed()
      const made = await destinations.declare(name, declaration)
      records.of(name).is({ ...made, groups: declaration.groups ?? [] })
    },
    async send(name, body, send = {}) {
      refuseClosed()
      const message = messageFor(name, body, send)
      const { id, correlationId = context ? id : undefined, causationId } = message
      const record = records.of(name)
      record.announce({ message: id, correlationId, causationId, at: clock.now() })
      const destination = await find(name)
      const { stream } = destination.keys
      const { delay = 0 } = send
      try {
        if (delay > 0) await sendLater(destination, message, delay)
        else await connection.command(['XADD', stream, ...(retention?.() ?? []), '*', ...fieldsOf(message)])
      } catch (error) {
        record.refused(error)
        throw error
      }
      record.accepted()
    },
    async subscribe(name, handler, { group, concurrency = 1 } = {}) {
      refuseClosed()
      checkHandler(labelOf(name), handler)
      checkCount(labelOf(name), 'concurrency', concurrency, 1)
      const record = records.of(name).member(group, handler.name, concurrency)
      try {
        const destination = await find(name)
        const held = await destinations.group(destination, group)
        if (group !== undefined) records.of(name).is({ ...destination, groups: [held] })
        if (destination.deadLetter !== undefined) void quiet(find(destination.deadLetter))
        return await join(destination, held, handler, concurrency, record)
      } catch (error) {
        record.end()
        throw error
      }
    },
    async depth(name, group) {
      refuseClosed()
      return askDepth(name, group)
    },
    close() {
      return (closing ??= (async () => {
        for (const opening of openings) opening.abort(new QueueClosedError(label))
        await Promise.all([...stops].map((stop) => stop()))
        await Promise.all([...delays.values()].map((moving) => moving.stop()))
        records.end()
      })())
    },
  }
}

/** Ms by which the server's clock is ahead of this process's. */
async function serverOffset(connection: Connection, clock: Clock): Promise<number> {
  const before = clock.now()
  const [seconds, microseconds] = (await connection.command(['TIME'])) as readonly unknown[]
  return Number(seconds) * 1000 + Number(microseconds) / 1000 - (before + clock.now()) / 2
}
