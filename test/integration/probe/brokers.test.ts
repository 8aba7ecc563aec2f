/** Programs that meet at a broker outside of both: what the graph shows of it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createGraphStore, type GraphStore } from '../../../src/extension/graph/store.ts'
import type { Destination } from '../../../src/protocol/graph.ts'
import { hasRedis, startRedis, type RedisServer } from '../../contract/redisServer.ts'
import { openLab, waiting, type Lab } from './lab.ts'

/** Its connection keeps it running until the lab kills it. */
const beginning = (url: string): string => `
import { createClient } from 'redis'
import { redisStreamsBroker } from 'fanout/brokers/redisStreams'
const client = createClient({ url: '${url}' })
await client.connect()
const broker = redisStreamsBroker({ client })
await broker.declare('dead', { kind: 'queue' })
await broker.declare('jobs', { kind: 'queue', attempts: 2, deadLetter: 'dead' })
await broker.declare('orders', { kind: 'topic', groups: ['billing', 'mail'] })
`

describe.skipIf(!hasRedis('the graph of programs at one Redis'))('two programs at one Redis', () => {
  let lab: Lab
  let redis: RedisServer
  let store: GraphStore
  beforeAll(async () => {
    ;[lab, redis] = await Promise.all([openLab(), startRedis()])
    store = createGraphStore({ now: Date.now })
    lab.server.onChange((session) => store.update(session))
  })
  afterAll(async () => {
    await lab?.dispose()
    await redis?.stop()
  })

  const named = (name: string): Destination => {
    const found = store.graph.destinations.filter((destination) => destination.name === name)
    expect(found.map(({ id }) => id)).toHaveLength(1)
    return found[0]!
  }
  it('show one destination, whose figures are those of both and whose depth counts once', async () => {
    const shop = `${beginning(redis.url)}
async function place() {
  for (let n = 0; n < 30; n++) await broker.send('jobs', n)
  for (let n = 0; n < 7; n++) await broker.send('orders', n)
}
await place()
`
    const worker = `${beginning(redis.url)}
let left = 20
await broker.subscribe('jobs', async function resize({ body }) {
  if (body === 3) throw new Error('a bad picture')
  if (--left < 0) await new Promise(() => {})
}, { concurrency: 2 })
await broker.subscribe('orders', function bill() {}, { group: 'billing' })
`
    await lab.start('shop.mjs', shop)
    const second = await lab.start('worker.mjs', worker)

    await vi.waitFor(() => {
      // 20 and the one that failed are done, two are in the hands of workers that do not end.
      expect(named('jobs').live).toMatchObject({
        sent: 30,
        acked: 20,
        retried: 1,
        deadLettered: 1,
        inFlight: 2,
        depth: 7,
      })
      expect(named('dead').live).toMatchObject({ sent: 1, depth: 1, inFlight: 0 })
      expect(named('orders').live).toMatchObject({ sent: 7, acked: 7 })
      const [billing, mail] = named('orders').subscriptions
      expect(billing).toMatchObject({ name: 'billing', live: { received: 7, acked: 7, depth: 0, inFlight: 0 } })
      expect(mail).toMatchObject({ name: 'mail', live: { received: 0, depth: 7 } })
    }, waiting)
    expect(named('jobs')).toMatchObject({ system: 'fanout:redis', kind: 'queue', isDeadLetter: false })
    expect(named('jobs').live).toMatchObject({ instances: 2, lastError: 'Error: a bad picture' })
    expect(named('jobs').live?.wait).toBeDefined()
    expect(named('dead').isDeadLetter).toBe(true)

    const places = (kind: 'send' | 'receive', destination: string): string[] =>
      store.graph.edges
        .filter((edge) => edge.kind === kind && [edge.from, edge.to].includes(named(destination).id))
        .flatMap(({ sites }) => sites.map(({ file, line }) => `${path.basename(file)}: ${lineOf(file, line)}`))
    expect(places('send', 'jobs')).toEqual([`shop.mjs: for (let n = 0; n < 30; n++) await broker.send('jobs', n)`])
    expect(places('send', 'orders')).toEqual([`shop.mjs: for (let n = 0; n < 7; n++) await broker.send('orders', n)`])
    expect(places('receive', 'jobs')).toEqual([
      `worker.mjs: await broker.subscribe('jobs', async function resize({ body }) {`,
    ])
    expect(places('receive', 'orders')).toEqual([
      `worker.mjs: await broker.subscribe('orders', function bill() {}, { group: 'billing' })`,
    ])
    const dead = store.graph.edges.find(({ kind }) => kind === 'dead-letter')
    expect(dead).toMatchObject({ to: named('dead').id, live: { count: 1 } })

    // What the worker had is still in flight at the broker, and nothing is left behind in it.
    second.child.kill('SIGKILL')
    const third = `
import { createClient } from 'redis'
import { redisStreamsBroker } from 'fanout/brokers/redisStreams'
const client = createClient({ url: '${redis.url}' })
await client.connect()
await redisStreamsBroker({ client }).send('jobs', 'once')
`
    await lab.start('third.mjs', third)
    await vi.waitFor(() => {
      expect(store.graph.sessions.map(({ state }) => state).toSorted()).toEqual(['ended', 'running', 'running'])
      expect(named('jobs').live).toMatchObject({ sent: 31, acked: 20, inFlight: 2, depth: 8, instances: 3 })
    }, waiting)
    expect(store.graph.sessions.find(({ state }) => state === 'ended')?.leftBehind).toBe(0)
  })
})

function lineOf(file: string, line: number): string {
  return readFileSync(file, 'utf8').split('\n')[line - 1]!.trim()
}
