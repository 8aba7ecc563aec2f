import { afterEach, describe, expect, it, vi } from 'vitest'
import { EventBus, Queue } from '../../../src/runtime/index.ts'
import { registry, type Registry, type RegistryEntry } from '../../../src/runtime/registry.ts'
import { SimulatedClock } from '../../../src/runtime/testing.ts'
import { entriesDuring } from './registered.ts'
import { Gate, settled } from './conditions.ts'

afterEach(() => void vi.restoreAllMocks())

describe('the registry', () => {
  it('is found under the global symbol of its version', () => {
    const own = registry()
    expect((globalThis as { [key: symbol]: unknown })[Symbol.for('fanout.registry.v1')]).toBe(own)
    expect(own.version).toBe(1)
  })

  it('is one for several copies of the library', async () => {
    vi.resetModules()
    const copy = await import('../../../src/runtime/index.ts')
    expect(copy.Queue).not.toBe(Queue)
    const entries = entriesDuring(() => [new Queue('ours'), new copy.Queue('theirs')])
    expect(entries.map(({ declaration }) => declaration.name)).toEqual(['ours', 'theirs'])
    expect(entries[1]?.id).toBeGreaterThan(entries[0]?.id as number)
  })

  it('is told of each source within the call that makes it', () => {
    const dead = new Queue<number>('dead')
    const [queue, ...others] = entriesDuring(() =>
      new Queue('resize', { capacity: Infinity, overflow: 'drop-oldest' }).close(),
    )
    expect(others).toEqual([])
    expect(queue?.declaration).toEqual({
      kind: 'queue',
      system: 'fanout',
      name: 'resize',
      capacity: null,
      overflow: 'drop-oldest',
    })
    const owner = new Queue<number>('mail')
    const [consumer] = entriesDuring(() => owner.consume(() => {}, { name: 'post', concurrency: 3, deadLetter: dead }))
    expect(consumer?.declaration).toMatchObject({ kind: 'consumer', name: 'post', concurrency: 3, deadLetter: 'dead' })
    const bus = new EventBus('shop')
    const came = entriesDuring(() => bus.subscribe('order', () => {}, { group: 'email', capacity: 5 }))
    const topic = came.find(({ declaration }) => declaration.kind === 'topic')
    expect(came.map(({ declaration }) => declaration)).toEqual([
      { kind: 'topic', system: 'fanout', scope: 'shop', name: 'order' },
      { kind: 'subscription', of: topic?.id, name: 'email', capacity: 5, group: 'email' },
      { kind: 'consumer', of: came[1]?.id, name: 'email', concurrency: 1 },
    ])
    const pattern = entriesDuring(() => bus.subscribe('order.*', () => {}, { name: 'audit' }))
    expect(pattern[1]?.declaration).toMatchObject({ kind: 'subscription', name: 'audit', pattern: 'order.*' })
  })

  it('never gives an id twice', () => {
    const ids = Array.from({ length: 50 }, (_, n) => entriesDuring(() => new Queue(`q${n}`))[0]?.id as number)
    expect(new Set(ids).size).toBe(50)
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
  })

  it('keeps an entry of a consumer until its last message is settled, then tells that it goes', async () => {
    const queue = new Queue<number>('resize')
    const gate = new Gate()
    let stop = (): Promise<void> => Promise.resolve()
    const [entry] = entriesDuring(() => {
      const consumer = queue.consume(() => gate.opened)
      stop = () => consumer.stop()
    }) as [RegistryEntry]
    await queue.send(1)
    await settled()
    const gone: (readonly [id: number, known: boolean])[] = []
    // Sources of earlier tests go whenever they are collected.
    const listener: Parameters<Registry['onRemove']['add']>[0] = ({ id }) => {
      if (id === entry.id) gone.push([id, registry().entries.has(id)])
    }
    registry().onRemove.add(listener)
    const stopped = stop()
    await settled()
    expect(registry().entries.get(entry.id)).toBe(entry)
    expect(gone).toEqual([])
    gate.open()
    await stopped
    registry().onRemove.delete(listener)
    expect(gone).toEqual([[entry.id, true]])
    expect(registry().entries.has(entry.id)).toBe(false)
    expect(entry.counters).toMatchObject({ received: 1, acked: 1, inFlight: 0 })
  })

  it('lets the entry of a subscription go that was left, also if a message was given back unseen', async () => {
    const bus = new EventBus('shop')
    let leave = (): Promise<void> => Promise.resolve()
    const came = entriesDuring(() => {
      const subscription = bus.subscribe('order', () => {})
      leave = () => subscription.unsubscribe()
    })
    const subscription = came.find(({ declaration }) => declaration.kind === 'subscription') as RegistryEntry
    void bus.publish('order', 1)
    await leave()
    await settled()
    expect(registry().entries.has(subscription.id)).toBe(false)
    expect(subscription.counters).toMatchObject({ sent: 1, received: 0, dropped: 1, inFlight: 0, depth: 0 })
  })

  it('shows the very counters, without anybody asking', async () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const queue = new Queue<number>('resize')
    const entry = [...registry().entries.values()].at(-1) as RegistryEntry
    await queue.send(1)
    await queue.send(2)
    const { counters } = entry
    expect(counters).toMatchObject({ sent: 2, depth: 2, inFlight: 0 })
    const delivery = await queue.receive()
    expect(counters).toMatchObject({ received: 1, depth: 1, inFlight: 1 })
    delivery?.nack({ requeue: false, error: new TypeError('no') })
    expect(counters).toMatchObject({ nacked: 1, failed: 1, inFlight: 0, lastError: 'TypeError: no' })
  })

  it('gives the age of the oldest that waits: put back, of any priority, none', async () => {
    const clock = new SimulatedClock({ now: 1_000 })
    const queue = new Queue<string>('resize', { clock })
    const { oldestAge } = [...registry().entries.values()].at(-1) as RegistryEntry
    const age = (): number => {
      expect(queue.stats.oldestAge).toBe(oldestAge())
      return oldestAge()
    }
    expect(age()).toBe(0)
    await queue.send('plain')
    await clock.advance(30)
    await queue.send('urgent', { priority: 1 })
    expect(age()).toBe(30)
    const urgent = await queue.receive()
    const plain = await queue.receive()
    expect([urgent?.body, plain?.body, age()]).toEqual(['urgent', 'plain', 0])
    await clock.advance(5)
    urgent?.nack({ requeue: true })
    expect(age()).toBe(5)
    plain?.nack({ requeue: true })
    expect(age()).toBe(35)
    queue.purge()
    expect(age()).toBe(0)
  })

  it('does not let a listener that throws harm the program', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const broken = (): void => {
      throw new Error('broken')
    }
    registry().onRegister.add(broken)
    const queue = new Queue('resize')
    registry().onRegister.delete(broken)
    expect(queue.stats.sent).toBe(0)
    expect(warn).toHaveBeenCalledOnce()
  })
})
