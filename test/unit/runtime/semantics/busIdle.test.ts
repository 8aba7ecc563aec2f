import { describe, expect, it } from 'vitest'
import { EventBus } from '../../../../src/runtime/index.ts'
import { expectConserved } from '../conservation.ts'
import { Gate, settled, stateOf } from '../conditions.ts'

const ends = ['idle', 'close'] as const

describe.each(ends)('%s of a bus', (end) => {
  it('waits for what is in flight in a subscription that was left', async () => {
    const { bus, gate, subscription } = await busy()
    const left = subscription.unsubscribe()
    const done = bus[end]()
    expect(await stateOf(done)).toBe('pending')
    gate.open()
    await done
    await left
    expect(subscription.stats).toMatchObject({ inFlight: 0, acked: 1, dropped: 1 })
    expectConserved(subscription.stats)
  })

  it('waits for it also if the subscription is left after', async () => {
    const { bus, gate, subscription } = await busy()
    const done = bus[end]()
    void subscription.unsubscribe()
    expect(await stateOf(done)).toBe('pending')
    gate.open()
    await done
    expect(subscription.stats.inFlight).toBe(0)
  })

  it('waits for what is in flight in a paused subscription, not for what waits there', async () => {
    const { bus, gate, subscription } = await busy()
    subscription.pause()
    const done = bus[end]()
    expect(await stateOf(done)).toBe('pending')
    gate.open()
    await done
    expect(subscription.stats).toMatchObject({ inFlight: 0, acked: 1, depth: end === 'idle' ? 1 : 0 })
    expectConserved(subscription.stats)
  })

  it('waits for what is in flight in a declared subscription whose handler left, not for what waits there', async () => {
    const bus = new EventBus('shop')
    bus.declare('order', 'email')
    const { gate, subscription } = await busy(bus, 'email')
    void subscription.unsubscribe()
    const done = bus[end]()
    expect(await stateOf(done)).toBe('pending')
    gate.open()
    await done
    expect(subscription.stats).toMatchObject({ inFlight: 0, acked: 1, depth: end === 'idle' ? 1 : 0 })
  })

  it('awaited in the handler that leaves its own subscription, does not wait for that event', async () => {
    const bus = new EventBus('shop')
    let ended = false
    const subscription = bus.subscribe('order', async () => {
      void subscription.unsubscribe()
      await bus[end]()
      ended = true
    })
    await bus.publish('order', 1)
    await settled()
    expect(ended).toBe(true)
    expect(subscription.stats).toMatchObject({ acked: 1, inFlight: 0 })
  })
})

describe('idle of a bus', () => {
  it('waits for a subscription that began while it waited', async () => {
    const { bus, gate } = await busy()
    const done = bus.idle()
    const later = new Gate()
    bus.subscribe('order', () => later.opened, { name: 'later', replay: 1 })
    gate.open()
    expect(await stateOf(done)).toBe('pending')
    later.open()
    await done
  })
})

/** A subscription whose handler has the first of two events until the gate opens. */
async function busy(bus: EventBus = new EventBus('shop'), name: string = 'slow') {
  const gate = new Gate()
  const subscription = bus.subscribe('order', () => gate.opened, { name })
  await bus.publish('order', 1)
  await bus.publish('order', 2)
  await settled()
  expect(subscription.stats).toMatchObject({ inFlight: 1, depth: 1 })
  return { bus, gate, subscription }
}
