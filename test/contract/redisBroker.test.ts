/** What the Redis broker does beyond the contract: over a real server, with both clients. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { Cluster, Redis } from 'ioredis'
import { createClientPool, createCluster } from 'redis'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Broker, BrokerDelivery } from '../../src/runtime/brokers/broker.ts'
import { redisStreamsBroker, type RedisStreamsOptions } from '../../src/runtime/brokers/redisStreams.ts'
import { root } from '../../scripts/bundles.ts'
import { redisClients, type TestClient } from './redisClients.ts'
import { hasRedis, startRedis, type RedisServer } from './redisServer.ts'

interface Program extends Broker, TestClient {
  /** As if it were killed. */
  die(): void
}

type Options = Omit<RedisStreamsOptions, 'client'>

describe.skipIf(!hasRedis('what the Redis broker does beyond the contract'))('redis broker', () => {
  let server: RedisServer
  beforeAll(async () => void (server = await startRedis()))
  afterAll(() => server?.stop())

  describe.each(redisClients)('with the client %s', (_, connect) => {
    const brokers: Broker[] = []
    const clients: TestClient[] = []
    afterEach(async () => {
      await Promise.all(brokers.splice(0).map((broker) => broker.close()))
      for (const client of clients.splice(0)) client.cut()
    })

    /** One program: a broker on a client of its own. Names of keys are new in each test. */
    async function program(options: Options = {}): Promise<Program> {
      const client = await connect(server.port)
      const prefix = `${expect.getState().currentTestName}:`
      const broker = redisStreamsBroker({ client: client.client, prefix, takeOverAfter: 200, ...options })
      brokers.push(broker)
      clients.push(client)
      return {
        ...broker,
        ...client,
        die: () => {
          client.cut()
          brokers.splice(brokers.indexOf(broker), 1)
        },
      }
    }
    const keyOf = (name: string): string => `${expect.getState().currentTestName}:{${name}}`
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

    it('hands a message over again that a member died with, though its attempts are used up', async () => {
      const [living, dying] = [await program(), await program({ onError: () => {} })]
      await living.declare('jobs', { kind: 'queue', attempts: 1 })
      const taken = vi.fn<() => Promise<never>>(() => new Promise(() => {}))
      await dying.subscribe('jobs', taken)
      await living.send('jobs', 'a')
      await vi.waitFor(() => expect(taken).toHaveBeenCalledOnce())
      const got: number[] = []
      await living.subscribe('jobs', ({ attempt }) => got.push(attempt))
      dying.die()
      await vi.waitFor(() => expect(got).toEqual([2]), 5000)
      expect(await living.depth('jobs')).toEqual({ waiting: 0, inFlight: 0 })
    })

    it('gives up a message that too many members died with', async () => {
      const living = await program({ takeOvers: 0 })
      const dying = await program({ onError: () => {} })
      await living.declare('dead', { kind: 'queue' })
      await living.declare('jobs', { kind: 'queue', attempts: 9, deadLetter: 'dead' })
      const taken = vi.fn<() => Promise<never>>(() => new Promise(() => {}))
      await dying.subscribe('jobs', taken)
      await living.send('jobs', 'poison')
      await vi.waitFor(() => expect(taken).toHaveBeenCalledOnce())
      dying.die()
      const handler = vi.fn<() => void>()
      const dead: BrokerDelivery[] = []
      await living.subscribe('jobs', handler)
      await living.subscribe('dead', (delivery) => dead.push(delivery))
      await vi.waitFor(() => expect(dead).toHaveLength(1), 5000)
      expect(handler).not.toHaveBeenCalled()
      expect(dead[0]?.body).toBe('poison')
      expect(dead[0]?.headers).toMatchObject({
        'dead-letter-error': expect.stringContaining('to a member that died') as string,
        'dead-letter-attempts': '2',
        'dead-letter-source': 'jobs',
      })
    })

    it('leaves a message with a member that lives, however long it takes', async () => {
      const [one, two] = [await program({ takeOverAfter: 600 }), await program({ takeOverAfter: 600 })]
      await one.declare('jobs', { kind: 'queue', attempts: 5 })
      let release = (): void => {}
      const first = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (release = resolve)))
      const second = vi.fn<() => void>()
      await one.subscribe('jobs', first)
      await one.send('jobs', 'long')
      await vi.waitFor(() => expect(first).toHaveBeenCalledOnce())
      await two.subscribe('jobs', second)
      const until = performance.now() + 1800
      await vi.waitUntil(() => performance.now() > until, 5000)
      expect(second).not.toHaveBeenCalled()
      expect(await one.depth('jobs')).toEqual({ waiting: 0, inFlight: 1 })
      release()
      await vi.waitFor(async () => expect(await one.depth('jobs')).toEqual({ waiting: 0, inFlight: 0 }))
    })

    it('goes on after its connections were cut, and loses nothing', async () => {
      const errors: unknown[] = []
      const broker = await program({ onError: (error) => errors.push(error) })
      const other = await connect(server.port)
      clients.push(other)
      await broker.declare('jobs', { kind: 'queue', attempts: 3 })
      const got: unknown[] = []
      await broker.subscribe('jobs', ({ body }) => got.push(body))
      await broker.send('jobs', 'before')
      await vi.waitFor(() => expect(got).toEqual(['before']))
      await other.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      await vi.waitFor(() => broker.send('jobs', 'after'), 5000)
      await vi.waitFor(() => expect(got).toEqual(['before', 'after']), 5000)
    })

    it('makes its groups anew when somebody deleted all keys', async () => {
      const broker = await program()
      await broker.declare('dead', { kind: 'queue' })
      await broker.declare('jobs', { kind: 'queue', attempts: 2, deadLetter: 'dead' })
      const got: unknown[] = []
      await broker.subscribe('jobs', ({ body }) => got.push(body))
      const keys = (await broker.command('KEYS', `${keyOf('jobs')}*`)) as string[]
      expect(keys.length).toBeGreaterThan(0)
      await broker.command('DEL', ...keys)
      await broker.send('jobs', 'after')
      await vi.waitFor(() => expect(got).toEqual(['after']), 5000)
      expect(await broker.command('HGET', `${keyOf('jobs')}:declaration`, 'attempts')).toBe('2')
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

    it('keeps what is in flight when it drops what was settled after it', async () => {
      const [living, dying] = [await program(), await program({ onError: () => {} })]
      await living.declare('orders', { kind: 'topic', groups: ['a'] })
      const done: unknown[] = []
      const handler = ({ body }: BrokerDelivery): unknown => (body === 'held' ? new Promise(() => {}) : done.push(body))
      await dying.subscribe('orders', handler, { group: 'a', concurrency: 2 })
      for (const body of ['before', 'held', 'after', 'after']) await living.send('orders', body)
      await vi.waitFor(() => expect(done).toHaveLength(3))
      await vi.waitFor(async () => expect(await living.command('XLEN', keyOf('orders'))).toBe(3), 5000)
      await living.send('orders', 'last')
      await vi.waitFor(() => expect(done).toContain('last'))
      // By then the members have looked again for what to drop.
      await vi.waitFor(async () => {
        const [, , idle] = (await living
          .command('XPENDING', keyOf('orders'), 'a', '-', '+', '1')
          .then((pending) => (pending as unknown[][])[0])) as unknown[]
        expect(Number(idle)).toBeLessThan(20)
      }, 5000)
      dying.die()
      const got: unknown[] = []
      await living.subscribe('orders', ({ body }) => got.push(body), { group: 'a' })
      await vi.waitFor(() => expect(got).toEqual(['held']), 5000)
    })

    it('leaves a failure without effect when another has taken the message over', async () => {
      const broker = await program({ takeOverAfter: 60_000 })
      await broker.declare('jobs', { kind: 'queue', attempts: 5 })
      let fail: (error: Error) => void = () => {}
      const handler = vi.fn<() => Promise<void>>(() => new Promise((__, reject) => (fail = reject)))
      const subscription = await broker.subscribe('jobs', handler)
      await broker.send('jobs', 1)
      await vi.waitFor(() => expect(handler).toHaveBeenCalledOnce())
      const [pending] = (await broker.command('XPENDING', keyOf('jobs'), 'members', '-', '+', '1')) as unknown[][]
      await broker.command('XCLAIM', keyOf('jobs'), 'members', 'another', '0', String(pending?.[0]))
      fail(new Error('too late'))
      await subscription.unsubscribe()
      expect(await broker.command('XLEN', `${keyOf('jobs')}:retry:members`)).toBe(0)
      expect(await broker.depth('jobs')).toEqual({ waiting: 0, inFlight: 1 })
      expect(handler).toHaveBeenCalledOnce()
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

    it('delivers what is delayed though its sender died', async () => {
      const [living, dying] = [await program(), await program({ onError: () => {} })]
      await living.declare('jobs', { kind: 'queue' })
      const got: unknown[] = []
      await living.subscribe('jobs', ({ body }) => got.push(body))
      await dying.send('jobs', 'later', { delay: 100, headers: { a: 'b' } })
      dying.die()
      expect(await living.depth('jobs')).toEqual({ waiting: 1, inFlight: 0 })
      await vi.waitFor(() => expect(got).toEqual(['later']), 5000)
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

  it('takes over from a process that was killed', async () => {
    mkdirSync(path.join(root, '.cache'), { recursive: true })
    const folder = mkdtempSync(path.join(root, '.cache', 'redis-'))
    const outfile = path.join(folder, 'dying.mjs')
    await build({
      stdin: {
        contents: `
          import { createClient } from 'redis'
          import { redisStreamsBroker } from './redisStreams.ts'
          const client = await createClient({ url: process.argv[2] }).connect()
          const broker = redisStreamsBroker({ client, takeOverAfter: 300 })
          await broker.subscribe('killed', ({ body }) => {
            console.log('took ' + body)
            return new Promise(() => {})
          }, { concurrency: 2 })`,
        resolveDir: path.join(root, 'src/runtime/brokers'),
      },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    })
    const client = new Redis(server.port)
    const broker = redisStreamsBroker({ client, takeOverAfter: 300 })
    await broker.declare('killed', { kind: 'queue' })
    await broker.send('killed', 1)
    await broker.send('killed', 2)
    const dying = spawn(process.execPath, [outfile, server.url], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      let said = ''
      dying.stdout.on('data', (text) => (said += String(text)))
      await vi.waitFor(() => expect(said).toBe('took 1\ntook 2\n'), 10_000)
      const got: unknown[] = []
      await broker.subscribe('killed', ({ body, attempt }) => got.push([body, attempt]))
      dying.kill('SIGKILL')
      await vi.waitFor(
        () =>
          expect(got).toEqual([
            [1, 2],
            [2, 2],
          ]),
        5000,
      )
    } finally {
      dying.kill('SIGKILL')
      await broker.close()
      client.disconnect()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('goes on when the server comes back empty, and does not spin while it is away', async () => {
    for (const [, connect] of redisClients) {
      const client = await connect(server.port)
      const errors: unknown[] = []
      const broker = redisStreamsBroker({ client: client.client, takeOverAfter: 300, onError: (e) => errors.push(e) })
      await broker.declare('jobs', { kind: 'queue' })
      const got: unknown[] = []
      await broker.subscribe('jobs', ({ body }) => got.push(body))
      await server.kill()
      const began = performance.now()
      await vi.waitUntil(() => performance.now() - began > 500, 5000)
      // ioredis tells of each try to connect, every 20 ms, and fails each read: the loop must not read that often.
      const reads = errors.filter((error) => error instanceof Error && error.name === 'MaxRetriesPerRequestError')
      expect(reads.length).toBeLessThan(8)
      await server.restart()
      await vi.waitFor(() => broker.send('jobs', 'after'), 5000)
      await vi.waitFor(() => expect(got).toEqual(['after']), 10_000)
      await broker.close()
      client.cut()
    }
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
