import type { Clock, ClockTimer } from './clock.ts'
import { HandlerTimeoutError } from './errors.ts'
import type { Handler } from './options.ts'

/**
 * Wraps a handler: what it returns is called instead. It runs its own code before and after, or does not call `next` at
 * all, which acks the message; to refuse it, throw or use the delivery's `nack`.
 */
export type Middleware<T> = (next: Handler<T>) => Handler<T>

/** The first one is outermost. */
export function compose<T>(middleware: readonly Middleware<T>[], handler: Handler<T>): Handler<T> {
  return middleware.reduceRight((next, wrap) => wrap(next), handler)
}

/** Fails a handler that takes longer. What it does after that has no effect on the delivery. */
export function timeLimit<T>(label: string, milliseconds: number, clock: Clock): Middleware<T> {
  return (next) => async (body, delivery) => {
    let timer: ClockTimer | undefined
    const late = new Promise<never>((_, reject) => {
      timer = clock.setTimeout(() => reject(new HandlerTimeoutError(label, milliseconds)), milliseconds)
    })
    try {
      return await Promise.race([next(body, delivery), late])
    } finally {
      timer?.cancel()
    }
  }
}
