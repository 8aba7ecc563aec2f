import { afterEach, describe, expect, it } from 'vitest'
import type { MessageSample } from '../../../src/protocol/wire.ts'
import { EventBus, Queue } from '../../../src/runtime/index.ts'
import { createAnnouncements, type Announcements } from '../../../src/runtime/probe/announcements.ts'
import { channels, registry, type RegistryEntry } from '../../../src/runtime/registry.ts'
import { SimulatedClock } from '../../../src/runtime/simulatedClock.ts'

let announcements: Announcements | undefined

afterEach(() => {
  announcements?.close()
  announcements = undefined
})

describe('samples of messages', () => {
  it('tell of a message from its send over its hand-over to its end', async () => {
    const samples = watch()
    const clock = new SimulatedClock({ now: 1_000 })
    const queue = new Queue<number>('resize', { clock })
    const { id } = entryOf('resize')
    await queue.send(1, { id: 'one' })
    await clock.advance(20)
    queue.consume(() => new Promise((resolve) => clock.setTimeout(() => resolve(undefined), 5)))
    await clock.advance(5)
    expect(samples).toEqual([
      { id, operation: 'send', message: 'one', at: 1_000, correlation: 'one' },
      { id, operation: 'receive', message: 'one', at: 1_020, attempt: 1, duration: 20 },
      { id, operation: 'settle', message: 'one', at: 1_025, attempt: 1, outcome: 'ack', duration: 5 },
    ])
  })

  it('tell how a message failed, each attempt', async () => {
    const samples = watch()
    const clock = new SimulatedClock()
    const dead = new Queue<number>('dead', { clock })
    const queue = new Queue<number>('resize', { clock })
    const retry = { attempts: 2, backoff: 'fixed', delay: 10, jitter: 0 } as const
    queue.consume(() => Promise.reject(new TypeError('no such size')), { retry, deadLetter: dead })
    await queue.send(1, { id: 'one' })
    await clock.advance(10)
    const { id } = entryOf('resize')
    const settled = samples.filter((sample) => sample.id === id && sample.operation === 'settle')
    const error = 'TypeError: no such size'
    expect(settled).toMatchObject([
      { message: 'one', attempt: 1, outcome: 'nack', error },
      { message: 'one', attempt: 2, outcome: 'dead-letter', error },
    ])
  })

  it('tell the subscription of an event', async () => {
    const samples = watch()
    const bus = new EventBus('shop', { clock: new SimulatedClock() })
    bus.subscribe('sampled', () => {}, { name: 'email' })
    await bus.publish('sampled', 1)
    await bus.idle()
    const of = (operation: string): number[] =>
      samples.filter((sample) => sample.operation === operation).map(({ id }) => id)
    expect(of('send')).toEqual([entryOf('sampled').id])
    expect(of('receive')).toEqual([entryOf('email').id])
    expect(of('settle')).toEqual([entryOf('email').id])
  })

  it('are few in a window, and pair hand-over and end', async () => {
    const samples = watch()
    const queue = new Queue<number>('many', { clock: new SimulatedClock() })
    queue.consume(() => {})
    const messages = (operation: string): string[] =>
      samples.filter((sample) => sample.operation === operation).map(({ message }) => message)
    for (const expected of [4, 8]) {
      for (let n = 0; n < 100; n++) await queue.send(n)
      await all(queue)
      expect(messages('receive')).toHaveLength(expected)
      expect(messages('settle')).toEqual(messages('receive'))
      announcements?.open()
    }
  })

  it('listen to no channel of hand-overs, and end with the probe', async () => {
    const samples = watch()
    expect(channels.process.hasSubscribers || channels.settle.hasSubscribers).toBe(false)
    announcements?.close()
    expect(registry().sampler).toBeUndefined()
    const queue = new Queue<number>('unwatched')
    queue.consume(() => {})
    await queue.send(1)
    await all(queue)
    expect(samples).toEqual([])
  })

  it('may fail without the program noticing', async () => {
    announcements = createAnnouncements(
      channels,
      {
        call: () => {},
        sample() {
          throw new Error('the probe is broken')
        },
      },
      registry(),
    )
    announcements.open()
    const queue = new Queue<number>('unharmed')
    queue.consume(() => {})
    await queue.send(1)
    await all(queue)
    expect(queue.stats).toMatchObject({ acked: 1, nacked: 0 })
  })
})

function watch(): MessageSample[] {
  const samples: MessageSample[] = []
  announcements = createAnnouncements(
    channels,
    { call: () => {}, sample: (sample) => samples.push(sample) },
    registry(),
  )
  announcements.open()
  return samples
}

function entryOf(name: string): RegistryEntry {
  const entry = [...registry().entries.values()].findLast(
    ({ declaration }) => declaration.name === name && declaration.kind !== 'consumer',
  )
  if (entry === undefined) throw new Error(`expected an entry named ${name}, there is none`)
  return entry
}

/** Resolves when all that was sent is settled. */
async function all(queue: Queue<number>): Promise<void> {
  while (queue.stats.depth + queue.stats.inFlight > 0) await new Promise((resolve) => setImmediate(resolve))
}
