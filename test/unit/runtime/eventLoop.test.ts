import { describe, expect, test } from 'vitest'
import { EventBus, Queue } from '../../../src/runtime/index.ts'

/** Counts the turns of the event loop while something runs; `perTurn` sees what was done between two of them. */
async function turnsDuring(
  run: () => Promise<unknown>,
  perTurn: () => void = () => {},
): Promise<{ readonly turns: number; readonly milliseconds: number }> {
  let turns = 0
  const look = (): void => {
    turns++
    perTurn()
    pending = setImmediate(look)
  }
  let pending = setImmediate(look)
  const from = performance.now()
  await run()
  clearImmediate(pending)
  return { turns, milliseconds: performance.now() - from }
}

/** A turn lasts 10 ms at most, plus what a busy machine takes away from it. */
function expectTurning({ turns, milliseconds }: { readonly turns: number; readonly milliseconds: number }): void {
  expect(turns).toBeGreaterThan(milliseconds / 80)
  expect(turns).toBeGreaterThan(2)
}

describe('timers and I/O run', () => {
  test('while workers hand over what is buffered', async () => {
    const queue = new Queue<number>('q', { capacity: Infinity })
    for (let n = 0; n < 400_000; n++) queue.trySend(n)
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const seen = await turnsDuring(() => {
      queue.consume(async () => {}, { concurrency: 3 })
      queue.close()
      return queue.drained()
    })
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(2)
    expectTurning(seen)
  })

  test('while handlers are slow and synchronous: at most ten of a millisecond each in a turn', async () => {
    const queue = new Queue<number>('q')
    for (let n = 0; n < 100; n++) queue.trySend(n)
    let handled = 0
    let most = 0
    await turnsDuring(
      () => {
        queue.consume(() => {
          handled++
          const until = performance.now() + 1
          while (performance.now() < until);
        })
        queue.close()
        return queue.drained()
      },
      () => {
        most = Math.max(most, handled)
        handled = 0
      },
    )
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(10)
  })

  test('while one sends and receives in loops that only await', async () => {
    const queue = new Queue<number>('q', { capacity: 10 })
    const seen = await turnsDuring(async () => {
      const until = performance.now() + 200
      const sender = async (): Promise<void> => {
        for (let n = 0; performance.now() < until; n++) await queue.send(n)
        queue.close()
      }
      const receiver = async (): Promise<void> => {
        for await (const n of queue) void n
      }
      await Promise.all([sender(), receiver()])
    })
    expectTurning(seen)
  })

  test.each([
    ['to a queue that takes all', { capacity: Infinity }, undefined],
    ['to a queue that drops the oldest', { capacity: 10, overflow: 'drop-oldest' }, undefined],
    ['with a delay', { capacity: 10 }, { delay: 1e9 }],
  ] as const)('while one sends %s and nobody receives', async (_, options, sendOptions) => {
    const queue = new Queue<number>('q', options)
    const seen = await turnsDuring(async () => {
      const until = performance.now() + 200
      for (let n = 0; performance.now() < until; n++) await queue.send(n, sendOptions)
    })
    queue.purge()
    expectTurning(seen)
  })

  test('while one publishes and nobody works', async () => {
    const bus = new EventBus<{ e: number }>()
    bus.declare('e', 'unread', { overflow: 'drop-oldest', capacity: 10 })
    const seen = await turnsDuring(async () => {
      const until = performance.now() + 200
      for (let n = 0; performance.now() < until; n++) await bus.publish('e', n)
    })
    expectTurning(seen)
  })
})
