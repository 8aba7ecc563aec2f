import type { BrokerDepth } from '../brokers/broker.ts'
import { DestinationRecord } from './destinationRecord.ts'

/** What a broker is made of, as far as its figures go. */
export interface RecordedBroker {
  /** What carries the messages: `redis`. */
  readonly system: string
  /** What waits for a group of a topic, or for a queue. Undefined where the broker cannot be asked. */
  readonly depth: ((destination: string, group: string | undefined) => Promise<BrokerDepth>) | undefined
}

/**
 * The figures of what one program does with a broker, entered into the registry for whoever watches. What is at the
 * broker is counted there: `sent` are those that this program sent, `acked` those that it acked.
 */
export class BrokerRecords {
  readonly #broker: RecordedBroker
  readonly #destinations: Map<string, DestinationRecord> = new Map()

  constructor(broker: RecordedBroker) {
    this.#broker = broker
  }

  of(name: string): DestinationRecord {
    let found = this.#destinations.get(name)
    if (found === undefined) {
      found = new DestinationRecord(this.#broker, name)
      this.#destinations.set(name, found)
    }
    return found
  }

  /** Nobody declared it: there is nothing to tell of. */
  forget(destination: DestinationRecord): void {
    if (!destination.isKnown) this.#destinations.delete(destination.name)
  }

  /** Nothing is entered any more, and what was leaves: its totals stay. */
  end(): void {
    for (const destination of this.#destinations.values()) destination.end()
  }
}
