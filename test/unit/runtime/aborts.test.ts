import { describe, expect, it } from 'vitest'
import { EventBus, Queue } from '../../../src/runtime/index.ts'
import { settled } from './conditions.ts'

/** How many would be told if it aborted now. */
function waitingWith(signal: AbortSignal): number {
  const [symbol] = Object.getOwnPropertySymbols(signal).filter((one) => one.description === 'fanout: who waits')
  if (symbol === undefined) throw new Error('expected that somebody had waited with the signal')
  return (signal as unknown as Record<symbol, Set<unknown> | undefined>)[symbol]?.size ?? 0
}

describe('a signal that outlives who waited with it', () => {
  it('keeps no consumer whose queue has ended', async () => {
    const { signal } = new AbortController()
    const queue = new Queue<number>('q')
    queue.consume(() => {}, { signal, concurrency: 2 })
    expect(waitingWith(signal)).toBe(1)
    queue.close()
    await queue.drained()
    await settled()
    expect(waitingWith(signal)).toBe(0)
  })

  it('keeps no subscription whose bus was closed, nor one that was left', async () => {
    const { signal } = new AbortController()
    const bus = new EventBus<{ order: number }>('shop')
    const left = bus.subscribe('order', () => {}, { signal, name: 'left' })
    bus.subscribe('order', () => {}, { signal, name: 'stays' })
    await left.unsubscribe()
    expect(waitingWith(signal)).toBe(1)
    await bus.close()
    await settled()
    expect(waitingWith(signal)).toBe(0)
  })
})

describe('a subscription with a signal that was aborted before', () => {
  it('is none: it gets nothing, nobody waits for it, and its name is free', async () => {
    const bus = new EventBus<{ order: number }>('shop')
    const seen: number[] = []
    const handler = (n: number): void => void seen.push(n)
    const subscription = bus.subscribe('order', handler, { name: 'mail', signal: AbortSignal.abort() })
    await bus.publish('order', 1)
    await bus.idle()
    expect(bus.stats.topics['order']?.subscriptions).toEqual({})
    await subscription.unsubscribe()
    bus.subscribe('order', handler, { name: 'mail' })
    await bus.publish('order', 2)
    await bus.close()
    expect(seen).toEqual([2])
  })
})
