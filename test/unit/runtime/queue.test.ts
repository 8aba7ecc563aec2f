import { describe, expect, test } from 'vitest'
import { InvalidOptionError, MessageExpiredError, Queue } from '../../../src/runtime/index.ts'
import { SimulatedClock } from '../../../src/runtime/testing.ts'
import { expectConserved } from './conservation.ts'

const bodies = <T>(queue: Queue<T>): T[] => queue.peek(1000).map(({ body }) => body)

describe('abort', () => {
  test('an aborted signal sends and takes nothing', async () => {
    const queue = new Queue<number>('q')
    const signal = AbortSignal.abort(new Error('no more'))
    await expect(queue.send(1, { signal })).rejects.toThrow('no more')
    expect(queue.trySend(1, { signal })).toBe(false)
    await queue.send(2)
    await expect(queue.receive({ signal })).rejects.toThrow('no more')
    expect(queue.stats).toMatchObject({ sent: 1, depth: 1, inFlight: 0 })
  })

  test('abort takes a waiter out of the middle of the line and loses nothing', async () => {
    const queue = new Queue<number>('q', { capacity: 1 })
    const abort = new AbortController()
    await queue.send(1)
    const second = queue.send(2, { signal: abort.signal })
    const third = queue.send(3)
    abort.abort(new Error('gave up'))
    await expect(second).rejects.toThrow('gave up')
    expect((await queue.receive())?.body).toBe(1)
    await third
    expect((await queue.receive())?.body).toBe(3)

    const quitter = new AbortController()
    const first = queue.receive({ signal: quitter.signal })
    const next = queue.receive()
    quitter.abort(new Error('left'))
    await expect(first).rejects.toThrow('left')
    await queue.send(4)
    expect((await next)?.body).toBe(4)
    expect(queue.stats).toMatchObject({ sent: 3, waitingSenders: 0, waitingReceivers: 0 })
    expectConserved(queue.stats)
  })

  test('one signal for many waiters aborts them all', async () => {
    const queue = new Queue<number>('q', { capacity: 0 })
    const abort = new AbortController()
    const sends = Array.from({ length: 500 }, (_, n) => queue.send(n, { signal: abort.signal }))
    abort.abort(new Error('all'))
    const results = await Promise.allSettled(sends)
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    expect(queue.stats).toMatchObject({ waitingSenders: 0, rejected: 500, sent: 0 })
  })
})

describe('for await', () => {
  test('acks when the loop asks for the next one, and ends after close', async () => {
    const queue = new Queue<number>('q')
    for (const n of [1, 2, 3]) await queue.send(n)
    queue.close()
    const seen: number[] = []
    for await (const n of queue) {
      seen.push(n)
      expect(queue.stats).toMatchObject({ acked: n - 1, inFlight: 1 })
    }
    expect(seen).toEqual([1, 2, 3])
    await queue.drained()
    expect(queue.stats.acked).toBe(3)
  })

  test('leaving early, also by a throw, puts the current one back at the head', async () => {
    const queue = new Queue<number>('q')
    for (const n of [1, 2, 3]) await queue.send(n)
    for await (const n of queue) if (n === 2) break
    expect(bodies(queue)).toEqual([2, 3])
    const loop = async (): Promise<void> => {
      for await (const n of queue) throw new Error(`no ${n}`)
    }
    await expect(loop()).rejects.toThrow('no 2')
    expect(bodies(queue)).toEqual([2, 3])
    expect((await queue.receive())?.attempt).toBe(3)
    expectConserved(queue.stats)
  })
})

