import { performance } from 'node:perf_hooks'

/**
 * Time and chance, as the runtime sees them. Pass one to a Queue or an EventBus to have a test rule over both; see
 * `SimulatedClock` in `fanout/testing`.
 */
export interface Clock {
  /** Milliseconds since 1970, with fractions. Never goes back. */
  now(): number
  /** Calls back once, `milliseconds` from now. Keeps the process alive until then. */
  setTimeout(callback: () => void, milliseconds: number): ClockTimer
  /** A number in [0, 1). */
  random(): number
}

/** A timer of a {@link Clock}. */
export interface ClockTimer {
  /** Takes the timer back; nothing happens if it has fired. */
  cancel(): void
  /** Lets the process end before it fires. */
  unref?(): void
}

/** The clock that is used where none is given. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimeout(callback, milliseconds) {
    const timer = setTimeout(callback, Math.min(milliseconds, longestTimer))
    return { cancel: () => clearTimeout(timer), unref: () => void timer.unref() }
  },
  random: Math.random,
}

/** Node fires a longer one at once. Those who wait for a moment look at the clock again when it fires. */
const longestTimer = 2 ** 31 - 1
