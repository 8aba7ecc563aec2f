import { describe, expect, it } from 'vitest'
import { Queue } from '../../../../src/runtime/index.ts'
import { settled, stateOf } from '../conditions.ts'
import { expectConserved } from '../conservation.ts'

describe('a buffer', () => {
  it('holds a thousand messages by default', () => {
    const queue = new Queue<number>('q')
    expect(queue.stats.capacity).toBe(1000)
    for (let n = 0; n < 1000; n++) expect(queue.trySend(n)).toBe(true)
    expect(queue.trySend(1000)).toBe(false)
    expect(queue.stats.depth).toBe(1000)
  })

  it('accepts without a receiver up to its capacity, then has senders wait in order', async () => {
    const queue = new Queue<string>('q', { capacity: 2 })
    await queue.send('a')
    await queue.send('b')
    const accepted: string[] = []
    const third = queue.send('c').then(() => accepted.push('c'))
    const fourth = queue.send('d').then(() => accepted.push('d'))
    expect(await stateOf(third)).toBe('pending')
    expect(queue.stats.waitingSenders).toBe(2)
    expect(queue.stats.sent).toBe(2)
    ;(await queue.receive())?.ack()
    await third
    expect(await stateOf(fourth)).toBe('pending')
    ;(await queue.receive())?.ack()
    await fourth
    expect(accepted).toEqual(['c', 'd'])
    expect([await queue.receive(), await queue.receive()].map((d) => d?.body)).toEqual(['c', 'd'])
  })

  it('does not let a new sender overtake those who wait', async () => {
    const queue = new Queue<string>('q', { capacity: 1 })
    await queue.send('a')
    void queue.send('b')
    expect(queue.trySend('x')).toBe(false)
    ;(await queue.receive())?.ack()
    expect(queue.trySend('y')).toBe(false)
    expect((await queue.receive())?.body).toBe('b')
    expect(queue.trySend('z')).toBe(true)
  })

  it('serves waiting receivers in order, and counts them', async () => {
    const queue = new Queue<number>('q')
    const got: string[] = []
    const receivers = ['first', 'second', 'third'].map((who) =>
      queue.receive().then((delivery) => got.push(`${who} ${delivery?.body}`)),
    )
    expect(queue.stats.waitingReceivers).toBe(3)
    for (const n of [1, 2, 3]) await queue.send(n)
    await Promise.all(receivers)
    expect(got).toEqual(['first 1', 'second 2', 'third 3'])
    expect(queue.stats.waitingReceivers).toBe(0)
  })

  it('bounds depth only: what is delivered and unsettled takes no place', async () => {
    const queue = new Queue<number>('q', { capacity: 1 })
    for (let n = 0; n < 5; n++) {
      await queue.send(n)
      await queue.receive()
    }
    expect(queue.stats).toMatchObject({ inFlight: 5, depth: 0 })
    expect(queue.trySend(5)).toBe(true)
    expect(queue.trySend(6)).toBe(false)
  })

  it('takes back what was delivered though it is full, so that a worker never waits for its own message', async () => {
    const queue = new Queue<string>('q', { capacity: 1 })
    await queue.send('a')
    const delivery = await queue.receive()
    await queue.send('b')
    const waiting = queue.send('c')
    delivery?.nack({ requeue: true })
    expect(queue.stats).toMatchObject({ depth: 2, waitingSenders: 1 })
    expect((await queue.receive())?.body).toBe('a')
    expect(await stateOf(waiting)).toBe('pending')
    expect((await queue.receive())?.body).toBe('b')
    await waiting
    expect((await queue.receive())?.body).toBe('c')
    expectConserved(queue.stats)
  })

  it('may be without bound', () => {
    const queue = new Queue<number>('q', { capacity: Infinity })
    for (let n = 0; n < 5000; n++) expect(queue.trySend(n)).toBe(true)
    expect(queue.stats.depth).toBe(5000)
  })

  it.each([undefined, null, 0, '', false, Number.NaN])('treats %s as a message', async (body) => {
    const queue = new Queue<unknown>('q')
    await queue.send(body)
    const delivery = await queue.receive()
    expect(delivery).toBeDefined()
    expect(delivery?.body).toBe(body)
    delivery?.ack()
    const waiting = queue.receive()
    await queue.send(body)
    expect((await waiting)?.body).toBe(body)
    const handled: unknown[] = []
    queue.consume((one) => void handled.push(one))
    await queue.send(body)
    await settled()
    expect(handled).toEqual([body])
  })

  it('shows what waits without taking it', async () => {
    const queue = new Queue<string>('q')
    await queue.send('a', { headers: { colour: 'red' }, id: 'one' })
    await queue.send('b')
    expect(queue.peek().map(({ body }) => body)).toEqual(['a'])
    const [first, second] = queue.peek(10)
    expect(first).toMatchObject({ id: 'one', body: 'a', headers: { colour: 'red' }, attempt: 0 })
    expect(second?.body).toBe('b')
    expect(Object.isFrozen(first)).toBe(true)
    expect(queue.stats).toMatchObject({ depth: 2, received: 0 })
  })
})