describe('priority, delay, expiry', () => {
  test('higher priorities first, each in order', async () => {
    const queue = new Queue<string>('q')
    for (const [body, priority] of [
      ['a', 0],
      ['low', -5],
      ['x', 9],
      ['b', 0],
      ['y', 9],
      ['m', 5],
    ] as const) {
      await queue.send(body, { priority })
    }
    const order: string[] = []
    queue.close()
    for await (const body of queue) order.push(body)
    expect(order).toEqual(['x', 'y', 'm', 'a', 'b', 'low'])
  })

  test('a delayed message is accepted at once, takes no room, and goes to the end when due', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('q', { clock, capacity: 1 })
    await queue.send('late', { delay: 50 })
    await queue.send('now')
    expect(queue.stats).toMatchObject({ sent: 2, delayed: 1, depth: 1 })
    await clock.advance(49)
    expect(bodies(queue)).toEqual(['now'])
    await clock.advance(1)
    expect(bodies(queue)).toEqual(['now', 'late'])
    expectConserved(queue.stats)
  })

  test('a closed queue still delivers what is delayed to a receiver that waits', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('q', { clock })
    await queue.send('late', { delay: 50 })
    const received = queue.receive()
    queue.close()
    await clock.advance(50)
    expect((await received)?.body).toBe('late')
    expect(await queue.receive()).toBe(undefined)
  })

  test('what has expired is counted and not handed over, and its room is free', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('q', { clock, capacity: 2 })
    await queue.send('stale', { expiresIn: 10 })
    await queue.send('fresh')
    const third = queue.send('third')
    await clock.advance(10)
    expect(queue.stats).toMatchObject({ expired: 1, depth: 2 })
    await third
    expect(bodies(queue)).toEqual(['fresh', 'third'])
    expectConserved(queue.stats)
  })

  test('a send that expires while it waits for room rejects', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('q', { clock, capacity: 1 })
    await queue.send('a')
    const late = queue.send('b', { expiresIn: 10 })
    await clock.advance(10)
    await expect(late).rejects.toThrow(MessageExpiredError)
    expect(queue.stats).toMatchObject({ sent: 1, rejected: 1, waitingSenders: 0, expired: 0 })
  })
})

describe('peek, purge, ids', () => {
  test('ids are given or unique, and headers are copied', async () => {
    const queue = new Queue<number>('q')
    const headers = { tenant: 'a' }
    await queue.send(1, { id: 'mine', headers })
    headers.tenant = 'b'
    await queue.send(2)
    await queue.send(3)
    const [first, second, third] = queue.peek(3)
    expect(first).toMatchObject({ id: 'mine', body: 1, headers: { tenant: 'a' }, attempt: 0 })
    expect(second?.id).not.toBe(third?.id)
    expect((await queue.receive())?.id).toBe('mine')
    expect((await queue.receive())?.id).toBe(second?.id)
  })

  test('purge throws away what waits, not what is in flight, and lets senders in', async () => {
    const queue = new Queue<number>('q', { capacity: 2 })
    for (const n of [1, 2]) await queue.send(n)
    await queue.send(9, { delay: 60_000 })
    const delivery = await queue.receive()
    await queue.send(3)
    const waiting = queue.send(4)
    expect(queue.purge()).toBe(3)
    await waiting
    expect(bodies(queue)).toEqual([4])
    delivery?.ack()
    expect(queue.stats).toMatchObject({ purged: 3, acked: 1, delayed: 0 })
    expectConserved(queue.stats)
  })

  test('stats are a frozen snapshot', async () => {
    const queue = new Queue<number>('q')
    const { stats } = queue
    await queue.send(1)
    expect(Object.isFrozen(stats)).toBe(true)
    expect(stats.depth).toBe(0)
    expect(queue.stats.depth).toBe(1)
  })
})

describe('options', () => {
  test.each([-1, 1.5, NaN, '3'])('capacity %s is an error that says what came', (capacity) => {
    expect(() => new Queue('bad', { capacity: capacity as number })).toThrow(InvalidOptionError)
    expect(() => new Queue('bad', { capacity: capacity as number })).toThrow(/queue "bad": capacity.*got/)
  })

  test.each([{ delay: -1 }, { priority: 0.5 }, { expiresIn: NaN }, { id: '' }, { headers: { a: 1 as never } }])(
    'send rejects %o and never throws',
    async (options) => {
      const queue = new Queue<number>('q')
      await expect(queue.send(1, options)).rejects.toThrow(InvalidOptionError)
      expect(queue.stats.sent).toBe(0)
    },
  )

  test('consume checks its options', () => {
    const queue = new Queue<number>('q')
    expect(() => queue.consume(undefined as never)).toThrow(InvalidOptionError)
    for (const options of [{ concurrency: 0 }, { prefetch: -1 }, { timeout: -1 }, { retry: { attempts: 0 } }]) {
      expect(() => queue.consume(() => {}, options)).toThrow(InvalidOptionError)
    }
    expect(() => queue.consume(() => {}, { deadLetter: {} as never })).toThrow(InvalidOptionError)
  })
})
