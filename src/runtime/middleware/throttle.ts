import { systemClock, type Clock } from '../clock.ts'
import type { Middleware } from '../middleware.ts'

/** Of a throttle. */
export interface ThrottleOptions {
  /** Handlers that may begin in any `interval`. */
  readonly count: number
  /** Ms. */
  readonly interval: number
  /** Default: the system's. */
  readonly clock?: Clock
}

/**
 * Lets at most `count` handlers begin in any `interval` ms; the others wait in order, in flight. Unlike `rateLimit` of a
 * consumer, one throttle can be shared by many consumers, and then bounds them all together.
 *
 * @param options How many, and in which time.
 */
export function throttle<T>({ count, interval, clock = systemClock }: ThrottleOptions): Middleware<T> {
  const begun: number[] = Array.from({ length: count }, () => -Infinity)
  let oldest = 0
  return (next) => async (body, delivery) => {
    const now = clock.now()
    const at = Math.max(now, (begun[oldest] as number) + interval)
    begun[oldest] = at
    oldest = (oldest + 1) % count
    if (at > now) await new Promise<void>((resolve) => clock.setTimeout(resolve, Math.ceil(at - now)))
    return next(body, delivery)
  }
}