describe('a rendezvous', () => {
  it('accepts a message only when somebody takes it', async () => {
    const queue = new Queue<string>('q', { capacity: 0 })
    const sending = queue.send('a')
    expect(await stateOf(sending)).toBe('pending')
    expect(queue.stats).toMatchObject({ sent: 0, depth: 0, waitingSenders: 1 })
    expect((await queue.receive())?.body).toBe('a')
    await sending
    expect(queue.stats).toMatchObject({ sent: 1, depth: 0, inFlight: 1, waitingSenders: 0 })
  })

  it('lets trySend succeed only where a receiver waits', async () => {
    const queue = new Queue<string>('q', { capacity: 0 })
    expect(queue.trySend('a')).toBe(false)
    const receiving = queue.receive()
    expect(queue.trySend('b')).toBe(true)
    expect(queue.trySend('c')).toBe(false)
    expect((await receiving)?.body).toBe('b')
    queue.consume(() => {})
    expect(queue.trySend('d')).toBe(true)
  })

  it('plays ping-pong with consumers, in order', async () => {
    const queue = new Queue<number>('q', { capacity: 0 })
    const handled: number[] = []
    queue.consume((n) => void handled.push(n))
    for (let n = 0; n < 100; n++) await queue.send(n)
    queue.close()
    await queue.drained()
    expect(handled).toEqual(Array.from({ length: 100 }, (_, n) => n))
  })
})

describe('a loop over a queue', () => {
  it('acks a message when it asks for the next, and ends after close', async () => {
    const queue = new Queue<number>('q')
    for (const n of [1, 2, 3]) await queue.send(n)
    queue.close()
    const acked: number[] = []
    for await (const n of queue) acked.push(queue.stats.acked * 10 + n)
    expect(acked).toEqual([1, 12, 23])
    expect(queue.stats).toMatchObject({ acked: 3, depth: 0, inFlight: 0 })
  })

  it('puts the current message back at the head when it is left early', async () => {
    const queue = new Queue<number>('q')
    for (const n of [1, 2, 3]) await queue.send(n)
    for await (const n of queue) if (n === 2) break
    expect(queue.stats).toMatchObject({ acked: 1, depth: 2, inFlight: 0 })
    expect(queue.peek(2).map(({ body }) => body)).toEqual([2, 3])
    const thrown = async (): Promise<void> => {
      for await (const n of queue) if (n === 2) throw new Error('left')
    }
    await expect(thrown()).rejects.toThrow('left')
    expect(queue.peek(2).map(({ body }) => body)).toEqual([2, 3])
  })

  it('shares the messages with other loops, each going to one', async () => {
    const queue = new Queue<number>('q', { capacity: 1 })
    const got: number[] = []
    const loop = async (): Promise<void> => {
      for await (const n of queue) got.push(n)
    }
    const loops = [loop(), loop(), loop()]
    for (let n = 0; n < 30; n++) await queue.send(n)
    queue.close()
    await Promise.all(loops)
    expect(got.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n))
  })
})
