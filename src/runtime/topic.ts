import { enter, newCounters, type Owner } from './entries.ts'
import type { Meta } from './message.ts'
import type { Counters, RegistryEntry } from './registry.ts'
import type { SubscriptionCore } from './subscription.ts'

/** An event as a late subscription may still get it. */
export interface PastEvent {
  readonly body: unknown
  readonly sequence: number
  readonly time: number
  readonly meta: Meta | undefined
}

/** One topic of a bus, or one pattern: made when it is first named. */
export class Topic implements Owner {
  readonly name: string
  readonly prefix: string
  readonly context: boolean
  readonly counters: Counters = newCounters()
  readonly entry: RegistryEntry
  sequence: number = 0
  /** All that get its events, patterns included. Never changed in place: a publish may be going through it. */
  targets: readonly SubscriptionCore[] = []
  readonly #past: PastEvent[] = []
  #oldest = 0

  constructor(bus: string, name: string, prefix: string, context: boolean) {
    this.name = name
    this.prefix = prefix
    this.context = context
    this.entry = enter(this, { kind: 'topic', system: 'fanout', scope: bus, name })
  }

  add(target: SubscriptionCore): void {
    this.targets = [...this.targets, target]
  }

  remove(target: SubscriptionCore): void {
    this.targets = this.targets.filter((other) => other !== target)
  }

  /** Keeps the last `count` events. */
  remember(event: PastEvent, count: number): void {
    if (this.#past.length < count) this.#past.push(event)
    else {
      this.#past[this.#oldest] = event
      this.#oldest = (this.#oldest + 1) % count
    }
  }

  /** Oldest first. */
  past(): PastEvent[] {
    return [...this.#past.slice(this.#oldest), ...this.#past.slice(0, this.#oldest)]
  }
}
