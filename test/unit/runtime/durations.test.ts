import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Queue } from '../../../src/runtime/index.ts'
import { bucketOf } from '../../../src/protocol/wire.ts'
import { durations, record } from '../../../src/runtime/histogram.ts'
import { Meter } from '../../../src/runtime/meter.ts'
import { SimulatedClock } from '../../../src/runtime/testing.ts'

const percentiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const
const seed = 20_261_124

describe('percentiles', () => {
  it('are right within 5 % for whatever durations from a microsecond to days', () => {
    const exponent = fc.double({ min: -3, max: 8, noNaN: true })
    const measured = fc.array(
      exponent.map((power) => 10 ** power),
      { minLength: 1, maxLength: 500 },
    )
    fc.assert(
      fc.property(measured, (values) => {
        let histogram: Uint32Array | undefined
        for (const value of values) histogram = record(histogram, bucketOf(value), 1)
        expectWithin(durations(histogram), values)
      }),
      { seed, numRuns: 300 },
    )
  })

  it('are right within 5 % in the figures of a queue', async () => {
    const clock = new SimulatedClock({ seed: 7 })
    const queue = new Queue<number>('resize', { clock })
    const [waited, processed]: [number[], number[]] = [[], []]
    for (let n = 0; n < 2_000; n++) {
      const [wait, process] = [lognormal(clock), lognormal(clock)]
      const [sent, taken] = [clock.now(), clock.now() + wait]
      await queue.send(n)
      await clock.advance(wait)
      const delivery = await queue.receive()
      await clock.advance(process)
      delivery?.ack()
      waited.push(taken - sent)
      processed.push(process)
    }
    const { wait, process } = queue.stats
    expect([wait.count, process.count]).toEqual([2_000, 2_000])
    expectWithin(wait, waited)
    expectWithin(process, processed)
  })

  it('are 0 as long as nothing was measured', () => {
    expect(new Queue('resize').stats.wait).toEqual({ count: 0, p50: 0, p95: 0, p99: 0 })
  })
})

describe('what is measured', () => {
  /** Messages that come evenly for three seconds. */
  function measure(perSecond: number): { measured: number; weights: number } {
    const meter = new Meter()
    let [measured, weights] = [0, 0]
    for (let n = 0; n < 3 * perSecond; n++) {
      if (!meter.due(true)) continue
      measured++
      weights += meter.measured((n * 1000) / perSecond)
    }
    return { measured, weights }
  }

  it('is every message up to 10,000 a second', () => {
    for (const rate of [10, 1_000, 9_999, 10_000]) expect(measure(rate).measured, `${rate} a second`).toBe(3 * rate)
  })

  it('is all of 10,000 a second and one in sixteen of the rest above that, and stands for all', () => {
    const { measured, weights } = measure(42_000)
    expect(measured).toBeGreaterThan(3 * (10_000 + 32_000 / 16) - 500)
    expect(measured).toBeLessThan(3 * (10_000 + 32_000 / 16) + 500)
    expect(Math.abs(weights - 3 * 42_000)).toBeLessThan(16)
  })

  it('are those that follow a slow one', () => {
    const meter = new Meter()
    let n = 0
    for (; meter.due(true); n++) meter.measured(n / 1000)
    expect(n).toBe(1_001)
    for (let passed = 0; passed < 5; passed++) meter.due(true)
    meter.took(1)
    expect(meter.due(true)).toBe(true)
    expect(meter.measured(2)).toBe(7)
    expect(meter.due(true)).toBe(true)
  })
})

/** Around 1 ms, with a long tail. */
function lognormal(clock: SimulatedClock): number {
  const normal = Math.sqrt(-2 * Math.log(1 - clock.random())) * Math.cos(2 * Math.PI * clock.random())
  return Math.exp(1.5 * normal)
}

function expectWithin(
  found: { readonly count: number; readonly p50: number; readonly p95: number; readonly p99: number },
  values: readonly number[],
): void {
  const sorted = values.toSorted((a, b) => a - b)
  expect(found.count).toBe(values.length)
  for (const name of ['p50', 'p95', 'p99'] as const) {
    const exact = sorted[Math.max(0, Math.ceil(sorted.length * percentiles[name]) - 1)] as number
    expect(found[name] / exact, `${name} of ${sorted.length}`).toBeGreaterThan(0.95)
    expect(found[name] / exact, `${name} of ${sorted.length}`).toBeLessThan(1.05)
  }
}
