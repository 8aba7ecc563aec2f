import { describe, expect, it } from 'vitest'
import { Queue, QueueClosedError } from '../../../../src/runtime/index.ts'
import { SimulatedClock } from '../../../../src/runtime/testing.ts'
import { Gate, rejection, settled, stateOf } from '../conditions.ts'
import { expectConserved } from '../conservation.ts'

describe('close', () => {
  it('does nothing the second time', async () => {
    const queue = new Queue<number>('q', { clock: new SimulatedClock() })
    await queue.send(1)
    queue.close()
    const before = queue.stats
    expect(() => queue.close()).not.toThrow()
    expect(queue.stats).toEqual(before)
    expect(queue.closed).toBe(true)
  })

  it('refuses what comes after, by the queue’s name, and counts it', async () => {
    const queue = new Queue<number>('letters')
    queue.close()
    const error = await rejection(queue.send(1))
    expect(error).toBeInstanceOf(QueueClosedError)
    expect(error.name).toBe('QueueClosedError')
    expect(error.message).toContain('letters')
    expect(queue.trySend(2)).toBe(false)
    expect(queue.trySend(3, { delay: 10 })).toBe(false)
    await expect(queue.send(4, { delay: 10 })).rejects.toBeInstanceOf(QueueClosedError)
    expect(queue.stats).toMatchObject({ sent: 0, rejected: 4 })
  })

  it('lets what was accepted be received, then gives undefined for ever', async () => {
    const queue = new Queue<number>('q')
    await queue.send(1)
    await queue.send(2)
    queue.close()
    expect((await queue.receive())?.body).toBe(1)
    expect((await queue.receive())?.body).toBe(2)
    expect(queue.stats.inFlight).toBe(2)
    expect(await queue.receive()).toBeUndefined()
    expect(await queue.receive()).toBeUndefined()
  })

  it('rejects senders that wait and wakes receivers that wait', async () => {
    const full = new Queue<number>('full', { capacity: 1 })
    await full.send(0)
    const senders = [full.send(1), full.send(2)]
    full.close()
    for (const sender of senders) expect(await rejection(sender)).toBeInstanceOf(QueueClosedError)
    expect(full.stats).toMatchObject({ sent: 1, waitingSenders: 0, rejected: 2 })
    expect((await full.receive())?.body).toBe(0)

    const empty = new Queue<number>('empty')
    const receivers = [empty.receive(), empty.receive()]
    empty.close()
    expect(await Promise.all(receivers)).toEqual([undefined, undefined])
    expect(empty.stats.waitingReceivers).toBe(0)
  })

  it('delivers again what is put back after it', async () => {
    const queue = new Queue<number>('q')
    await queue.send(1)
    const delivery = await queue.receive()
    queue.close()
    expect(await queue.receive()).toBeUndefined()
    delivery?.nack({ requeue: true })
    expect((await queue.receive())?.body).toBe(1)
  })

  it('still delivers messages that are not due', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('q', { clock })
    await queue.send('later', { delay: 50 })
    queue.close()
    const receiving = queue.receive()
    expect(await stateOf(receiving)).toBe('pending')
    await clock.advance(50)
    expect((await receiving)?.body).toBe('later')
  })

  it('lets consumers stay until messages in flight and their retries are settled', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<number>('q', { clock })
    const attempts: number[] = []
    queue.consume(
      (_, { attempt }) => {
        attempts.push(attempt)
        if (attempt < 3) throw new Error('not yet')
      },
      { retry: { attempts: 3, backoff: 'fixed', delay: 100, jitter: 0 } },
    )
    await queue.send(1)
    queue.close()
    const drained = queue.drained()
    await settled()
    expect(attempts).toEqual([1])
    expect(await stateOf(drained)).toBe('pending')
    await clock.advance(200)
    await drained
    expect(attempts).toEqual([1, 2, 3])
    expect(queue.stats).toMatchObject({ acked: 1, retried: 2, delayed: 0 })
  })
})

describe('drained', () => {
  it('waits for close, however empty the queue is', async () => {
    const queue = new Queue<number>('q')
    const drained = queue.drained()
    expect(await stateOf(drained)).toBe('pending')
    queue.close()
    await drained
    await queue.drained()
  })

  it('waits for what waits, is delayed, or is in flight', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<string>('q', { clock })
    const gate = new Gate()
    const handled: string[] = []
    await queue.send('now')
    await queue.send('later', { delay: 20 })
    queue.close()
    const drained = queue.drained()
    expect(await stateOf(drained)).toBe('pending')
    queue.consume(async (body) => {
      handled.push(body)
      if (body === 'later') await gate.opened
    })
    await settled()
    expect(handled).toEqual(['now'])
    expect(await stateOf(drained)).toBe('pending')
    await clock.advance(20)
    expect(handled).toEqual(['now', 'later'])
    expect(await stateOf(drained)).toBe('pending')
    gate.open()
    await drained
    expectConserved(queue.stats)
    expect(queue.stats.acked).toBe(2)
  })

  it('resolves when dead letters are where they belong', async () => {
    const dead = new Queue<number>('dead')
    const queue = new Queue<number>('q')
    queue.consume(
      () => {
        throw new Error('no')
      },
      { deadLetter: dead },
    )
    for (const n of [1, 2, 3]) await queue.send(n)
    queue.close()
    await queue.drained()
    expect(dead.peek(5).map(({ body }) => body)).toEqual([1, 2, 3])
    expect(queue.stats).toMatchObject({ deadLettered: 3, depth: 0, inFlight: 0 })
  })

  it('resolves when what waited was purged', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<number>('q', { clock })
    await queue.send(1)
    await queue.send(2, { delay: 10 })
    queue.close()
    const drained = queue.drained()
    expect(queue.purge()).toBe(2)
    await drained
    expect(queue.stats).toMatchObject({ purged: 2, depth: 0, delayed: 0 })
  })

  it('resolves when the last message that waited has expired', async () => {
    const clock = new SimulatedClock()
    const queue = new Queue<number>('q', { clock })
    await queue.send(1, { expiresIn: 5 })
    queue.close()
    await clock.advance(6)
    expect(await queue.receive()).toBeUndefined()
    await queue.drained()
    expect(queue.stats.expired).toBe(1)
  })
})
