import { describe, expect, it } from 'vitest'
import { atMostEvery } from '../../../src/extension/editor/pace.ts'
import { simulatedClock } from './simulatedClock.ts'

describe('atMostEvery', () => {
  const setUp = () => {
    const clock = simulatedClock()
    const runs: number[] = []
    return { clock, runs, paced: atMostEvery(100, () => runs.push(clock.now()), clock) }
  }

  it('runs at once, then once an interval, and once after the last request', () => {
    const { clock, runs, paced } = setUp()
    for (let time = 0; time < 250; time += 10) {
      paced.request()
      clock.pass(10)
    }
    clock.pass(1000)
    expect(runs).toEqual([0, 100, 200, 300])
    paced.request()
    expect(runs.at(-1)).toBe(1250)
  })

  it('runs now in place of what was planned', () => {
    const { clock, runs, paced } = setUp()
    paced.request()
    paced.request()
    clock.pass(20)
    paced.now()
    clock.pass(1000)
    expect(runs).toEqual([0, 20])
  })

  it('does not run after dispose', () => {
    const { clock, runs, paced } = setUp()
    paced.request()
    paced.request()
    paced.dispose()
    paced.now()
    clock.pass(1000)
    expect(runs).toEqual([0])
  })
})
