import { describe, expect, test } from 'vitest'
import { HandlerTimeoutError, Queue, type Middleware } from '../../../src/runtime/index.ts'
import { SimulatedClock } from '../../../src/runtime/testing.ts'
import { expectConserved } from './conservation.ts'
import { settled, stateOf, warningsDuring } from './conditions.ts'

describe('pause, resume, stop', () => {
  test('no handler runs inside consume, and none after a pause in the same tick', async () => {
    const queue = new Queue<number>('q')
    await queue.send(1)
    const got: number[] = []
    const consumer = queue.consume((n) => got.push(n))
    expect(got).toEqual([])
    consumer.pause()
    await settled()
    expect(got).toEqual([])
    await queue.send(2)
    expect(queue.stats).toMatchObject({ depth: 2, inFlight: 0, waitingReceivers: 0 })
    consumer.resume()
    await settled()
    expect(got).toEqual([1, 2])
  })

  test('a pause between hand-over and handler gives the message back', async () => {
    const queue = new Queue<number>('q')
    const consumer = queue.consume(() => {})
    await settled()
    queue.trySend(1)
    consumer.pause()
    await settled()
    expect(queue.stats).toMatchObject({ depth: 1, inFlight: 0, received: 0 })
    expect((await queue.receive())?.attempt).toBe(1)
    expectConserved(queue.stats)
  })

  test('stop puts what was prefetched back in order and waits for what is in flight', async () => {
    const queue = new Queue<number>('q')
    let finish = (): void => {}
    const consumer = queue.consume(() => new Promise<void>((resolve) => (finish = resolve)), { prefetch: 2 })
    for (const n of [1, 2, 3, 4]) await queue.send(n)
    await settled()
    expect(queue.stats.depth + queue.stats.inFlight).toBe(4)
    const stopped = consumer.stop()
    expect(queue.peek(9).map(({ body }) => body)).toEqual([2, 3, 4])
    expect(await stateOf(stopped)).toBe('pending')
    finish()
    await stopped
    await queue.send(5)
    await settled()
    expect(queue.stats).toMatchObject({ depth: 4, acked: 1, waitingReceivers: 0 })
    expectConserved(queue.stats)
  })

  test('a signal stops it', async () => {
    const queue = new Queue<number>('q')
    const abort = new AbortController()
    queue.consume(() => {}, { signal: abort.signal })
    abort.abort()
    await queue.send(1)
    await settled()
    expect(queue.stats).toMatchObject({ depth: 1, received: 0 })
  })

  test('consumers compete: each message goes to one of them', async () => {
    const queue = new Queue<number>('q')
    const got: number[] = []
    for (const name of ['a', 'b']) {
      queue.consume(async (n) => void (await settled(), got.push(n)), { name, concurrency: 2 })
    }
    for (let n = 0; n < 50; n++) await queue.send(n)
    queue.close()
    await queue.drained()
    expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n))
  })
})

