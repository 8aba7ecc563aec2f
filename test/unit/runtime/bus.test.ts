import { describe, expect, test } from 'vitest'
import { EventBus, InvalidOptionError, Queue, QueueClosedError } from '../../../src/runtime/index.ts'
import { collect, SimulatedClock } from '../../../src/runtime/testing.ts'
import { expectConserved } from './conservation.ts'
import { settled, stateOf, warningsDuring } from './conditions.ts'

interface Events {
  UserCreated: string
  'order.placed': number
  'order.paid': number
  'order.paid.late': number
  order: number
}

describe('publish', () => {
  test('returns before any handler runs; every subscription gets each event in order', async () => {
    const bus = new EventBus<Events>('shop')
    const seen: string[] = []
    bus.subscribe('UserCreated', (body) => seen.push(`a ${body}`), { name: 'a' })
    bus.subscribe('UserCreated', (body) => seen.push(`b ${body}`), { name: 'b' })
    for (const body of ['1', '2', '3']) void bus.publish('UserCreated', body)
    expect(seen).toEqual([])
    await bus.idle()
    expect(seen.filter((line) => line.startsWith('a'))).toEqual(['a 1', 'a 2', 'a 3'])
    expect(seen.filter((line) => line.startsWith('b'))).toEqual(['b 1', 'b 2', 'b 3'])
    expect(bus.stats).toMatchObject({ sent: 3, deliveries: 6 })
  })

  test('the body is shared, and the id is one for all subscriptions', async () => {
    const bus = new EventBus<{ e: object }>()
    const got: [object, string][] = []
    const body = {}
    bus.subscribe('e', (b, { id }) => got.push([b, id]), { name: 'a' })
    bus.subscribe('e', (b, { id }) => got.push([b, id]), { name: 'b' })
    await bus.publish('e', body)
    await bus.idle()
    expect(got[0]?.[0]).toBe(body)
    expect(got[1]?.[0]).toBe(body)
    expect(got[0]?.[1]).toBe(got[1]?.[1])
  })

  test('a slow, a failing and a paused subscriber harm nobody', async () => {
    const bus = new EventBus<Events>('shop')
    const seen: string[] = []
    const failed: unknown[] = []
    bus.subscribe('UserCreated', () => new Promise(() => {}), { name: 'stuck' })
    bus.subscribe('UserCreated', () => Promise.reject(new Error('down')), {
      name: 'failing',
      onFailed: (error) => failed.push(error),
    })
    const paused = bus.subscribe('UserCreated', (body) => seen.push(`late ${body}`), { name: 'paused' })
    paused.pause()
    bus.subscribe('UserCreated', (body) => seen.push(body), { name: 'well' })
    await bus.publish('UserCreated', 'a')
    await bus.publish('UserCreated', 'b')
    await settled()
    expect(seen).toEqual(['a', 'b'])
    expect(failed).toHaveLength(2)
    expect(paused.stats).toMatchObject({ depth: 2, received: 0 })
    paused.resume()
    await settled()
    expect(seen).toEqual(['a', 'b', 'late a', 'late b'])
  })

  test('a full subscription holds events in its own line; the promise waits, others are not delayed', async () => {
    const bus = new EventBus<Events>('shop')
    const quick: number[] = []
    const slow = bus.subscribe('order', () => {}, { name: 'slow', capacity: 1 })
    slow.pause()
    bus.subscribe('order', (n) => quick.push(n), { name: 'quick' })
    const warnings = await warningsDuring(async () => {
      const published = Array.from({ length: 13 }, (_, n) => bus.publish('order', n))
      expect(await stateOf(published[0]!)).toBe('resolved')
      expect(await stateOf(published[1]!)).toBe('pending')
      expect(quick).toHaveLength(13)
      expect(slow.stats).toMatchObject({ depth: 1, waitingSenders: 12, sent: 1 })
      slow.resume()
      await Promise.all(published)
      await bus.idle()
    })
    expect(slow.stats).toMatchObject({ acked: 13, waitingSenders: 0 })
    expect(warnings.filter((text) => text.includes('"slow"'))).toHaveLength(1)
    expectConserved(slow.stats)
  })

  test.each([
    ['drop-newest', [0]],
    ['drop-oldest', [2]],
    ['reject', [0]],
  ] as const)('overflow %s never rejects publish', async (overflow, kept) => {
    const bus = new EventBus<Events>('shop')
    const seen: number[] = []
    const sub = bus.subscribe('order', (n) => seen.push(n), { name: 's', capacity: 1, overflow })
    sub.pause()
    for (const n of [0, 1, 2]) await bus.publish('order', n)
    sub.resume()
    await bus.idle()
    expect(seen).toEqual(kept)
    expect(sub.stats.dropped + sub.stats.rejected).toBe(2)
    expectConserved(sub.stats)
  })

  test('abort takes the event out of the lines it waits in', async () => {
    const bus = new EventBus<Events>('shop')
    const sub = bus.subscribe('order', () => {}, { name: 's', capacity: 0 })
    sub.pause()
    const abort = new AbortController()
    const published = bus.publish('order', 1, { signal: abort.signal })
    expect(sub.stats.waitingSenders).toBe(1)
    abort.abort(new Error('gone'))
    await expect(published).rejects.toThrow('gone')
    expect(sub.stats).toMatchObject({ waitingSenders: 0, sent: 0 })
    await expect(bus.publish('order', 1, { signal: abort.signal })).rejects.toThrow('gone')
  })

  test('subscribing and unsubscribing in the middle of a publish is safe', async () => {
    const bus = new EventBus<Events>('shop')
    const late: number[] = []
    const first = bus.subscribe(
      'order',
      async () => {
        await first.unsubscribe()
        bus.subscribe('order', (n) => late.push(n), { name: 'late' })
      },
      { name: 'first' },
    )
    await bus.publish('order', 1)
    await settled()
    await bus.publish('order', 2)
    await bus.idle()
    expect(late).toEqual([2])
  })
})

