import type { AtBroker } from '../../protocol/wire.ts'
import type { LiveSource } from '../live/session.ts'
import type { ShownInstance } from './figures.ts'

/** Whether what waits for it does so outside of the program, where others see it as well. */
export function isAtBroker({ declaration }: LiveSource): boolean {
  return brokerIn(declaration) !== undefined
}

/**
 * What waits at brokers and what is in flight there, each broker counted once however many programs tell of it: as the
 * last one was told that asked, also one that has ended since. Where a broker does not tell what is in flight, it is what
 * running programs have.
 */
export function heldAtBrokers(instances: readonly ShownInstance[]): { depth: number; inFlight: number } {
  let [depth, inFlight] = [0, 0]
  const brokers = new Map<string, { latest: AtBroker | undefined; own: number }>()
  for (const { source, running } of instances) {
    const { counters, gone } = source
    const broker = brokerIn(source.declaration)
    if (broker === undefined) continue
    const known = brokers.get(broker) ?? { latest: undefined, own: 0 }
    const { atBroker } = counters
    if (atBroker !== undefined && atBroker.at >= (known.latest?.at ?? 0)) known.latest = atBroker
    if (running && !gone) known.own += counters.inFlight
    brokers.set(broker, known)
  }
  for (const { latest, own } of brokers.values()) {
    depth += latest?.waiting ?? 0
    inFlight += latest?.inFlight ?? own
  }
  return { depth, inFlight }
}

function brokerIn(declaration: LiveSource['declaration']): string | undefined {
  return declaration.kind === 'queue' || declaration.kind === 'subscription' ? declaration.broker : undefined
}