describe('failure', () => {
  test('a handler that never returns is failed by its timeout, and its worker goes on', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<number>('q', { clock })
    const failed: unknown[] = []
    let late = (): void => {}
    queue.consume((n) => (n === 1 ? new Promise<void>((_, reject) => (late = () => reject(new Error('late')))) : 0), {
      timeout: 100,
      onFailed: (error) => failed.push(error),
    })
    await queue.send(1)
    await queue.send(2)
    await clock.advance(99)
    expect(queue.stats).toMatchObject({ inFlight: 1, failed: 0 })
    await clock.advance(1)
    expect(failed).toEqual([expect.any(HandlerTimeoutError)])
    expect(queue.stats).toMatchObject({ acked: 1, failed: 1 })
    late()
    await settled()
    expect(clock.pending).toBe(0)
    expectConserved(queue.stats)
  })

  test('ordered: a retry holds up those behind it; not ordered: it does not', async () => {
    for (const [ordered, order] of [
      [true, [1, 1, 2]],
      [false, [1, 2, 1]],
    ] as const) {
      const clock = new SimulatedClock()
      const queue = new Queue<number>('q', { clock })
      const seen: number[] = []
      queue.consume(
        (n, { attempt }) => {
          seen.push(n)
          if (n === 1 && attempt === 1) throw new Error('once')
        },
        { ordered, retry: { attempts: 2, backoff: 'fixed', delay: 10 } },
      )
      await queue.send(1)
      await queue.send(2)
      await clock.advance(10)
      expect(seen).toEqual(order)
    }
  })

  test('never silent: one warning a destination where nobody is told, and onFailed may throw', async () => {
    const queue = new Queue<number>('loud')
    const warnings = await warningsDuring(async () => {
      queue.consume(() => Promise.reject(new Error('broken')))
      for (const n of [1, 2, 3]) await queue.send(n)
      await settled()
    })
    expect(warnings.filter((text) => text.includes('"loud"') && text.includes('broken'))).toHaveLength(1)
    expect(queue.stats.failed).toBe(3)

    const worse = new Queue<number>('worse')
    const more = await warningsDuring(async () => {
      worse.consume(() => Promise.reject(new Error('broken')), { onFailed: () => Promise.reject(new Error('also')) })
      await worse.send(1)
      await settled()
    })
    expect(more.filter((text) => text.includes('also'))).toHaveLength(1)
  })

  test('a full dead-letter queue: failed and reported, with what it failed with as the cause', async () => {
    const dead = new Queue<number>('dead', { capacity: 1 })
    const queue = new Queue<number>('q')
    const failed: unknown[] = []
    queue.consume((n) => Promise.reject(new Error(`no ${n}`)), {
      deadLetter: dead,
      onFailed: (error) => failed.push(error),
    })
    await queue.send(1)
    await queue.send(2)
    await settled()
    expect(queue.stats).toMatchObject({ deadLettered: 1, failed: 1 })
    expect(failed[0]).toMatchObject({ name: 'QueueFullError', cause: { message: 'no 2' } })
    expectConserved(queue.stats)
  })

  test('a handler may settle by hand, close its queue and stop itself', async () => {
    const queue = new Queue<string>('q')
    const consumer = queue.consume(async (what, delivery) => {
      if (what === 'ack') delivery.ack()
      if (what === 'requeue' && delivery.attempt === 1) delivery.nack({ requeue: true })
      if (what === 'close') queue.close()
    })
    for (const what of ['ack', 'requeue', 'close']) await queue.send(what)
    await queue.drained()
    await consumer.stop()
    expect(queue.stats).toMatchObject({ acked: 3, nacked: 1, retried: 1, received: 4 })
  })
})

describe('rate limit and middleware', () => {
  test('at most so many hand-overs begin in any interval', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<number>('q', { clock })
    const at: number[] = []
    queue.consume(() => at.push(clock.now()), { concurrency: 5, rateLimit: { count: 2, interval: 100 } })
    for (let n = 0; n < 5; n++) await queue.send(n)
    await settled()
    expect(queue.stats).toMatchObject({ depth: 3, inFlight: 0 })
    await clock.advance(300)
    expect(at).toEqual([0, 0, 100, 100, 200])
    expect(clock.pending).toBe(0)
    await queue.send(9)
    await settled()
    expect(at).toHaveLength(6)
  })

  test('the queue’s middleware is around the consumer’s, the first outermost, also when added later', async () => {
    const queue = new Queue<string>('q')
    const calls: string[] = []
    const wrap =
      (name: string): Middleware<string> =>
      (next) =>
      (body, delivery) => {
        calls.push(name)
        return next(`${body} ${name}`, delivery)
      }
    queue.use(wrap('outer'))
    queue.consume((body) => calls.push(body), { use: [wrap('inner 1'), wrap('inner 2')] })
    queue.use(wrap('added'))
    await queue.send('x')
    await settled()
    expect(calls).toEqual(['outer', 'added', 'inner 1', 'inner 2', 'x outer added inner 1 inner 2'])
  })
})
