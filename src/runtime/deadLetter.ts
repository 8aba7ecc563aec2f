import { withFailure, withoutFailure } from './deadLetterHeaders.ts'
import type { MessageDelivery } from './delivery.ts'
import type { QueueEngine } from './engine.ts'
import { QueueClosedError, QueueFullError } from './errors.ts'
import { offer, send } from './sending.ts'
import { Envelope } from './message.ts'

/**
 * Moves a message that was given up to the queue for such. Never waits. Returns why not, if that took it not; the cause
 * of that is what the message failed with.
 */
export function deadLetter<T>(delivery: MessageDelivery<T>, error: unknown, target: QueueEngine<T>): Error | undefined {
  const { engine, id } = delivery
  const meta = new Envelope({
    id,
    headers: withFailure(delivery.headers, error, delivery.attempt, engine.name, engine.clock.now()),
    correlationId: delivery.correlationId,
    causationId: delivery.causationId,
    home: (body, homeId, homeHeaders) => send(engine, body as T, { id: homeId, headers: homeHeaders }),
  })
  if (offer(target, delivery.body, meta)) return undefined
  return target.closed
    ? new QueueClosedError(target.label, { cause: error })
    : new QueueFullError(target.label, target.capacity, { cause: error })
}

/**
 * Sends dead letters home, one after the other, waiting where that is full. Those that came from nowhere stay.
 * Resolves with how many went; rejects with the error of the first that could not, which stays at the head.
 */
export async function redrive<T>(engine: QueueEngine<T>, limit: number): Promise<number> {
  let sent = 0
  const strays: MessageDelivery<T>[] = []
  try {
    for (let left = Math.min(limit, engine.counters.depth); left > 0; left--) {
      const delivery = engine.receiveNow()
      if (delivery === undefined) break
      const home = delivery.meta instanceof Envelope ? delivery.meta.home : undefined
      if (home === undefined) {
        strays.push(delivery)
        continue
      }
      try {
        await home(delivery.body, delivery.id, withoutFailure(delivery.headers))
      } catch (error) {
        strays.push(delivery)
        throw error
      }
      delivery.ack()
      sent++
    }
  } finally {
    for (const stray of strays.toReversed()) engine.giveBackUnseen(stray)
  }
  return sent
}
