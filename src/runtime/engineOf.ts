import type { QueueEngine } from './engine.ts'
import { InvalidOptionError } from './errors.ts'

const engines = new WeakMap<object, unknown>()

export function publishEngine<T>(queue: object, engine: QueueEngine<T>): void {
  engines.set(queue, engine)
}

/** The engine of a queue that a user gave as an option. */
export function engineOf<T>(queue: object): QueueEngine<T> {
  const engine = engines.get(queue)
  if (engine === undefined) throw new InvalidOptionError('fanout', 'deadLetter', 'a Queue', queue)
  return engine as QueueEngine<T>
}
