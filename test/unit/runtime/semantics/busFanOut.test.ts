import { afterEach, describe, expect, it, vi } from 'vitest'
import { EventBus, InvalidOptionError, Queue, QueueClosedError } from '../../../../src/runtime/index.ts'
import { Gate, rejection, settled, stateOf } from '../conditions.ts'
import { expectConserved } from '../conservation.ts'

interface Events {
  order: number
  'order.paid': number
}

afterEach(() => void vi.restoreAllMocks())

describe('fan-out', () => {
  it('gives every subscription each event once, in order, the same object', async () => {
    const bus = new EventBus<{ thing: { n: number } }>('shop')
    const events = [{ n: 1 }, { n: 2 }, { n: 3 }]
    const got: { n: number }[][] = [[], []]
    for (const list of got) bus.subscribe('thing', (body) => void list.push(body))
    for (const event of events) void bus.publish('thing', event)
    expect(got).toEqual([[], []])
    await bus.idle()
    for (const list of got) {
      expect(list).toHaveLength(3)
      list.forEach((body, n) => expect(body).toBe(events[n]))
    }
  })

  it('is not disturbed by a slow, a failing or a paused subscriber', async () => {
    const bus = new EventBus<Events>('shop')
    const good: number[] = []
    const never = new Promise<void>(() => {})
    const slow = bus.subscribe('order', () => never, { name: 'slow', capacity: Infinity })
    const failing = bus.subscribe('order', () => Promise.reject(new Error('no')), {
      onFailed: () => {},
      name: 'failing',
    })
    const paused = bus.subscribe('order', () => {}, { name: 'paused' })
    paused.pause()
    bus.subscribe('order', (n) => void good.push(n), { name: 'good' })
    for (let n = 0; n < 50; n++) await bus.publish('order', n)
    await settled()
    expect(good).toEqual(Array.from({ length: 50 }, (_, n) => n))
    expect(slow.stats).toMatchObject({ sent: 50, inFlight: 1, depth: 49 })
    expect(failing.stats).toMatchObject({ failed: 50, depth: 0 })
    expect(paused.stats).toMatchObject({ depth: 50, received: 0 })
    for (const { stats } of [slow, failing, paused]) expectConserved(stats)
  })

  it('holds events in the line of a full subscription alone, and warns once past ten times its capacity', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const bus = new EventBus<Events>('shop')
    const gate = new Gate()
    const slow: number[] = []
    const quick: number[] = []
    const full = bus.subscribe(
      'order',
      async (n) => {
        slow.push(n)
        await gate.opened
      },
      { name: 'full', capacity: 1 },
    )
    bus.subscribe('order', (n) => void quick.push(n), { name: 'quick' })
    const publications = Array.from({ length: 20 }, (_, n) => bus.publish('order', n))
    expect(await stateOf(publications[19] as Promise<void>)).toBe('pending')
    expect(quick).toHaveLength(20)
    expect(full.stats).toMatchObject({ inFlight: 1, depth: 1, waitingSenders: 18 })
    expect(warn).toHaveBeenCalledTimes(1)
    expect(String(warn.mock.calls[0]?.[0])).toContain('full')
    gate.open()
    await Promise.all(publications)
    await bus.idle()
    expect(slow).toEqual(quick)
  })

  it.each(['reject', 'drop-newest', 'drop-oldest'] as const)(
    'never rejects publish over a full `%s`',
    async (overflow) => {
      const bus = new EventBus<Events>('shop')
      const sub = bus.subscribe('order', () => {}, { capacity: 1, overflow })
      sub.pause()
      for (let n = 0; n < 5; n++) await bus.publish('order', n)
      expect(sub.stats[overflow === 'reject' ? 'rejected' : 'dropped']).toBe(4)
      expectConserved(sub.stats)
    },
  )

  it('lets a handler subscribe anew in mid-publish, from the next event on, and unsubscribe itself', async () => {
    const bus = new EventBus<Events>('shop')
    const late: number[] = []
    const first: number[] = []
    const sub = bus.subscribe(
      'order',
      async (n) => {
        first.push(n)
        bus.subscribe('order', (m) => void late.push(m), { name: 'late' })
        await sub.unsubscribe()
      },
      { name: 'first' },
    )
    await bus.publish('order', 1)
    await settled()
    await bus.publish('order', 2)
    await bus.idle()
    expect(first).toEqual([1])
    expect(late).toEqual([2])
  })
})

