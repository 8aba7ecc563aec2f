import type { Clock } from '../../../src/extension/editor/pace.ts'

/** Time that passes only when a test says so. */
export function simulatedClock(): Clock & { pass(milliseconds: number): void } {
  let time = 0
  const timers = new Set<{ readonly at: number; readonly run: () => void }>()
  return {
    now: () => time,
    after(milliseconds, run) {
      const timer = { at: time + milliseconds, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    pass(milliseconds) {
      const end = time + milliseconds
      for (;;) {
        const next = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (!next) break
        timers.delete(next)
        time = next.at
        next.run()
      }
      time = end
    },
  }
}
