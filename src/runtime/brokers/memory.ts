import { systemClock, type Clock } from '../clock.ts'
import type { Delivery } from '../delivery.ts'
import { engineOf } from '../engineOf.ts'
import { enter, newCounters, type Owner } from '../entries.ts'
import { InvalidOptionError, QueueClosedError } from '../errors.ts'
import { Queue } from '../queue.ts'
import { checkDeclaration, checkSameDeclaration } from '../brokerDeclaration.ts'
import type {
  Broker,
  BrokerDeclaration,
  BrokerDelivery,
  BrokerFeatures,
  BrokerHandler,
  BrokerSendOptions,
} from './broker.ts'

/** Of a broker in memory. */
export interface MemoryBrokerOptions {
  /** Default: the system's. */
  readonly clock?: Clock
}

const features: BrokerFeatures = {
  ordered: true,
  redelivers: true,
  takesOver: false,
  deadLetters: true,
  delays: true,
  replays: false,
  depth: true,
}

/**
 * A broker inside the process, each group a `Queue` without a bound. What it holds dies with the process. Who needs no
 * other broker uses `Queue` and `EventBus` themselves: they do more, and do not pass through this.
 */
export function memoryBroker({ clock = systemClock }: MemoryBrokerOptions = {}): Broker {
  const destinations = new Map<string, Destination>()
  const stops = new Set<() => Promise<void>>()
  let closing: Promise<void> | undefined

  const find = (name: string): Destination => {
    if (closing) throw new QueueClosedError('memory broker')
    const found = destinations.get(name)
    if (!found) throw new InvalidOptionError('memory broker', 'destination', 'one that was declared', name)
    return found
  }
  const groupOf = (name: string, group = ''): Queue => {
    const found = find(name).groups.get(group)
    if (!found) throw new InvalidOptionError(`memory broker: ${name}`, 'group', 'one that was declared', group)
    return found
  }

  return {
    system: 'memory',
    features,
    async declare(name, declaration) {
      if (closing) throw new QueueClosedError('memory broker')
      const label = `memory broker: ${name}`
      const { kind, groups = [], deadLetter } = checkDeclaration(label, declaration, features)
      if (deadLetter !== undefined && destinations.get(deadLetter)?.declaration.kind !== 'queue') {
        throw new InvalidOptionError(label, 'deadLetter', 'a queue that was declared', deadLetter)
      }
      const destination = destinations.get(name) ?? newDestination(name, declaration)
      checkSameDeclaration(label, destination.declaration, declaration)
      for (const group of kind === 'queue' ? [''] : groups) {
        if (destination.groups.has(group)) continue
        destination.groups.set(group, groupQueue(destination.topic, name, group, clock))
      }
      destinations.set(name, destination)
    },
    async send(name, body, options: BrokerSendOptions = {}) {
      const { groups, topic } = find(name)
      const id = options.id ?? `${name}-${++messages}`
      await Promise.all([...groups.values()].map((queue) => queue.send(body, { ...options, id })))
      if (topic === undefined) return
      topic.counters.sent++
      topic.counters.acked += groups.size
    },
    async subscribe(name, handler, { group, concurrency = 1 } = {}) {
      const queue = groupOf(name, group)
      const { attempts = 1, deadLetter } = find(name).declaration
      const consumer = queue.consume((_, delivery) => handle(handler, delivery), {
        concurrency,
        retry: { attempts, backoff: 'fixed', delay: 0 },
        ...(deadLetter === undefined ? {} : { deadLetter: groupOf(deadLetter) }),
      })
      const stop = (): Promise<void> => consumer.stop().finally(() => stops.delete(stop))
      stops.add(stop)
      return { unsubscribe: stop }
    },
    async depth(name, group) {
      const { depth, delayed, inFlight } = groupOf(name, group).stats
      return { waiting: depth + delayed, inFlight }
    },
    close() {
      return (closing ??= Promise.all([...stops].map((stop) => stop())).then(() => {}))
    },
  }
}

interface Destination {
  readonly declaration: BrokerDeclaration
  readonly groups: Map<string, Queue>
  /** Of a topic. */
  readonly topic: (Owner & { readonly id: number }) | undefined
}

function newDestination(name: string, declaration: BrokerDeclaration): Destination {
  const groups = new Map<string, Queue>()
  if (declaration.kind === 'queue') return { declaration, groups, topic: undefined }
  const owner = { counters: newCounters() }
  const { id } = enter(owner, { kind: 'topic', system: 'fanout', scope: '', name })
  return { declaration, groups, topic: Object.assign(owner, { id }) }
}

/** A topic's group is shown as what it is, a subscription, though a queue of its own. */
function groupQueue(topic: Destination['topic'], name: string, group: string, clock: Clock): Queue {
  const queue = new Queue(topic === undefined ? name : `${name}/${group}`, { capacity: Infinity, clock })
  if (topic !== undefined)
    engineOf(queue).entry.declaration = { kind: 'subscription', of: topic.id, name: group, group, capacity: null }
  return queue
}

let messages = 0

function handle(handler: BrokerHandler, delivery: Delivery<unknown>): unknown {
  const { id, body, headers, attempt, correlationId, causationId } = delivery
  const handed: BrokerDelivery = {
    id,
    body,
    headers,
    attempt,
    correlationId,
    causationId,
    ack: async () => delivery.ack(),
    nack: async (error) => delivery.nack({ error }),
  }
  return handler(handed)
}
