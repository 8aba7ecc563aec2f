import { afterEach, describe, expect, it, vi } from 'vitest'
import { InvalidOptionError, Queue, QueueClosedError } from '../../../../src/runtime/index.ts'
import { SimulatedClock } from '../../../../src/runtime/testing.ts'
import { rejection, settled } from '../conditions.ts'
import { expectConserved } from '../conservation.ts'

afterEach(() => void vi.restoreAllMocks())

const fail = (): never => {
  throw new TypeError('no such size')
}

describe('a dead letter', () => {
  it('keeps body and id, and tells in strings what happened', async () => {
    const clock = new SimulatedClock({ now: 1000 })
    const dead = new Queue<object>('dead', { clock })
    const queue = new Queue<object>('resize', { clock })
    queue.consume(fail, { deadLetter: dead, retry: { attempts: 2, backoff: 'fixed', delay: 5, jitter: 0 } })
    const body = {}
    await queue.send(body, { id: 'seven', headers: { colour: 'red' } })
    await clock.advance(5)
    const [letter] = dead.peek()
    expect(letter?.body).toBe(body)
    expect(letter).toMatchObject({
      id: 'seven',
      headers: {
        colour: 'red',
        'dead-letter-error': 'TypeError: no such size',
        'dead-letter-attempts': '2',
        'dead-letter-source': 'resize',
      },
    })
    for (const value of Object.values(letter?.headers ?? {})) expect(value).toBeTypeOf('string')
    expect(letter?.headers['dead-letter-stack']).toContain('TypeError')
    expect(Date.parse(letter?.headers['dead-letter-at'] ?? '')).toBe(1005)
  })

  it('goes home by redrive, oldest first, up to the limit, as it was', async () => {
    const dead = new Queue<number>('dead')
    const queue = new Queue<number>('resize')
    const consumer = queue.consume(fail, { deadLetter: dead })
    for (const n of [1, 2, 3]) await queue.send(n, { id: `id ${n}`, headers: { colour: 'red' } })
    await settled()
    await consumer.stop()
    await dead.send(9)
    expect(await dead.redrive({ limit: 2 })).toBe(2)
    const home = queue.peek(5)
    expect(home.map(({ id, body, headers }) => [id, body, headers])).toEqual([
      ['id 1', 1, { colour: 'red' }],
      ['id 2', 2, { colour: 'red' }],
    ])
    expect(await dead.redrive()).toBe(1)
    expect(dead.peek(5).map(({ body }) => body)).toEqual([9])
    expectConserved(dead.stats)
  })

  it.each([-1, 1.5, NaN, '2', null])('refuses %s as the limit of a redrive', async (limit) => {
    const dead = new Queue<number>('dead')
    const queue = new Queue<number>('resize')
    const consumer = queue.consume(fail, { deadLetter: dead })
    await queue.send(1)
    await settled()
    await consumer.stop()
    const error = await rejection(dead.redrive({ limit: limit as number }))
    expect(error).toBeInstanceOf(InvalidOptionError)
    expect(error.message).toContain('limit')
    expect(dead.stats.depth).toBe(1)
    expect(await dead.redrive({ limit: 0 })).toBe(0)
    expect(await dead.redrive({ limit: Infinity })).toBe(1)
  })

  it('stays at the head if its home is closed', async () => {
    const dead = new Queue<number>('dead')
    const queue = new Queue<number>('resize')
    queue.consume(fail, { deadLetter: dead })
    for (const n of [1, 2]) await queue.send(n)
    queue.close()
    await queue.drained()
    expect(await rejection(dead.redrive())).toBeInstanceOf(QueueClosedError)
    expect(dead.peek(5).map(({ body }) => body)).toEqual([1, 2])
    expectConserved(dead.stats)
  })
})

describe('a message that is lost for good', () => {
  it.each(['full', 'closed'])('because its dead-letter queue is %s is failed and reported', async (how) => {
    const dead = new Queue<number>('dead', { capacity: 1 })
    if (how === 'full') await dead.send(0)
    else dead.close()
    const queue = new Queue<number>('resize')
    const reported: unknown[] = []
    queue.consume(fail, {
      deadLetter: dead,
      onFailed: (error, { body }) => reported.push([(error as Error).cause, body]),
    })
    await queue.send(1)
    await settled()
    expect(reported).toEqual([[new TypeError('no such size'), 1]])
    expect(queue.stats).toMatchObject({ failed: 1, deadLettered: 0, inFlight: 0 })
  })

  it('is warned about once a destination where nobody is told', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    for (const name of ['first', 'second']) {
      const queue = new Queue<number>(name)
      queue.consume(fail)
      for (const n of [1, 2, 3]) await queue.send(n)
      await settled()
      expect(queue.stats.failed).toBe(3)
    }
    expect(warn.mock.calls.map(([message]) => /first|second/.exec(String(message))?.[0])).toEqual(['first', 'second'])
  })
})

describe('nothing that is dropped on the floor', () => {
  it('brings the process down: no promise of send, receive or publish, no failing handler or onFailed', async () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const unhandled: unknown[] = []
    const listen = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', listen)
    try {
      const closed = new Queue<number>('closed')
      closed.close()
      void closed.send(1)
      void closed.send(1, { priority: 0.5 })
      void closed.redrive()
      const full = new Queue<number>('full', { capacity: 0 })
      void full.send(1)
      void full.send(2, { signal: AbortSignal.abort(new Error('over')) })
      void full.receive({ signal: AbortSignal.abort(new Error('over')) })
      full.close()
      const work = new Queue<number>('work')
      work.consume(() => Promise.reject(new Error('no')), { onFailed: () => Promise.reject(new Error('worse')) })
      await work.send(1)
      await settled()
      await settled()
      expect(work.stats.failed).toBe(1)
    } finally {
      process.off('unhandledRejection', listen)
    }
    expect(unhandled).toEqual([])
  })
})
