import { systemClock, type Clock } from '../clock.ts'
import type { Middleware } from '../middleware.ts'

/** Of a circuit breaker. */
export interface CircuitBreakerOptions {
  /** Failures in a row that open the circuit. Default 5. */
  readonly failures?: number
  /** Ms until a single message tries whether it works again. Default 30,000. */
  readonly reset?: number
  /** Default: the system's. */
  readonly clock?: Clock
}

/** A handler was not called, because those before failed. */
export class CircuitOpenError extends Error {
  override readonly name: string = 'CircuitOpenError'

  constructor(destination: string, options?: ErrorOptions) {
    super(`The circuit of ${destination} is open after its handler failed too often`, options)
  }
}

/**
 * Spares a handler that fails again and again: after so many failures in a row, messages fail at once with
 * CircuitOpenError, whose cause is the last failure, until `reset` ms have passed; then one message is let through, and
 * its outcome decides. Best with a retry whose delay is longer than `reset`.
 */
export function circuitBreaker<T>(options: CircuitBreakerOptions = {}): Middleware<T> {
  const { failures = 5, reset = 30_000, clock = systemClock } = options
  let inRow = 0
  let openUntil = -Infinity
  let trying = false
  let last: unknown
  return (next) => async (body, delivery) => {
    const open = inRow >= failures
    if (open && (trying || clock.now() < openUntil)) throw new CircuitOpenError(delivery.destination, { cause: last })
    trying = open
    try {
      const result = await next(body, delivery)
      inRow = 0
      return result
    } catch (error) {
      last = error
      if (++inRow >= failures) openUntil = clock.now() + reset
      throw error
    } finally {
      if (open) trying = false
    }
  }
}
