/** What the Redis broker does when its server is away, and when it is closed at any moment: with both clients. */
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { redisClients } from './redisClients.ts'
import { redisPrograms } from './redisPrograms.ts'
import { hasRedis, startRedis, type RedisServer } from './redisServer.ts'

const patient = { timeout: 10_000 }

describe.skipIf(!hasRedis('the Redis broker when its server is away'))('redis broker', () => {
  let server: RedisServer
  beforeAll(async () => void (server = await startRedis()))
  afterAll(() => server?.stop())

  describe.each(redisClients)('with the client %s', (name, connect) => {
    const { client, program } = redisPrograms(connect, () => server.port)

    it('comes up when it subscribed while the server was away', async () => {
      const broker = await program()
      await broker.declare('jobs', { kind: 'queue' })
      await server.kill()
      const got: unknown[] = []
      const subscribing = broker.subscribe('jobs', ({ body }) => got.push(body))
      await server.restart()
      await subscribing
      await vi.waitFor(() => broker.send('jobs', 'after'), patient)
      await vi.waitFor(() => expect(got).toEqual(['after']), patient)
    })

    it('can be closed while the server is away, if nothing is in flight', async () => {
      const broker = await program()
      await broker.declare('jobs', { kind: 'queue' })
      await broker.subscribe('jobs', () => {})
      await server.kill()
      const began = performance.now()
      await broker.close()
      expect(performance.now() - began).toBeLessThan(8000)
      await server.restart()
    })

    it('gives up a subscription that waits for its connection when it is closed', async () => {
      const broker = await program()
      await broker.declare('jobs', { kind: 'queue' })
      const rejected = async (): Promise<number> =>
        Number(/rejected_connections:(\d+)/.exec(String(await broker.command('INFO', 'stats')))?.[1])
      const before = await rejected()
      await broker.command('CONFIG', 'SET', 'maxclients', '1')
      const subscribing = broker
        .subscribe('jobs', () => {})
        .then(
          () => 'subscribed',
          (error: Error) => error.name,
        )
      await vi.waitFor(async () => expect(await rejected()).toBeGreaterThan(before), patient)
      await broker.close()
      // What ioredis duplicates is there before it is connected.
      expect(await subscribing).toBe(name === 'redis' ? 'QueueClosedError' : 'subscribed')
      let last = -1
      await vi.waitFor(
        async () => {
          const [earlier, now] = [last, await rejected()]
          last = now
          expect(now).toBe(earlier)
        },
        { timeout: 5000, interval: 150 },
      )
      await broker.command('CONFIG', 'SET', 'maxclients', '1000')
    })

    it('loses nothing and rejects nothing unheard wherever it is closed', async () => {
      const sender = await program()
      await sender.declare('jobs', { kind: 'queue', attempts: 3 })
      const handled = new Set<unknown>()
      let sent = 0
      for (let phase = 0; phase < 25; phase++) {
        const broker = await program({ prefetch: 2, retryDelay: 1 })
        await sender.send('jobs', sent++)
        const subscribing = broker.subscribe('jobs', async ({ body, attempt }) => {
          await turn()
          if (attempt === 1 && Number(body) % 3 === 0) throw new Error('again')
          handled.add(body)
        })
        const sending = broker.send('jobs', sent++, { delay: phase % 2 })
        for (let n = 0; n < phase * 4; n++) await turn()
        await broker.close()
        const [subscribed, accepted] = await Promise.allSettled([subscribing, sending])
        for (const outcome of [subscribed, accepted])
          if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'QueueClosedError' })
      }
      await sender.subscribe('jobs', ({ body }) => handled.add(body))
      await vi.waitFor(() => expect(handled.size).toBe(sent), patient)
      await vi.waitFor(async () => expect(await sender.depth('jobs')).toEqual({ waiting: 0, inFlight: 0 }), patient)
    })

    it('hands over again at once what a retryDelay has no number for', async () => {
      const errors: string[] = []
      const delays: (() => number)[] = [
        () => {
          throw new Error('no delay')
        },
        () => Number.NaN,
        () => Promise.resolve(1) as never,
      ]
      const broker = await program({
        takeOverAfter: 60_000,
        retryDelay: (attempt) => delays[attempt - 1]!(),
        onError: (error) => errors.push(String(error)),
      })
      await broker.declare('jobs', { kind: 'queue', attempts: 4 })
      const got: number[] = []
      await broker.subscribe('jobs', ({ attempt }) => {
        got.push(attempt)
        throw new Error('no')
      })
      await broker.send('jobs', 1)
      await vi.waitFor(() => expect(got).toEqual([1, 2, 3, 4]), patient)
      const expected =
        'InvalidOptionError: redis broker: retryDelay must be a function that gives a number of ms from 0'
      expect(errors).toEqual(['Error: no delay', expect.stringContaining(expected), expect.stringContaining(expected)])
    })

    it('takes no more than it has room for where retried and new messages wait at once', async () => {
      const [one, two] = [await program(), await program()]
      await one.declare('jobs', { kind: 'queue', attempts: 2 })
      await one.send('jobs', 'first')
      const reader = await one.subscribe('jobs', () => {
        void reader.unsubscribe()
        throw new Error('no')
      })
      await vi.waitFor(async () => expect(await one.depth('jobs')).toEqual({ waiting: 1, inFlight: 0 }), patient)
      await reader.unsubscribe()
      await one.send('jobs', 'second')
      const got: unknown[] = []
      let go = (): void => {}
      await two.subscribe('jobs', async ({ body }) => {
        got.push(body)
        if (body === 'first') await new Promise<void>((resolve) => (go = resolve))
      })
      await vi.waitFor(() => expect(got).toEqual(['first']), patient)
      expect(await one.depth('jobs')).toEqual({ waiting: 1, inFlight: 1 })
      const third: unknown[] = []
      await one.subscribe('jobs', ({ body }) => third.push(body))
      await vi.waitFor(() => expect(third).toEqual(['second']), patient)
      go()
    })

    it('waits without asking the server for much', async () => {
      const broker = await program({ takeOverAfter: 30_000 })
      await broker.declare('jobs', { kind: 'queue' })
      await broker.subscribe('jobs', () => {})
      const watcher = await client()
      const calls = async (): Promise<number> => {
        const stats = String(await watcher.command('INFO', 'commandstats'))
        return [...stats.matchAll(/cmdstat_(evalsha|xreadgroup):calls=(\d+)/g)].reduce(
          (sum, [, , n]) => sum + Number(n),
          0,
        )
      }
      await vi.waitFor(
        async () => expect(String(await watcher.command('CLIENT', 'LIST'))).toContain('cmd=xreadgroup'),
        patient,
      )
      const [before, began] = [await calls(), performance.now()]
      await vi.waitUntil(() => performance.now() - began > 2500, patient)
      // A look at what is delayed a second, a read in two seconds, and whatever began before.
      expect((await calls()) - before).toBeLessThanOrEqual(7)
    })
  })
})
