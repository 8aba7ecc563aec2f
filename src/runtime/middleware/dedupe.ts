import type { Delivery } from '../delivery.ts'
import type { Middleware } from '../middleware.ts'

/** Of a dedupe. */
export interface DedupeOptions<T> {
  /** What makes two messages the same. Default: the message's id. */
  readonly by?: (body: T, delivery: Delivery<T>) => unknown
  /** Ids remembered; the one seen longest ago goes first. Default 10,000. */
  readonly remember?: number
}

/**
 * Handles each message once: one whose id was handled before is acked without its handler. An id counts as handled when
 * its handler has succeeded, so a retry is handled again; one that comes while the first is at work waits for it.
 */
export function dedupe<T>(options: DedupeOptions<T> = {}): Middleware<T> {
  const { by = (_body, delivery) => delivery.id, remember = 10_000 } = options
  const handled = new Map<unknown, Promise<void> | undefined>()
  return (next) => async (body, delivery) => {
    const key = by(body, delivery)
    for (let running = handled.get(key); running !== undefined; running = handled.get(key)) await running
    if (handled.has(key)) return
    let finished = (): void => {}
    handled.set(key, new Promise<void>((resolve) => (finished = resolve)))
    try {
      await next(body, delivery)
      handled.set(key, undefined)
      if (handled.size > remember) forgetOldest(handled)
    } catch (error) {
      handled.delete(key)
      throw error
    } finally {
      finished()
    }
  }
}

function forgetOldest(handled: Map<unknown, Promise<void> | undefined>): void {
  for (const [key, running] of handled) {
    if (running !== undefined) continue
    handled.delete(key)
    return
  }
}
