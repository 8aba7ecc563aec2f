import { describe, expect, it } from 'vitest'
import { MessageExpiredError, Queue, type QueueOptions } from '../../../../src/runtime/index.ts'
import { registry } from '../../../../src/runtime/registry.ts'
import { SimulatedClock } from '../../../../src/runtime/simulatedClock.ts'
import { expectConserved } from '../conservation.ts'
import { Gate, rejection, settled } from '../conditions.ts'

function timed(options: QueueOptions = {}): { clock: SimulatedClock; queue: Queue<string> } {
  const clock = new SimulatedClock()
  return { clock, queue: new Queue<string>('mail', { clock, ...options }) }
}

describe('expiry', () => {
  it('is not handed over if it expires while a consumer has it taken ahead', async () => {
    const { clock, queue } = timed()
    const gate = new Gate()
    const got: string[] = []
    await queue.send('first')
    await queue.send('short', { expiresIn: 10 })
    await queue.send('long', { expiresIn: 1_000 })
    await queue.send('last')
    queue.consume((body) => (got.push(body), gate.opened), { prefetch: 5 })
    await settled()
    expect(queue.stats).toMatchObject({ depth: 0, inFlight: 4 })
    await clock.advance(10)
    gate.open()
    queue.close()
    await queue.drained()
    expect(got).toEqual(['first', 'long', 'last'])
    expect(queue.stats).toMatchObject({ sent: 4, received: 3, acked: 3, expired: 1, inFlight: 0 })
  })

  it('ends the wait for a drained queue if the last one expires while it is taken ahead', async () => {
    const { clock, queue } = timed()
    const gate = new Gate()
    await queue.send('first')
    await queue.send('short', { expiresIn: 10 })
    queue.consume(() => gate.opened, { prefetch: 1 })
    await settled()
    queue.close()
    const drained = queue.drained()
    await clock.advance(10)
    gate.open()
    await drained
    expect(queue.stats).toMatchObject({ acked: 1, expired: 1 })
  })

  it('is not handed to a waiting worker by a retry that is due after its end', async () => {
    const { clock, queue } = timed()
    const got: number[] = []
    queue.consume(
      (_body, { attempt }) => {
        got.push(attempt)
        throw new Error('busy')
      },
      { retry: { attempts: 5, backoff: 'fixed', delay: 30, jitter: 0 } },
    )
    await queue.send('short', { expiresIn: 50 })
    await clock.advance(200)
    expect(got).toEqual([1, 2])
    expect(queue.stats).toMatchObject({ expired: 1, failed: 0, delayed: 0, inFlight: 0, depth: 0 })
    expectConserved(queue.stats)
  })

  it('is not in the figures, nor in the way, once it was put back', async () => {
    const { clock, queue } = timed()
    await queue.send('short', { expiresIn: 50 })
    const delivery = await queue.receive()
    delivery?.nack({ requeue: true })
    expect(queue.stats).toMatchObject({ depth: 1, expired: 0 })
    await clock.advance(50)
    expect(queue.stats).toMatchObject({ depth: 0, expired: 1 })
    expect(queue.peek()).toEqual([])
    expectConserved(queue.stats)
  })

  it('keeps those that come after the first sweep apart from those that went', async () => {
    const { clock, queue } = timed({ capacity: 3 })
    for (const expiresIn of [30, 10, 20]) await queue.send(`in ${expiresIn}`, { expiresIn })
    for (const [advance, left] of [
      [10, ['in 30', 'in 20']],
      [10, ['in 30']],
      [10, []],
    ] as const) {
      await clock.advance(advance)
      expect(queue.peek(3).map(({ body }) => body)).toEqual(left)
    }
    for (let n = 0; n < 3; n++) expect(queue.trySend('kept', { expiresIn: 5 })).toBe(true)
    expect(queue.trySend('no room')).toBe(false)
    await clock.advance(5)
    expect(queue.trySend('room')).toBe(true)
    expect(queue.stats).toMatchObject({ depth: 1, expired: 6 })
    expectConserved(queue.stats)
  })

  it('holds the sum also in the counters of the registry, where it may be noticed later', async () => {
    const { clock, queue } = timed()
    const entry = [...registry().entries.values()].findLast(({ declaration }) => declaration.name === 'mail')
    await queue.send('short', { expiresIn: 10 })
    await clock.advance(10)
    expect(entry?.counters).toMatchObject({ sent: 1, depth: 1, expired: 0 })
    expect(queue.stats).toMatchObject({ sent: 1, depth: 0, expired: 1 })
    expect(entry?.counters).toMatchObject({ sent: 1, depth: 0, expired: 1 })
  })

  it('rejects a send whose time passed in the line, also if its timer is late', async () => {
    let now = 0
    const clock = { now: () => now, random: () => 0.5, setTimeout: () => ({ cancel() {}, unref() {} }) }
    const queue = new Queue<string>('mail', { clock, capacity: 0 })
    const sent = queue.send('short', { expiresIn: 10 })
    const kept = queue.send('kept')
    now = 10
    expect((await queue.receive())?.body).toBe('kept')
    await kept
    expect(await rejection(sent)).toBeInstanceOf(MessageExpiredError)
    expect(queue.stats).toMatchObject({ sent: 1, rejected: 1, inFlight: 1, waitingSenders: 0 })
  })
})
