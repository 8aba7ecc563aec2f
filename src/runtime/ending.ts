import type { QueueEngine } from './engine.ts'
import { QueueClosedError } from './errors.ts'

/** Called after every change that may let somebody go who waits for the end. */
export function progressed<T>(engine: QueueEngine<T>): void {
  const { counters, finished, receivers } = engine
  if (engine.exhausted) {
    for (const receiver of receivers) {
      if (receiver.stays && !finished) continue
      receivers.remove(receiver)
      receiver.given(undefined)
    }
    counters.waitingReceivers = receivers.size
  }
  if (engine.finished) for (const consumer of engine.consumers) consumer.finish()
  for (const watcher of engine.watchers) watcher()
}

/** Has `progressed` call it, until `unwatch`. */
export function watch<T>(engine: QueueEngine<T>, watcher: () => void): void {
  engine.watchers.add(watcher)
  engine.watched = true
}

export function unwatch<T>(engine: QueueEngine<T>, watcher: () => void): void {
  engine.watchers.delete(watcher)
  engine.watched = engine.closed || engine.watchers.size > 0
}

/** `gracefully`: senders that wait are still let in. */
export function close<T>(engine: QueueEngine<T>, gracefully: boolean = false): void {
  if (engine.closed) return
  engine.closed = engine.watched = true
  const { counters, senders } = engine
  if (!gracefully) {
    for (let sender = senders.shift(); sender !== undefined; sender = senders.shift()) {
      counters.rejected++
      sender.refused(new QueueClosedError(engine.label))
    }
    counters.waitingSenders = 0
  }
  progressed(engine)
}

/** Lets go of everything that waits, as purged or dropped. Returns how many. */
export function discard<T>(engine: QueueEngine<T>, as: 'purged' | 'dropped'): number {
  engine.sweep()
  const { counters } = engine
  const gone = counters.depth + counters.delayed
  counters[as] += gone
  counters.depth = counters.delayed = 0
  engine.store.clear()
  engine.delayed?.clear()
  engine.admit()
  if (engine.watched) progressed(engine)
  return gone
}

/** Closes it; what waits, and what comes back from those in flight, is dropped. */
export function abandon<T>(engine: QueueEngine<T>): void {
  if (engine.abandoned) return
  const { counters, senders } = engine
  for (let sender = senders.shift(); sender !== undefined; sender = senders.shift()) {
    counters.sent++
    counters.dropped++
    sender.accepted()
  }
  counters.waitingSenders = 0
  engine.abandoned = true
  discard(engine, 'dropped')
  close(engine)
}
