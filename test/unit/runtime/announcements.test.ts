import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, describe, expect, it } from 'vitest'
import { EventBus, Queue } from '../../../src/runtime/index.ts'
import type { RegistryEntry } from '../../../src/runtime/registry.ts'
import { SimulatedClock } from '../../../src/runtime/testing.ts'
import { entriesDuring } from './registered.ts'

/** As a user listens: by the names of the channels. */
const names = ['fanout:send', 'fanout:receive', 'fanout:process', 'fanout:settle'] as const

let stop = (): void => {}
afterEach(() => stop())

describe('announcements', () => {
  it('tell a message from its send to its end, each attempt', async () => {
    const heard = listen()
    const clock = new SimulatedClock({ now: 1_000 })
    const queue = new Queue<number>('resize', { clock })
    const [entry, consumer] = entriesDuring(() =>
      queue.consume(
        async (_body, { attempt }) => {
          await new Promise<void>((resolve) => clock.setTimeout(resolve, 5))
          if (attempt === 1) throw new TypeError('no such size')
        },
        { retry: { attempts: 2, backoff: 'fixed', delay: 10, jitter: 0 } },
      ),
    ).map(({ declaration, id }) => [declaration.kind === 'consumer' ? declaration.of : -1, id])[0] as [number, number]
    await queue.send(1, { id: 'one' })
    await clock.advance(100)
    const about = { entry, consumer, message: 'one' }
    expect(heard).toEqual([
      ['fanout:send', { entry, message: 'one', at: 1_000, correlation: 'one' }],
      ['fanout:process', { ...about, at: 1_000, attempt: 1, wait: 0 }],
      [
        'fanout:settle',
        { ...about, at: 1_005, attempt: 1, outcome: 'nack', duration: 5, error: 'TypeError: no such size' },
      ],
      ['fanout:process', { ...about, at: 1_015, attempt: 2, wait: 15 }],
      ['fanout:settle', { ...about, at: 1_020, attempt: 2, outcome: 'ack', duration: 5 }],
    ])
  })

  it('tell who receives when it asks, and name no consumer for it', async () => {
    const queue = new Queue<number>('resize', { clock: new SimulatedClock() })
    const heard = listen()
    const received = queue.receive()
    expect(heard.map(([name]) => name)).toEqual(['fanout:receive'])
    await queue.send(1)
    ;(await received)?.ack()
    expect(heard.map(([name]) => name)).toEqual(['fanout:receive', 'fanout:send', 'fanout:process', 'fanout:settle'])
    for (const [, said] of heard) expect(said).not.toHaveProperty('consumer')
  })

  it('tell the cause of what is sent in a handler', async () => {
    const clock = new SimulatedClock()
    const orders = new Queue<number>('orders', { clock })
    const mails = new Queue<number>('mails', { clock })
    orders.consume((n) => mails.send(n, { id: 'mail' }))
    const heard = listen()
    await orders.send(1, { id: 'order' })
    await clock.advance(0)
    const sent = heard.filter(([name]) => name === 'fanout:send').map(([, said]) => said)
    expect(sent).toMatchObject([
      { message: 'order', correlation: 'order' },
      { message: 'mail', correlation: 'order', causation: 'order' },
    ])
  })

  it('tell one send of an event and the hand-over to each subscription', async () => {
    const bus = new EventBus('shop', { clock: new SimulatedClock() })
    const topic = entriesDuring(() => bus.subscribe('order', () => {}, { name: 'email' }))
    const stock = entriesDuring(() => bus.subscribe('order', () => {}, { name: 'stock' }))
    const of = (entries: readonly RegistryEntry[], kind: string): number | undefined =>
      entries.find(({ declaration }) => declaration.kind === kind)?.id
    const heard = listen()
    await bus.publish('order', 1)
    await bus.idle()
    const entries = (wanted: string): unknown[] =>
      heard.filter(([name]) => name === wanted).map(([, { entry }]) => entry)
    expect(entries('fanout:send')).toEqual([of(topic, 'topic')])
    for (const name of ['fanout:process', 'fanout:settle']) {
      expect(entries(name)).toEqual([of(topic, 'subscription'), of(stock, 'subscription')])
    }
  })

  it('tell how a message ended that was given up', async () => {
    const clock = new SimulatedClock()
    const dead = new Queue<number>('dead', { clock, capacity: 1 })
    const queue = new Queue<number>('resize', { clock })
    queue.consume(() => Promise.reject(new Error('no')), { deadLetter: dead, onFailed: () => {} })
    const heard = listen()
    for (const id of ['taken', 'not taken']) await queue.send(1, { id })
    await clock.advance(0)
    const ends = heard
      .filter(([name]) => name === 'fanout:settle')
      .map(([, said]) => [said['message'], said['outcome']])
    expect(ends).toEqual([
      ['taken', 'dead-letter'],
      ['not taken', 'nack'],
    ])
  })

  it('end with the last listener', async () => {
    const heard = listen()
    stop()
    const queue = new Queue<number>('resize')
    await queue.send(1)
    ;(await queue.receive())?.ack()
    expect(heard).toEqual([])
  })
})

function listen(): [name: string, said: Record<string, unknown>][] {
  const heard: [string, Record<string, unknown>][] = []
  const listener = (said: unknown, name: string | symbol): void =>
    void heard.push([String(name), said as Record<string, unknown>])
  for (const name of names) subscribe(name, listener)
  stop = () => names.forEach((name) => unsubscribe(name, listener))
  return heard
}
