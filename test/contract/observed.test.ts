/** A broker of a user's own, shown: it keeps the contract as it did, and its entries say what happened. */
import { describe, expect, test, vi } from 'vitest'
import type { Broker } from '../../src/runtime/brokers/broker.ts'
import { memoryBroker } from '../../src/runtime/brokers/memory.ts'
import { observedBroker } from '../../src/runtime/brokers/observed.ts'
import { registry, type Counters, type RegistryEntry } from '../../src/runtime/registry.ts'
import { brokerContract } from '../../src/runtime/testing.ts'

const { features } = memoryBroker()

describe('an observed broker', () => {
  brokerContract({ features, createBroker: () => observedBroker(memoryBroker()), test, skip: test.skip })
})

describe('what a watcher is told', () => {
  test('of a queue: what was sent, handled, retried and dead-lettered, and what waits', async () => {
    const broker = own()
    await broker.declare('dead', { kind: 'queue' })
    await broker.declare('jobs', { kind: 'queue', attempts: 2, deadLetter: 'dead' })
    for (const body of ['good', 'bad', 'by hand', 'refused by hand']) await broker.send('jobs', body)
    const jobs = entryOf('jobs')
    expect(jobs.declaration).toEqual({
      kind: 'queue',
      system: 'fanout:own',
      name: 'jobs',
      capacity: null,
      overflow: 'wait',
      broker: 'here jobs',
    })
    expect(await jobs.askBroker?.()).toEqual({ waiting: 4, inFlight: 0 })
    const reader = await broker.subscribe('jobs', async function work(delivery) {
      if (delivery.body === 'bad') throw new Error('no')
      if (delivery.body === 'by hand') await delivery.ack()
      if (delivery.body === 'refused by hand' && delivery.attempt === 1) await delivery.nack(new Error('later'))
    })
    const figures = { sent: 4, received: 6, acked: 3, nacked: 3, retried: 2, deadLettered: 1, failed: 0, inFlight: 0 }
    await vi.waitFor(() => expect(jobs.counters).toMatchObject(figures))
    expect(jobs.counters.lastError).toBe('Error: later')
    const worker = entryOf('work')
    expect(worker.declaration).toMatchObject({ kind: 'consumer', of: jobs.id, concurrency: 1, deadLetter: 'dead' })
    expect(worker.counters).toMatchObject({ ...figures, sent: 0 })
    await vi.waitFor(async () => expect(await entryOf('dead').askBroker?.()).toEqual({ waiting: 1, inFlight: 0 }))
    expect(entryOf('dead').counters.sent).toBe(1)
    await reader.unsubscribe()
    expect(find('work')).toBeUndefined()
    await broker.close()
    expect([find('jobs'), find('dead')]).toEqual([undefined, undefined])
  })

  test('of a topic: each group, also one that nobody reads', async () => {
    const broker = own()
    await broker.declare('orders', { kind: 'topic', groups: ['mail', 'billing'] })
    await broker.subscribe('orders', () => {}, { group: 'mail' })
    for (let n = 0; n < 3; n++) await broker.send('orders', n)
    const orders = entryOf('orders')
    expect(orders.declaration).toEqual({ kind: 'topic', system: 'fanout:own', scope: '', name: 'orders' })
    expect(orders.askBroker).toBeUndefined()
    const mail = entryOf('mail')
    expect(mail.declaration).toMatchObject({
      kind: 'subscription',
      of: orders.id,
      group: 'mail',
      broker: 'here orders',
    })
    await vi.waitFor(() => expect(mail.counters).toMatchObject({ sent: 3, received: 3, acked: 3 }))
    expect(orders.counters).toMatchObject({ sent: 3, acked: 3 })
    expect(await entryOf('billing').askBroker?.()).toEqual({ waiting: 3, inFlight: 0 })
    await broker.close()
  })

  test('of a send that failed: that, and nothing of a destination that is none', async () => {
    const broker = own()
    await expect(broker.send('nowhere', 1)).rejects.toThrow('destination')
    await expect(broker.subscribe('nowhere', function reader() {})).rejects.toThrow('destination')
    expect([find('nowhere'), find('reader')]).toEqual([undefined, undefined])
  })

  test('of the topics of a broker in memory: topics with subscriptions', async () => {
    const broker = memoryBroker()
    await broker.declare('news', { kind: 'topic', groups: ['web', 'app'] })
    await broker.send('news', 'a')
    const news = entryOf('news')
    expect(news.declaration).toEqual({ kind: 'topic', system: 'fanout', scope: '', name: 'news' })
    expect(news.counters).toMatchObject({ sent: 1, acked: 2 })
    expect(entryOf('web').declaration).toMatchObject({ kind: 'subscription', of: news.id, group: 'web' })
    expect(entryOf('web').counters).toMatchObject({ sent: 1, depth: 1 })
    expect(find('news/web')).toBeUndefined()
    await broker.close()
  })
})

function own(): Broker {
  return observedBroker({ ...memoryBroker(), system: 'own' }, { address: 'here' })
}

/** Those beneath, in memory, are not meant. */
function find(name: string): RegistryEntry | undefined {
  const named = [...registry().entries.values()].filter(({ declaration }) => declaration.name === name)
  const outer = named.filter(({ declaration }) => 'broker' in declaration || declaration.kind === 'consumer')
  return outer.at(-1) ?? named.findLast(({ declaration: { kind } }) => kind === 'topic' || kind === 'subscription')
}

function entryOf(name: string): RegistryEntry & { counters: Counters } {
  const found = find(name)
  expect(found, name).toBeDefined()
  return found!
}
