/** What the Redis broker does beyond the contract while nothing is lost: over a real server, with both clients. */
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { Cluster, Redis } from 'ioredis'
import { createClientPool, createCluster } from 'redis'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { BrokerDelivery } from '../../src/runtime/brokers/broker.ts'
import { redisStreamsBroker } from '../../src/runtime/brokers/redisStreams.ts'
import { redisClients } from './redisClients.ts'
import { redisPrograms, type Program } from './redisPrograms.ts'
import { hasRedis, startRedis, type RedisServer } from './redisServer.ts'

describe.skipIf(!hasRedis('what the Redis broker does beyond the contract'))('redis broker', () => {
  let server: RedisServer
  beforeAll(async () => void (server = await startRedis()))
  afterAll(() => server?.stop())

  describe.each(redisClients)('with the client %s', (_, connect) => {
    const { program, keyOf } = redisPrograms(connect, () => server.port)

    it('lets programs that declared nothing send and subscribe', async () => {
      const [one, two] = [await program(), await program()]
      await one.declare('jobs', { kind: 'queue', attempts: 2 })
      const got: number[] = []
      await two.subscribe('jobs', ({ attempt }) => {
        got.push(attempt)
        throw new Error('no')
      })
      await two.send('jobs', 1)
      await vi.waitFor(() => expect(got).toEqual([1, 2]))
      await expect(two.declare('jobs', { kind: 'queue', attempts: 3 })).rejects.toThrow(
        'redis broker: jobs: attempts must be as it was declared first, 2, got 3',
      )
    })

    it.each([
      ['undefined', undefined],
      ['a function', () => {}],
      ['a bigint', 1n],
    ])('refuses %s as a body', async (_name, body) => {
      const broker = await program()
      await broker.declare('jobs', { kind: 'queue' })
      await expect(broker.send('jobs', body)).rejects.toThrow(
        /redis broker: jobs: body must be something that the codec makes text of/,
      )
      expect(await broker.depth('jobs')).toEqual({ waiting: 0, inFlight: 0 })
    })

    it('uses the codec that it is given', async () => {
      const codec = {
        encode: (body: unknown) => `<${String(body)}>`,
        decode: (text: string) => BigInt(text.slice(1, -1)),
      }
      const broker = await program({ codec })
      await broker.declare('jobs', { kind: 'queue' })
      await broker.send('jobs', 10n ** 30n)
      const got: unknown[] = []
      await broker.subscribe('jobs', ({ body }) => got.push(body))
      await vi.waitFor(() => expect(got).toEqual([10n ** 30n]))
    })

    it('carries text that UTF-8 has no form for, also when it is put off', async () => {
      const codec = { encode: String, decode: (text: string) => text }
      const broker = await program({ codec, retryDelay: 20 })
      await broker.declare('jobs', { kind: 'queue', attempts: 2 })
      const got: string[] = []
      await broker.subscribe('jobs', ({ body, attempt }) => {
        got.push(`${String(body)} ${attempt}`)
        if (attempt === 1) throw new Error('no')
      })
      // Half of a surrogate pair, as cutting a text in the middle leaves it.
      await broker.send('jobs', 'now \ud83d')
      await vi.waitFor(() => expect(got).toEqual(['now \ufffd 1', 'now \ufffd 2']), 5000)
      await broker.send('jobs', 'later \ud83d', { delay: 20 })
      await broker.send('jobs', 'last', { delay: 40 })
      await vi.waitFor(() => expect(got).toContain('last 2'), 5000)
      expect(got).toContain('later \ufffd 2')
    })

    it('takes what others add to the stream, and gives up what it cannot read', async () => {
      const failed: unknown[] = []
      const broker = await program({ onFailed: (error, { body }) => failed.push([String(error), body]) })
      await broker.declare('jobs', { kind: 'queue', attempts: 9 })
      const got: BrokerDelivery[] = []
      await broker.subscribe('jobs', (delivery) => got.push(delivery))
      await broker.command('XADD', keyOf('jobs'), '*', 'body', 'not JSON')
      const id = await broker.command('XADD', keyOf('jobs'), '*', 'body', '{"n":1}', 'headers', 'neither')
      await vi.waitFor(() => expect(got).toHaveLength(1))
      expect(got[0]).toMatchObject({ id, body: { n: 1 }, headers: {}, attempt: 1 })
      await vi.waitFor(() => expect(failed).toEqual([[expect.stringContaining('cannot be decoded'), 'not JSON']]))
    })

    it('carries the trace of the sender to the handler in another program', async () => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
      propagation.setGlobalPropagator(new W3CTraceContextPropagator())
      onTestFinished(() => (context.disable(), propagation.disable()))
      const [one, two, without] = [await program(), await program(), await program({ context: false })]
      for (const name of ['jobs', 'plain']) await one.declare(name, { kind: 'queue' })
      const got: Record<number, unknown> = {}
      const see = async ({ body, headers }: BrokerDelivery): Promise<void> => {
        await Promise.resolve()
        const { traceId } = trace.getSpanContext(context.active()) ?? {}
        got[body as number] = [headers['traceparent'], traceId]
      }
      await two.subscribe('jobs', see)
      await without.subscribe('plain', see)
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
      await context.with(propagation.extract(ROOT_CONTEXT, { traceparent }), async () => {
        await one.send('jobs', 1)
        await one.send('plain', 2)
        await without.send('jobs', 3)
      })
      await vi.waitFor(() =>
        expect(got).toEqual({
          1: [traceparent, '4bf92f3577b34da6a3ce929d0e0e4736'],
          2: [traceparent, undefined],
          3: [undefined, undefined],
        }),
      )
    })

    it('carries the flow from message to message', async () => {
      const [one, two] = [await program(), await program()]
      await one.declare('orders', { kind: 'queue' })
      await one.declare('mails', { kind: 'queue' })
      await one.subscribe('orders', async () => {
        await Promise.resolve()
        await one.send('mails', 1, { id: 'mail' })
      })
      const got: BrokerDelivery[] = []
      await two.subscribe('mails', (delivery) => got.push(delivery))
      await one.send('orders', 1, { id: 'order' })
      await vi.waitFor(() => expect(got).toHaveLength(1))
      expect(got[0]).toMatchObject({ id: 'mail', correlationId: 'order', causationId: 'order', headers: {} })
    })

    it('has what is sent when a message is given up caused by that message, also if no handler saw it', async () => {
      const broker: Program = await program({
        onFailed: (error) => broker.send('notes', String(error)),
      })
      await broker.declare('notes', { kind: 'queue' })
      await broker.declare('jobs', { kind: 'queue' })
      const got: BrokerDelivery[] = []
      await broker.subscribe('notes', (delivery) => got.push(delivery))
      await broker.send('jobs', 1, { id: 'sound' })
      await broker.command('XADD', keyOf('jobs'), '*', 'id', 'broken', 'body', 'not JSON')
      const handler = vi.fn<() => void>()
      await broker.subscribe('jobs', handler)
      await vi.waitFor(() => expect(got).toHaveLength(1))
      expect(handler).toHaveBeenCalledOnce()
      expect(got[0]).toMatchObject({ correlationId: 'broken', causationId: 'broken' })
    })

    it('leaves nothing behind of what is settled, nor of members that left', async () => {
      const broker = await program()
      await broker.declare('orders', { kind: 'topic', groups: ['a', 'b'], attempts: 2 })
      const counts = { a: 0, b: 0 }
      const a = await broker.subscribe('orders', () => counts.a++, { group: 'a' })
      for (let n = 0; n < 10; n++) await broker.send('orders', n)
      await vi.waitFor(() => expect(counts.a).toBe(10))
      expect(await broker.depth('orders', 'a')).toEqual({ waiting: 0, inFlight: 0 })
      expect(await broker.depth('orders', 'b')).toEqual({ waiting: 10, inFlight: 0 })
      expect(await broker.command('XLEN', keyOf('orders'))).toBe(10)
      const b = await broker.subscribe('orders', ({ attempt }) => attempt === 1 && Promise.reject(new Error('no')), {
        group: 'b',
      })
      await vi.waitFor(async () => expect(await broker.command('XLEN', keyOf('orders'))).toBe(0), 5000)
      await vi.waitFor(async () => expect(await broker.depth('orders', 'b')).toEqual({ waiting: 0, inFlight: 0 }))
      expect(await broker.command('XLEN', `${keyOf('orders')}:retry:b`)).toBe(0)
      await Promise.all([a.unsubscribe(), b.unsubscribe()])
      expect(await broker.command('XINFO', 'CONSUMERS', keyOf('orders'), 'a')).toEqual([])
      expect(await broker.command('XINFO', 'CONSUMERS', `${keyOf('orders')}:retry:b`, 'b')).toEqual([])
    })

    it('keeps no more than its retention, and what is settled for a group that begins with the oldest', async () => {
      const [long, short] = [
        await program({ retention: { maxLength: 100 } }),
        await program({ retention: { maxAge: 0 } }),
      ]
      await long.declare('orders', { kind: 'topic', groups: ['a'] })
      const got: unknown[] = []
      await long.subscribe('orders', ({ body }) => got.push(body), { group: 'a' })
      await long.send('orders', 'settled')
      await vi.waitFor(() => expect(got).toEqual(['settled']))
      await long.declare('orders', { kind: 'topic', groups: ['late'], from: 'oldest' })
      expect(await long.depth('orders', 'late')).toEqual({ waiting: 1, inFlight: 0 })
      await Promise.all(Array.from({ length: 1000 }, (__, n) => long.send('orders', n)))
      const kept = Number(await long.command('XLEN', keyOf('orders')))
      expect(kept).toBeGreaterThanOrEqual(100)
      expect(kept).toBeLessThan(300)
      await vi.waitFor(async () => {
        await short.send('orders', 'newest')
        expect(Number(await long.command('XLEN', keyOf('orders')))).toBeLessThan(100)
      })
    })

    it('waits before it hands over again what failed', async () => {
      const asked: number[] = []
      const broker = await program({
        retryDelay: (attempt) => {
          asked.push(attempt)
          return 150
        },
      })
      await broker.declare('jobs', { kind: 'queue', attempts: 2 })
      const times: number[] = []
      await broker.subscribe('jobs', () => {
        times.push(performance.now())
        throw new Error('no')
      })
      await broker.send('jobs', 1)
      await vi.waitFor(() => expect(times).toHaveLength(2), 5000)
      expect((times[1] as number) - (times[0] as number)).toBeGreaterThan(140)
      expect(asked).toEqual([1])
    })

    it('gives back what it read ahead, as if it had not been delivered', async () => {
      const broker = await program({ prefetch: 5 })
      await broker.declare('jobs', { kind: 'queue', attempts: 1 })
      let release = (): void => {}
      const first = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (release = resolve)))
      for (const n of [1, 2, 3]) await broker.send('jobs', n)
      const subscription = await broker.subscribe('jobs', first)
      await vi.waitFor(async () => expect(await broker.depth('jobs')).toEqual({ waiting: 0, inFlight: 3 }))
      const unsubscribed = subscription.unsubscribe()
      await vi.waitFor(async () => expect(await broker.depth('jobs')).toEqual({ waiting: 2, inFlight: 1 }))
      release()
      await unsubscribed
      const got: unknown[] = []
      await broker.subscribe('jobs', ({ body, attempt }) => got.push([body, attempt]))
      await vi.waitFor(() =>
        expect(got).toEqual([
          [2, 1],
          [3, 1],
        ]),
      )
      expect(first).toHaveBeenCalledOnce()
    })

    it('can be closed, and unsubscribed, inside a handler', async () => {
      const broker = await program()
      await broker.declare('jobs', { kind: 'queue' })
      const ended: string[] = []
      const subscription = await broker.subscribe('jobs', async () => {
        await subscription.unsubscribe()
        ended.push('unsubscribed')
        await broker.close()
        ended.push('closed')
      })
      await broker.send('jobs', 1)
      await vi.waitFor(() => expect(ended).toEqual(['unsubscribed', 'closed']), 5000)
      await vi.waitFor(async () =>
        expect(await broker.command('XINFO', 'CONSUMERS', keyOf('jobs'), 'members')).toEqual([]),
      )
    })

    it('closes only when what is in flight is settled', async () => {
      const broker = await program()
      await broker.declare('jobs', { kind: 'queue' })
      let release = (): void => {}
      let closed = false
      await broker.subscribe('jobs', () => new Promise<void>((resolve) => (release = resolve)), { concurrency: 2 })
      await broker.send('jobs', 1)
      await vi.waitFor(async () => expect((await broker.depth('jobs')).inFlight).toBe(1))
      const closing = broker.close().then(() => (closed = true))
      await expect(broker.send('jobs', 2)).rejects.toThrow('closed')
      expect(await broker.command('XLEN', keyOf('jobs'))).toBe(1)
      expect(closed).toBe(false)
      release()
      await closing
      expect(await broker.command('XLEN', keyOf('jobs'))).toBe(0)
    })

    it('refuses groups that were not declared, and a dead-letter queue that is none', async () => {
      const broker = await program()
      await broker.declare('orders', { kind: 'topic', groups: ['a'] })
      await expect(broker.subscribe('orders', () => {}, { group: 'b' })).rejects.toThrow('group must be one')
      await expect(broker.subscribe('orders', () => {})).rejects.toThrow('group must be the name')
      await expect(broker.depth('orders', 'b')).rejects.toThrow('group must be one')
      for (const deadLetter of ['orders', 'nowhere']) {
        await expect(broker.declare('jobs', { kind: 'queue', deadLetter })).rejects.toThrow(
          'deadLetter must be a queue',
        )
      }
    })
  })
})

