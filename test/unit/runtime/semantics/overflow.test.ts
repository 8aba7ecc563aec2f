import { describe, expect, it } from 'vitest'
import { Queue, QueueFullError, type Overflow } from '../../../../src/runtime/index.ts'
import { rejection, stateOf } from '../conditions.ts'
import { expectConserved } from '../conservation.ts'

async function full(overflow: Overflow): Promise<Queue<number>> {
  const queue = new Queue<number>('pipe', { capacity: 2, overflow })
  await queue.send(1)
  await queue.send(2)
  return queue
}

const waiting = (queue: Queue<number>): number[] => queue.peek(10).map(({ body }) => body)

describe('a full queue', () => {
  it('has senders wait by default', async () => {
    const queue = new Queue<number>('pipe', { capacity: 1 })
    await queue.send(1)
    expect(await stateOf(queue.send(2))).toBe('pending')
    expect(queue.trySend(3)).toBe(false)
    expect(queue.stats).toMatchObject({ sent: 1, waitingSenders: 1, rejected: 1 })
  })

  it('rejects by its name with `reject`', async () => {
    const queue = await full('reject')
    const error = await rejection(queue.send(3))
    expect(error).toBeInstanceOf(QueueFullError)
    expect(error.name).toBe('QueueFullError')
    expect(error.message).toContain('pipe')
    expect(queue.trySend(4)).toBe(false)
    expect(waiting(queue)).toEqual([1, 2])
    expect(queue.stats).toMatchObject({ sent: 2, rejected: 2, dropped: 0, waitingSenders: 0 })
  })

  it('lets a new message be lost with `drop-newest`, which send does not tell', async () => {
    const queue = await full('drop-newest')
    await queue.send(3)
    expect(queue.trySend(4)).toBe(true)
    expect(waiting(queue)).toEqual([1, 2])
    expect(queue.stats).toMatchObject({ sent: 4, dropped: 2, rejected: 0, depth: 2 })
    expectConserved(queue.stats)
  })

  it('lets the oldest be lost with `drop-oldest`', async () => {
    const queue = await full('drop-oldest')
    await queue.send(3)
    expect(queue.trySend(4)).toBe(true)
    expect(waiting(queue)).toEqual([3, 4])
    expect(queue.stats).toMatchObject({ sent: 4, dropped: 2, rejected: 0, depth: 2 })
    expectConserved(queue.stats)
  })

  it.each(['drop-newest', 'drop-oldest'] as const)(
    'drops at capacity 0 with `%s` if nobody waits',
    async (overflow) => {
      const queue = new Queue<number>('pipe', { capacity: 0, overflow })
      await queue.send(1)
      expect(queue.stats).toMatchObject({ sent: 1, dropped: 1, depth: 0 })
      const receiving = queue.receive()
      await queue.send(2)
      expect((await receiving)?.body).toBe(2)
      expectConserved(queue.stats)
    },
  )

  it('does not drop what was put back to make room', async () => {
    const queue = new Queue<string>('pipe', { capacity: 1, overflow: 'drop-oldest' })
    await queue.send('back')
    const delivery = await queue.receive()
    await queue.send('old')
    delivery?.nack({ requeue: true })
    await queue.send('new')
    expect(queue.peek(5).map(({ body }) => body)).toEqual(['back', 'new'])
    expect(queue.stats.dropped).toBe(1)
  })
})
