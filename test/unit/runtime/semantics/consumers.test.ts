import { describe, expect, it } from 'vitest'
import { Queue } from '../../../../src/runtime/index.ts'
import { Gate, settled, stateOf } from '../conditions.ts'
import { expectConserved } from '../conservation.ts'

const bodies = (queue: Queue<number>): number[] => queue.peek(20).map(({ body }) => body)

describe('a consumer that stops', () => {
  it('takes nothing more at once and resolves when what is in flight is settled', async () => {
    const queue = new Queue<number>('q')
    const gate = new Gate()
    const begun: number[] = []
    const consumer = queue.consume(async (n) => {
      begun.push(n)
      await gate.opened
    })
    for (const n of [1, 2]) await queue.send(n)
    await settled()
    const stopped = consumer.stop()
    expect(await stateOf(stopped)).toBe('pending')
    gate.open()
    await stopped
    await settled()
    expect(begun).toEqual([1])
    expect(queue.stats).toMatchObject({ acked: 1, depth: 1, inFlight: 0 })
  })

  it('puts what it had prefetched back at the head, in order, as never delivered', async () => {
    const queue = new Queue<number>('q')
    const gate = new Gate()
    for (const n of [1, 2, 3, 4]) await queue.send(n)
    const consumer = queue.consume(() => gate.opened, { prefetch: 2 })
    await settled()
    await queue.send(5)
    expect(queue.stats).toMatchObject({ inFlight: 3, depth: 2 })
    const stopped = consumer.stop()
    expect(bodies(queue)).toEqual([2, 3, 4, 5])
    expect(queue.peek(1)[0]?.attempt).toBe(0)
    gate.open()
    await stopped
    expectConserved(queue.stats)
  })

  it('keeps the order of what its idle workers were just given', async () => {
    const queue = new Queue<number>('q')
    const begun: number[] = []
    const consumer = queue.consume((n) => void begun.push(n), { concurrency: 3 })
    await settled()
    for (const n of [1, 2, 3]) queue.trySend(n)
    const stopped = consumer.stop()
    await stopped
    await settled()
    expect(begun).toEqual([])
    expect(bodies(queue)).toEqual([1, 2, 3])
    expectConserved(queue.stats)
  })

  it('stops by its signal', async () => {
    const queue = new Queue<number>('q')
    const abort = new AbortController()
    const begun: number[] = []
    queue.consume((n) => void begun.push(n), { signal: abort.signal })
    await queue.send(1)
    await settled()
    abort.abort()
    await queue.send(2)
    await settled()
    expect(begun).toEqual([1])
    expect(bodies(queue)).toEqual([2])
  })
})

describe('workers', () => {
  it('handle no more at a time than their concurrency', async () => {
    const queue = new Queue<number>('q')
    let running = 0
    let most = 0
    queue.consume(
      async () => {
        most = Math.max(most, ++running)
        await settled()
        running--
      },
      { concurrency: 3 },
    )
    for (let n = 0; n < 20; n++) await queue.send(n)
    queue.close()
    await queue.drained()
    expect(most).toBe(3)
    expect(queue.stats.acked).toBe(20)
  })

  it('of several consumers compete: each message goes to one', async () => {
    const queue = new Queue<number>('q')
    const got: number[] = []
    for (let n = 0; n < 3; n++) {
      queue.consume(async (body) => {
        got.push(body)
        await settled()
      })
    }
    for (let n = 0; n < 30; n++) await queue.send(n)
    queue.close()
    await queue.drained()
    expect(got.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n))
  })

  it('rest while paused; no handler runs inside consume or send', async () => {
    const queue = new Queue<number>('q')
    const begun: number[] = []
    await queue.send(0)
    const consumer = queue.consume((n) => void begun.push(n))
    expect(begun).toEqual([])
    await settled()
    queue.trySend(1)
    expect(begun).toEqual([0])
    await settled()
    consumer.pause()
    await queue.send(2)
    await settled()
    expect(begun).toEqual([0, 1])
    expect(consumer.stats.paused).toBe(true)
    consumer.resume()
    await settled()
    expect(begun).toEqual([0, 1, 2])
  })
})
