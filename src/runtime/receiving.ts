import { onAbort, reasonOf } from './aborts.ts'
import type { MessageDelivery } from './delivery.ts'
import type { QueueEngine } from './engine.ts'
import { PendingReceive } from './pending.ts'
import { channels } from './registry.ts'
import { rejected } from './rejections.ts'
import { nextTurn } from './turn.ts'

/** See `Queue.receive`. */
export function receive<T>(
  engine: QueueEngine<T>,
  signal: AbortSignal | undefined,
): Promise<MessageDelivery<T> | undefined> {
  if (signal?.aborted) return rejected(reasonOf(signal))
  if (channels.receive.hasSubscribers) channels.receive.publish({ entry: engine.entry.id })
  const delivery = engine.receiveNow()
  if (delivery !== undefined) {
    return engine.keeper.takeTurnOver() ? nextTurn().then(() => delivery) : Promise.resolve(delivery)
  }
  if (engine.exhausted) return Promise.resolve(undefined)
  const receiver = new PendingReceive<T>(engine, signal)
  engine.line(receiver)
  if (signal !== undefined) onAbort(signal, receiver)
  return receiver.promise
}