describe('a group', () => {
  it('shares events among its members; separate groups each get all', async () => {
    const bus = new EventBus<Events>('shop')
    const got: Record<string, number[]> = { a1: [], a2: [], b: [] }
    for (const [who, group] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b', 'b'],
    ] as const) {
      bus.subscribe(
        'order',
        async (n) => {
          got[who]?.push(n)
          await settled()
        },
        { name: who, group },
      )
    }
    for (let n = 0; n < 10; n++) await bus.publish('order', n)
    await bus.idle()
    const all = Array.from({ length: 10 }, (_, n) => n)
    expect([...(got['a1'] ?? []), ...(got['a2'] ?? [])].toSorted((x, y) => x - y)).toEqual(all)
    expect(got['a1']?.length).toBeGreaterThan(0)
    expect(got['a2']?.length).toBeGreaterThan(0)
    expect(got['b']).toEqual(all)
  })

  it('may not differ in what it shares', () => {
    const bus = new EventBus<Events>('shop')
    const options = { group: 'g', capacity: 5, overflow: 'wait', retry: { attempts: 2 } } as const
    bus.subscribe('order', () => {}, { ...options, name: 'one' })
    const dead = new Queue<number>('dead')
    for (const other of [
      { capacity: 6 },
      { overflow: 'reject' },
      { retry: { attempts: 3 } },
      { deadLetter: dead },
    ] as const) {
      expect(() => bus.subscribe('order', () => {}, { ...options, ...other, name: 'two' })).toThrow(InvalidOptionError)
    }
    bus.subscribe('order', () => {}, { ...options, name: 'three' })
  })

  it('keeps what waits for the members that stay', async () => {
    const bus = new EventBus<Events>('shop')
    const got: number[] = []
    const leaving = bus.subscribe('order', () => {}, { group: 'g', name: 'leaving' })
    const staying = bus.subscribe('order', (n) => void got.push(n), { group: 'g', name: 'staying' })
    leaving.pause()
    staying.pause()
    await bus.publish('order', 1)
    await leaving.unsubscribe()
    staying.resume()
    await bus.idle()
    expect(got).toEqual([1])
  })
})

describe('a subscription', () => {
  it('by pattern: `*` is one level, `#` any number, none included', async () => {
    const bus = new EventBus('shop')
    const got: Record<string, string[]> = { 'order.*': [], 'order.#': [], '#': [] }
    for (const [pattern, list] of Object.entries(got)) {
      bus.subscribe(pattern as '#', (_, { destination }) => void list.push(destination))
    }
    for (const topic of ['order', 'order.paid', 'order.paid.late', 'orders.paid']) await bus.publish(topic, 1)
    await bus.idle()
    expect(got).toEqual({
      'order.*': ['order.paid'],
      'order.#': ['order', 'order.paid', 'order.paid.late'],
      '#': ['order', 'order.paid', 'order.paid.late', 'orders.paid'],
    })
  })

  it('that is declared collects before its handler is there, and after it has left', async () => {
    const bus = new EventBus<Events>('shop')
    bus.declare('order', 'email')
    await bus.publish('order', 1)
    const got: number[] = []
    const email = bus.subscribe('order', (n) => void got.push(n), { name: 'email' })
    await bus.idle()
    await email.unsubscribe()
    await bus.publish('order', 2)
    await bus.idle()
    expect(got).toEqual([1])
    bus.subscribe('order', (n) => void got.push(n), { name: 'email' })
    await bus.idle()
    expect(got).toEqual([1, 2])
  })

  it('gets the last n with `replay`, and what its filter wants', async () => {
    const bus = new EventBus<Events>('shop')
    for (let n = 0; n < 5; n++) await bus.publish('order', n)
    const last: number[] = []
    const even: number[] = []
    bus.subscribe('order', (n) => void last.push(n), { name: 'last', replay: 2 })
    bus.subscribe('order', (n) => void even.push(n), { name: 'even', filter: (n) => n % 2 === 0 })
    for (let n = 5; n < 8; n++) await bus.publish('order', n)
    await bus.idle()
    expect(last).toEqual([3, 4, 5, 6, 7])
    expect(even).toEqual([6])
  })

  it('that is unsubscribed drops and counts what waited', async () => {
    const bus = new EventBus<Events>('shop')
    const sub = bus.subscribe('order', () => {})
    sub.pause()
    await bus.publish('order', 1)
    await bus.publish('order', 2)
    await sub.unsubscribe()
    await bus.publish('order', 3)
    expect(sub.stats).toMatchObject({ sent: 2, dropped: 2, depth: 0 })
  })

  it('may not take a name that is taken', () => {
    const bus = new EventBus<Events>('shop')
    bus.subscribe('order', () => {}, { name: 'one' })
    expect(() => bus.subscribe('order', () => {}, { name: 'one' })).toThrow(InvalidOptionError)
    bus.subscribe('order.paid', () => {}, { name: 'one' })
  })
})

describe('a bus that closes', () => {
  it('refuses new events, delivers what was published, then resolves', async () => {
    const bus = new EventBus<Events>('shop')
    const gate = new Gate()
    const got: number[] = []
    bus.subscribe(
      'order',
      async (n) => {
        await gate.opened
        got.push(n)
      },
      { capacity: 1 },
    )
    for (let n = 0; n < 5; n++) void bus.publish('order', n)
    const closed = bus.close()
    const error = await rejection(bus.publish('order', 9))
    expect(error).toBeInstanceOf(QueueClosedError)
    expect(error.message).toContain('shop')
    expect(await stateOf(closed)).toBe('pending')
    gate.open()
    await closed
    expect(got).toEqual([0, 1, 2, 3, 4])
  })

  it('does not wait for paused or unread declared subscriptions: what they hold is counted as dropped', async () => {
    const bus = new EventBus<Events>('shop')
    bus.declare('order', 'email')
    const paused = bus.subscribe('order', () => {}, { name: 'paused' })
    paused.pause()
    await bus.publish('order', 1)
    await bus.idle()
    await bus.close()
    expect(paused.stats).toMatchObject({ dropped: 1, depth: 0 })
    expect(bus.stats.topics['order']?.subscriptions['email']).toMatchObject({ dropped: 1, depth: 0 })
  })
})
