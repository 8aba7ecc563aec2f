import type { EventBus } from './bus.ts'
import type { Headers } from './message.ts'

export { brokerContract, type BrokerContractOptions } from './brokerContract.ts'
export { SimulatedClock } from './simulatedClock.ts'

/** An event that {@link collect} saw. */
export interface CollectedEvent {
  readonly topic: string
  readonly body: unknown
  readonly id: string
  readonly headers: Headers
  readonly correlationId: string | undefined
  readonly causationId: string | undefined
}

/** What {@link collect} returns. */
export interface Collected<Events extends object> {
  /** In the order of publishing. */
  readonly events: readonly CollectedEvent[]
  /** The bodies of one topic's events. */
  of<K extends keyof Events & string>(topic: K): readonly Events[K][]
  /** Resolves with the first `count` bodies of a topic, waiting for them to come. */
  until<K extends keyof Events & string>(topic: K, count: number): Promise<readonly Events[K][]>
  /** Collects no more. What was collected stays. */
  stop(): Promise<void>
}

/** Collects every event that a bus gets from now on, of all topics. Never slows a publisher down. */
export function collect<Events extends object>(bus: EventBus<Events>): Collected<Events> {
  const events: CollectedEvent[] = []
  const waiting = new Set<() => void>()
  const subscription = bus.subscribe(
    '#',
    (body, { destination, id, headers, correlationId, causationId }) => {
      events.push({ topic: destination, body, id, headers, correlationId, causationId })
      for (const look of waiting) look()
    },
    { name: 'collect', group: `collect ${++collectors}`, capacity: Infinity },
  )
  const of = <K extends keyof Events & string>(topic: K): Events[K][] =>
    events.filter((event) => event.topic === topic).map((event) => event.body as Events[K])
  return {
    events,
    of,
    until: (topic, count) =>
      new Promise((resolve) => {
        const look = (): void => {
          const bodies = of(topic)
          if (bodies.length < count) return
          waiting.delete(look)
          resolve(bodies.slice(0, count))
        }
        waiting.add(look)
        look()
      }),
    stop: () => subscription.unsubscribe(),
  }
}

let collectors = 0