describe('clients of the Redis broker', () => {
  it.each([
    ['nothing', () => undefined],
    ['something else', () => ({ send: () => {} })],
    ['a cluster of ioredis', () => new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true })],
    ['a cluster of redis', () => createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:1' }] })],
    ['a pool of redis', () => createClientPool()],
  ])('refuses %s', (_, client) => {
    expect(() => redisStreamsBroker({ client: client() as never })).toThrow(
      /redis broker: client must be a client of one server made by redis .* or ioredis .*, got/,
    )
  })

  it('refuses a client that changes keys', () => {
    const client = new Redis({ lazyConnect: true, keyPrefix: 'app:' })
    expect(() => redisStreamsBroker({ client })).toThrow(/client must be without a keyPrefix .*, got "app:"/)
  })

  it.each([
    [{ takeOverAfter: 0 }, 'takeOverAfter'],
    [{ takeOvers: -1 }, 'takeOvers'],
    [{ retryDelay: Number.NaN }, 'retryDelay'],
    [{ prefetch: 1.5 }, 'prefetch'],
    [{ retention: { maxLength: 0 } }, 'retention.maxLength'],
    [{ retention: { maxAge: -1 } }, 'retention.maxAge'],
  ])('refuses %o', (options, option) => {
    expect(() => redisStreamsBroker({ client: new Redis({ lazyConnect: true }), ...options })).toThrow(
      `redis broker: ${option} must be`,
    )
  })
})
