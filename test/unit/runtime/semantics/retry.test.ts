import { describe, expect, it } from 'vitest'
import { HandlerTimeoutError, Queue, type RetryOptions } from '../../../../src/runtime/index.ts'
import { SimulatedClock } from '../../../../src/runtime/testing.ts'
import { settled } from '../conditions.ts'
import { expectConserved } from '../conservation.ts'

const immediate: RetryOptions = { attempts: 3, backoff: 'fixed', delay: 0, jitter: 0 }

/** Moments at which a message that always fails is delivered. */
async function moments(retry: RetryOptions, for_: number, seed = 1): Promise<number[]> {
  const clock = new SimulatedClock({ seed })
  const queue = new Queue<number>('q', { clock })
  const times: number[] = []
  queue.consume(
    () => {
      times.push(clock.now())
      throw new Error('again')
    },
    { retry, onFailed: () => {} },
  )
  await queue.send(1)
  await clock.advance(for_)
  return times
}

describe('failure', () => {
  it('is not retried unless asked', async () => {
    const queue = new Queue<number>('q')
    const failures: unknown[] = []
    let calls = 0
    queue.consume(
      () => {
        calls++
        throw new Error('no')
      },
      { onFailed: (error) => failures.push(error) },
    )
    await queue.send(1)
    await settled()
    expect(calls).toBe(1)
    expect(failures).toEqual([new Error('no')])
    expect(queue.stats).toMatchObject({ received: 1, nacked: 1, retried: 0, failed: 1 })
  })

  const never = new Promise<void>(() => {})
  it.each([
    [
      'a throw',
      'Error',
      () => {
        throw new Error('x')
      },
    ],
    ['a rejection', 'Error', () => Promise.reject(new Error('x'))],
    ['a timeout', 'HandlerTimeoutError', () => never],
  ] as const)('by %s is retried while attempts are left, then given up', async (_, name, handler) => {
    const clock = new SimulatedClock()
    const queue = new Queue<number>('work', { clock })
    const attempts: number[] = []
    const failures: Error[] = []
    queue.consume(
      (_body, { attempt }) => {
        attempts.push(attempt)
        return handler()
      },
      { retry: immediate, timeout: 10, onFailed: (error) => failures.push(error as Error) },
    )
    await queue.send(1)
    await clock.advance(100)
    expect(attempts).toEqual([1, 2, 3])
    expect(failures.map((error) => error.name)).toEqual([name])
    expect(queue.stats).toMatchObject({ sent: 1, received: 3, nacked: 3, retried: 2, failed: 1, inFlight: 0, depth: 0 })
    expectConserved(queue.stats)
  })

  it('by nack() is the same', async () => {
    const queue = new Queue<number>('q')
    const attempts: number[] = []
    const failures: unknown[] = []
    queue.consume(
      (_, delivery) => {
        attempts.push(delivery.attempt)
        delivery.nack({ error: 'told' })
      },
      { retry: immediate, onFailed: (error) => failures.push(error) },
    )
    await queue.send(1)
    await settled()
    expect(attempts).toEqual([1, 2, 3])
    expect(failures).toEqual(['told'])
    expect(queue.stats).toMatchObject({ nacked: 3, retried: 2, failed: 1 })
  })

  it('by a timeout frees the worker, names the queue, and what the handler does later has no effect', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('slow', { clock })
    const failures: Error[] = []
    let finish = (): void => {}
    const handled: string[] = []
    queue.consume(
      (body) => {
        handled.push(body)
        return body === 'stuck' ? new Promise<void>((resolve) => (finish = resolve)) : undefined
      },
      { timeout: 50, onFailed: (error) => failures.push(error as Error) },
    )
    await queue.send('stuck')
    await queue.send('next')
    await clock.advance(49)
    expect(handled).toEqual(['stuck'])
    await clock.advance(1)
    expect(handled).toEqual(['stuck', 'next'])
    expect(failures[0]).toBeInstanceOf(HandlerTimeoutError)
    expect(failures[0]?.message).toContain('slow')
    finish()
    await settled()
    expect(queue.stats).toMatchObject({ failed: 1, acked: 1, inFlight: 0 })
  })

  it('does not leave the timer of a timeout behind when the handler ends in time', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<number>('q', { clock })
    queue.consume(async () => {}, { timeout: 1000 })
    await queue.send(1)
    await settled()
    expect(queue.stats.acked).toBe(1)
    expect(clock.pending).toBe(0)
  })
})

