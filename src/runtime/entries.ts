import type { BrokerDepth } from './brokers/broker.ts'
import { registry, type Counters, type Declaration, type RegistryEntry } from './registry.ts'

/** Laid out as the border to the probe has it, which is not how the wire does. */
export function newCounters(): Counters {
  return {
    sent: 0,
    received: 0,
    acked: 0,
    nacked: 0,
    retried: 0,
    deadLettered: 0,
    dropped: 0,
    rejected: 0,
    expired: 0,
    failed: 0,
    purged: 0,
    depth: 0,
    inFlight: 0,
    waitingSenders: 0,
    waitingReceivers: 0,
    delayed: 0,
    paused: 0,
    concurrency: 0,
    wait: undefined,
    process: undefined,
    lastError: undefined,
  }
}

/** What has an entry. The entry must not keep it alive. */
export interface Owner {
  readonly counters: Counters
  oldestAge?(): number
  askBroker?(): Promise<BrokerDepth>
}

/** An id for a source that is entered later, so that what happens to it meanwhile can be told. */
export function reserveId(): number {
  return registry().nextId++
}

/** Enters a new source into the program's registry, within the user's call that made it. */
export function enter(owner: Owner, declaration: Declaration, id: number = reserveId()): RegistryEntry {
  const { entries, onRegister } = registry()
  const isAsked = owner.oldestAge !== undefined || owner.askBroker !== undefined
  const owned = isAsked ? new WeakRef(owner) : undefined
  const entry: RegistryEntry = {
    id,
    declaration,
    counters: owner.counters,
    oldestAge: () => owned?.deref()?.oldestAge?.() ?? 0,
    ...(owner.askBroker && { askBroker: async () => owned?.deref()?.askBroker?.() }),
  }
  entries.set(entry.id, entry)
  collected.register(owner, entry.id, owner)
  for (const listener of onRegister) call(listener, entry)
  return entry
}

/** The source ended; its entry goes. A second call does nothing. */
export function leave(owner: Owner, id: number): void {
  collected.unregister(owner)
  remove(id)
}

const collected = new FinalizationRegistry<number>(remove)

function remove(id: number): void {
  const { entries, onRemove } = registry()
  const entry = entries.get(id)
  if (entry === undefined) return
  for (const listener of onRemove) call(listener, entry)
  entries.delete(id)
}

/** A watcher's fault is not the program's. */
function call(listener: (entry: RegistryEntry) => void, entry: RegistryEntry): void {
  try {
    listener(entry)
  } catch (error) {
    process.emitWarning(`A listener of the registry threw: ${String(error)}`, 'FanoutWarning')
  }
}