describe('subscriptions', () => {
  test('declared: events wait for a handler, and again after it leaves', async () => {
    const bus = new EventBus<Events>('shop')
    bus.declare('UserCreated', 'email')
    await bus.publish('UserCreated', 'a')
    await bus.idle()
    const seen: string[] = []
    const email = bus.subscribe('UserCreated', (body) => seen.push(body), { name: 'email' })
    await bus.idle()
    expect(seen).toEqual(['a'])
    await email.unsubscribe()
    await bus.publish('UserCreated', 'b')
    expect(email.stats).toMatchObject({ depth: 1, dropped: 0 })
    bus.subscribe('UserCreated', (body) => seen.push(body), { name: 'email' })
    await bus.idle()
    expect(seen).toEqual(['a', 'b'])
  })

  test('members of a group share, separate groups each get all', async () => {
    const bus = new EventBus<Events>('shop')
    const got: Record<string, number[]> = { a: [], b: [], other: [] }
    const slowly = (into: number[]) => async (n: number) => {
      into.push(n)
      await settled()
    }
    bus.subscribe('order', slowly(got['a']!), { group: 'g' })
    bus.subscribe('order', slowly(got['b']!), { group: 'g' })
    bus.subscribe('order', slowly(got['other']!), { group: 'h' })
    for (let n = 0; n < 6; n++) void bus.publish('order', n)
    await bus.idle()
    expect([...got['a']!, ...got['b']!].sort((x, y) => x - y)).toEqual([0, 1, 2, 3, 4, 5])
    expect(got['a']!.length).toBeGreaterThan(0)
    expect(got['b']!.length).toBeGreaterThan(0)
    expect(got['other']).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('members of a group may not differ in what they share', () => {
    const bus = new EventBus<Events>('shop')
    const dead = new Queue<number>('dead')
    bus.subscribe('order', () => {}, { group: 'g', capacity: 5, retry: { attempts: 2 } })
    for (const options of [
      { capacity: 6, retry: { attempts: 2 } },
      { overflow: 'reject', retry: { attempts: 2 } },
      { retry: { attempts: 3 } },
      { retry: { attempts: 2 }, deadLetter: dead },
    ] as const) {
      expect(() => bus.subscribe('order', () => {}, { group: 'g', ...options })).toThrow(InvalidOptionError)
    }
    expect(() => bus.subscribe('order', () => {}, { group: 'g', retry: { attempts: 2 } })).not.toThrow()
  })

  test('names: given, group, handler, numbered; a name used twice is an error', () => {
    const bus = new EventBus<Events>('shop')
    expect(bus.subscribe('order', () => {}, { name: 'x', group: 'g' }).name).toBe('x')
    expect(bus.subscribe('order', () => {}, { group: 'h' }).name).toBe('h')
    expect(bus.subscribe('order', function bill() {}).name).toBe('bill')
    expect(bus.subscribe('order', () => {}).name).toMatch(/^order#\d+$/)
    bus.subscribe('order', () => {}, { name: 'twice' })
    expect(() => bus.subscribe('order', () => {}, { name: 'twice' })).toThrow(InvalidOptionError)
    expect(() => bus.subscribe('order.paid', () => {}, { name: 'twice' })).not.toThrow()
  })

  test('unsubscribe drops and counts what waited, and resolves when in flight is settled', async () => {
    const bus = new EventBus<Events>('shop')
    let finish = (): void => {}
    const sub = bus.subscribe('order', () => new Promise<void>((resolve) => (finish = resolve)), { name: 's' })
    for (const n of [1, 2, 3]) await bus.publish('order', n)
    await settled()
    const left = sub.unsubscribe()
    expect(await stateOf(left)).toBe('pending')
    expect(sub.stats).toMatchObject({ dropped: 2, inFlight: 1, depth: 0 })
    finish()
    await left
    await bus.publish('order', 4)
    expect(sub.stats).toMatchObject({ sent: 3, acked: 1, dropped: 2 })
    expectConserved(sub.stats)
  })

  test('a group keeps what waits when one member leaves', async () => {
    const bus = new EventBus<Events>('shop')
    const seen: number[] = []
    const a = bus.subscribe('order', () => {}, { group: 'g' })
    const b = bus.subscribe('order', (n) => seen.push(n), { group: 'g' })
    a.pause()
    b.pause()
    await bus.publish('order', 1)
    await a.unsubscribe()
    b.resume()
    await bus.idle()
    expect(seen).toEqual([1])
  })

  test('patterns: one level, any depth, in the order of publishing, with the topic', async () => {
    const bus = new EventBus<Events>('shop')
    const one: string[] = []
    const any: string[] = []
    bus.subscribe('order.*', (n, { destination }) => one.push(`${destination} ${n}`))
    await bus.publish('order.placed', 1)
    bus.subscribe('order.#', (n, { destination }) => any.push(`${destination} ${n}`))
    await bus.publish('order.paid.late', 2)
    await bus.publish('order.paid', 3)
    await bus.publish('order', 4)
    await bus.publish('UserCreated', 'x')
    await bus.idle()
    expect(one).toEqual(['order.placed 1', 'order.paid 3'])
    expect(any).toEqual(['order.paid.late 2', 'order.paid 3', 'order 4'])
    await expect(bus.publish('order.*' as 'order', 5)).rejects.toThrow(InvalidOptionError)
  })

  test('replays the last in their order, also when older ones have given way', async () => {
    const bus = new EventBus<{ order: number }>('shop', { history: 3, clock: new SimulatedClock() })
    for (let n = 1; n <= 5; n++) void bus.publish('order', n)
    const seen: number[] = []
    bus.subscribe('order', (n) => void seen.push(n), { replay: 3 })
    await bus.idle()
    expect(seen).toEqual([3, 4, 5])
  })

  test('filter and replay', async () => {
    const bus = new EventBus<Events>('shop', { history: 3 })
    for (const n of [1, 2, 3, 4]) await bus.publish('order', n)
    const seen: number[] = []
    bus.subscribe('order', (n) => seen.push(n), { name: 'even', replay: 3, filter: (n) => n % 2 === 0 })
    for (const n of [5, 6]) await bus.publish('order', n)
    await bus.idle()
    expect(seen).toEqual([2, 4, 6])
    expect(() => bus.subscribe('order', () => {}, { replay: 4 })).toThrow(/history/)
  })

  test('a dead letter goes home to its own subscription', async () => {
    const bus = new EventBus<Events>('shop')
    const dead = new Queue('dead')
    let down = true
    const seen: number[] = []
    const other: number[] = []
    const handle = (n: number): void => {
      if (down) throw new Error('down')
      seen.push(n)
    }
    bus.subscribe('order', handle, { name: 'bill', deadLetter: dead })
    bus.subscribe('order', (n) => other.push(n), { name: 'other' })
    await bus.publish('order', 7, { headers: { tenant: 'a' } })
    await bus.idle()
    expect(dead.peek()[0]).toMatchObject({
      body: 7,
      headers: {
        tenant: 'a',
        'dead-letter-error': 'Error: down',
        'dead-letter-source': 'order/bill',
        'dead-letter-attempts': '1',
      },
    })
    down = false
    expect(await dead.redrive()).toBe(1)
    await bus.idle()
    expect(seen).toEqual([7])
    expect(other).toEqual([7])
  })
})

describe('a signal that several members of a group have in common', () => {
  test('takes all of them out', async () => {
    const bus = new EventBus<{ order: number }>('shop')
    const leaving = new AbortController()
    const seen: string[] = []
    for (const name of ['first', 'second']) {
      bus.subscribe('order', () => seen.push(name), { group: 'workers', name, signal: leaving.signal })
    }
    bus.subscribe('order', () => seen.push('last'), { group: 'workers', name: 'last' })
    leaving.abort()
    for (let n = 0; n < 4; n++) await bus.publish('order', n)
    await bus.idle()
    expect(seen).toEqual(['last', 'last', 'last', 'last'])
  })
})

describe('idle and close', () => {
  test('close refuses new events, delivers what was published, drops what paused ones hold', async () => {
    const bus = new EventBus<Events>('shop')
    const seen: number[] = []
    const slow = bus.subscribe('order', async (n) => void (await settled(), seen.push(n)), {
      name: 'slow',
      capacity: 1,
    })
    const paused = bus.subscribe('order', () => {}, { name: 'paused' })
    paused.pause()
    for (const n of [1, 2, 3, 4]) void bus.publish('order', n)
    const closed = bus.close()
    await expect(bus.publish('order', 5)).rejects.toThrow(QueueClosedError)
    expect(() => bus.subscribe('order', () => {})).toThrow(QueueClosedError)
    await closed
    await bus.close()
    expect(seen).toEqual([1, 2, 3, 4])
    expect(slow.stats).toMatchObject({ acked: 4 })
    expect(paused.stats).toMatchObject({ dropped: 4, depth: 0 })
  })

  test('idle, close and unsubscribe awaited inside a handler do not wait for its own event', async () => {
    const bus = new EventBus<Events>('shop')
    const done: string[] = []
    const sub = bus.subscribe(
      'order',
      async (n) => {
        if (n === 1) await bus.idle().then(() => done.push('idle'))
        else await bus.close().then(() => done.push('close'))
      },
      { name: 's' },
    )
    await bus.publish('order', 1)
    await bus.idle()
    await bus.publish('order', 2)
    await bus.close()
    expect(done).toEqual(['idle', 'close'])
    expect(sub.stats).toMatchObject({ acked: 2, inFlight: 0 })
  })

  test('pausing a subscription lets idle go', async () => {
    const bus = new EventBus<Events>('shop', { clock: new SimulatedClock() })
    const sub = bus.subscribe('order', () => Promise.reject(new Error('no')), {
      name: 's',
      retry: { attempts: 9, delay: 1000 },
    })
    await bus.publish('order', 1)
    await settled()
    const idle = bus.idle()
    expect(await stateOf(idle)).toBe('pending')
    sub.pause()
    await idle
  })
})

test('names default to bus, bus-2; collect sees every topic', async () => {
  const bus = new EventBus()
  expect(bus.name).toMatch(/^bus(-\d+)?$/)
  expect(new EventBus().name).not.toBe(bus.name)
  const collected = collect(bus)
  await bus.publish('a', 1)
  await bus.publish('b', 2)
  expect(await collected.until('b', 1)).toEqual([2])
  expect(collected.events.map(({ topic }) => topic)).toEqual(['a', 'b'])
  expect(bus.topics).toEqual(['a', 'b'])
  await collected.stop()
})
