import type { Middleware } from 'fanout'

interface Counts {
  sent: number
  handled: number
  failed: number
}

const counts = new Map<string, Counts>()

/** A message was accepted by this destination. */
export function countSent(destination: string): void {
  of(destination).sent++
}

export function countHandled(destination: string): void {
  of(destination).handled++
}

/** Counts what a handler makes of its messages; `deadLetters` is where the last of so many attempts goes. */
export function counted<T>(destination: string, deadLetters?: { queue: string; attempts: number }): Middleware<T> {
  return (next) => async (body, delivery) => {
    try {
      await next(body, delivery)
      of(destination).handled++
    } catch (error) {
      of(destination).failed++
      if (deadLetters !== undefined && delivery.attempt === deadLetters.attempts) countSent(deadLetters.queue)
      throw error
    }
  }
}

/** The shop's own books, kept apart from what the library counts. */
export function printTotals(): void {
  console.log(`totals ${JSON.stringify(Object.fromEntries(counts))}`)
}

function of(destination: string): Counts {
  const known = counts.get(destination) ?? { sent: 0, handled: 0, failed: 0 }
  counts.set(destination, known)
  return known
}