describe('a retry', () => {
  it('waits a fixed time', async () => {
    expect(await moments({ attempts: 4, backoff: 'fixed', delay: 30, jitter: 0 }, 1000)).toEqual([0, 30, 60, 90])
  })

  it('waits twice as long each time, up to the longest', async () => {
    const retry = { attempts: 6, backoff: 'exponential', delay: 100, maxDelay: 500, jitter: 0 } as const
    expect(await moments(retry, 10_000)).toEqual([0, 100, 300, 700, 1200, 1700])
  })

  it('waits as a function of the attempt says', async () => {
    expect(await moments({ attempts: 4, backoff: (n) => n * 7 }, 1000)).toEqual([0, 7, 21, 42])
  })

  it('backs off exponentially from 100 ms to 30 s with jitter by default, by the clock’s chance', async () => {
    const times = await moments({ attempts: 12 }, 1_000_000)
    expect(times).toHaveLength(12)
    const waits = times.slice(1).map((time, n) => time - (times[n] as number))
    waits.forEach((wait, n) => {
      const full = Math.min(30_000, 100 * 2 ** n)
      expect(wait).toBeGreaterThanOrEqual(full / 2)
      expect(wait).toBeLessThanOrEqual(full)
    })
    expect(waits[0]).not.toBe(100)
    expect(await moments({ attempts: 12 }, 1_000_000)).toEqual(times)
    expect(await moments({ attempts: 12 }, 1_000_000, 2)).not.toEqual(times)
  })

  it('waits in `delayed`, holds up nobody, and goes to the head when due', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('q', { clock })
    const order: string[] = []
    const consumer = queue.consume(
      (body, { attempt }) => {
        order.push(body)
        if (body === 'a' && attempt === 1) throw new Error('once')
      },
      { retry: { attempts: 2, backoff: 'fixed', delay: 100, jitter: 0 } },
    )
    await queue.send('a')
    await queue.send('b')
    await settled()
    expect(order).toEqual(['a', 'b'])
    expect(queue.stats).toMatchObject({ delayed: 1, depth: 0, inFlight: 0, sent: 2 })
    expectConserved(queue.stats)
    consumer.pause()
    await queue.send('c')
    await queue.send('d')
    await clock.advance(100)
    expect(queue.peek(5).map(({ body }) => body)).toEqual(['a', 'c', 'd'])
    consumer.resume()
    await settled()
    expect(order).toEqual(['a', 'b', 'a', 'c', 'd'])
  })

  it('holds up those behind it with `ordered`', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('q', { clock })
    const order: string[] = []
    queue.consume(
      (body, { attempt }) => {
        order.push(body)
        if (body === 'a' && attempt < 3) throw new Error('twice')
      },
      { ordered: true, retry: { attempts: 3, backoff: 'fixed', delay: 100, jitter: 0 } },
    )
    for (const body of ['a', 'b', 'c']) await queue.send(body)
    await clock.advance(150)
    expect(order).toEqual(['a', 'a'])
    await clock.advance(50)
    expect(order).toEqual(['a', 'a', 'a', 'b', 'c'])
  })
})

describe('settling by hand', () => {
  it('puts back at the head with `requeue: true`, whatever the attempts', async () => {
    const queue = new Queue<string>('q')
    await queue.send('a')
    await queue.send('b')
    for (const attempt of [1, 2, 3]) {
      const delivery = await queue.receive()
      expect(delivery).toMatchObject({ body: 'a', attempt })
      delivery?.nack({ requeue: true })
    }
    expect(queue.peek(2).map(({ body, attempt }) => [body, attempt])).toEqual([
      ['a', 3],
      ['b', 0],
    ])
    expect(queue.stats).toMatchObject({ nacked: 3, retried: 3, failed: 0 })
  })

  it('puts each back at the head, before those put back earlier', async () => {
    const queue = new Queue<string>('q')
    for (const body of ['a', 'b', 'c']) await queue.send(body)
    const [a, b] = [await queue.receive(), await queue.receive()]
    a?.nack({ requeue: true })
    b?.nack({ requeue: true })
    expect(queue.peek(3).map(({ body }) => body)).toEqual(['b', 'a', 'c'])
  })

  it('puts back later with a delay', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('q', { clock })
    await queue.send('a')
    ;(await queue.receive())?.nack({ requeue: true, delay: 25 })
    expect(queue.stats).toMatchObject({ delayed: 1, depth: 0 })
    await clock.advance(24)
    expect(queue.stats.depth).toBe(0)
    await clock.advance(1)
    expect(await queue.receive()).toMatchObject({ body: 'a', attempt: 2 })
  })

  it('gives up at once with `requeue: false`', async () => {
    const queue = new Queue<number>('q')
    const failures: unknown[] = []
    queue.consume((_, delivery) => delivery.nack({ requeue: false, error: 'hopeless' }), {
      retry: immediate,
      onFailed: (error) => failures.push(error),
    })
    await queue.send(1)
    await settled()
    expect(failures).toEqual(['hopeless'])
    expect(queue.stats).toMatchObject({ received: 1, failed: 1, retried: 0 })
  })

  it('counts once: a second settle does nothing', async () => {
    const queue = new Queue<number>('q')
    await queue.send(1)
    const first = await queue.receive()
    first?.ack()
    first?.ack()
    first?.nack({ requeue: true })
    expect(queue.stats).toMatchObject({ acked: 1, nacked: 0, depth: 0, inFlight: 0 })
    await queue.send(2)
    const second = await queue.receive()
    second?.nack({ requeue: true })
    second?.ack()
    second?.nack({ requeue: true })
    expect(queue.stats).toMatchObject({ acked: 1, nacked: 1, depth: 1, inFlight: 0 })
    expectConserved(queue.stats)
  })

  it('stands against the end of the handler', async () => {
    const queue = new Queue<string>('q')
    queue.consume(
      (body, delivery) => {
        if (body === 'acked') {
          delivery.ack()
          throw new Error('too late')
        }
        delivery.nack({ requeue: delivery.attempt === 1 })
      },
      { onFailed: () => {} },
    )
    await queue.send('acked')
    await queue.send('nacked')
    await settled()
    expect(queue.stats).toMatchObject({ acked: 1, nacked: 2, retried: 1, failed: 1, inFlight: 0 })
  })
})
