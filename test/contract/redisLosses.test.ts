/** What the Redis broker does when members die, connections are cut, and the server goes: with both clients. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BrokerDelivery } from '../../src/runtime/brokers/broker.ts'
import { redisStreamsBroker } from '../../src/runtime/brokers/redisStreams.ts'
import { root } from '../../scripts/bundles.ts'
import { redisClients } from './redisClients.ts'
import { redisPrograms } from './redisPrograms.ts'
import { hasRedis, startRedis, type RedisServer } from './redisServer.ts'

describe.skipIf(!hasRedis('what the Redis broker does when something is lost'))('redis broker', () => {
  let server: RedisServer
  beforeAll(async () => void (server = await startRedis()))
  afterAll(() => server?.stop())

  describe.each(redisClients)('with the client %s', (_, connect) => {
    const { program, client, keyOf } = redisPrograms(connect, () => server.port)

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
      const other = await client()
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
