import { BrokerRecords } from '../brokerRecords/brokerRecords.ts'
import type { DeliveryRecord, MemberRecord, RecordedOutcome } from '../brokerRecords/memberRecord.ts'
import { systemClock, type Clock } from '../clock.ts'
import { currentFlow } from '../context.ts'
import { idPrefix } from '../ids.ts'
import type { Broker, BrokerDeclaration, BrokerDelivery, BrokerHandler } from './broker.ts'

/** Of a broker whose figures are shown. */
export interface ObservedBrokerOptions {
  /**
   * What tells the broker's destinations from those of the same name elsewhere, for example its address without secrets.
   * What waits there is counted once for all programs that give the same. Default: the broker's `system`.
   */
  readonly address?: string
  /** Default: the system's. */
  readonly clock?: Clock
}

/**
 * Any broker, with its queues, topics and groups shown to whoever watches the program: what was sent, received, acked,
 * retried and given up, and, where `features.depth` says so, what waits. It keeps the contract as the broker does. The
 * brokers that come with the library need none: they show themselves.
 *
 * It knows what it is told: a destination is shown once this program has declared it or subscribed to it; a failure is counted as retried, dead-lettered or given up as the destination's `attempts` and
 * `deadLetter` say, where this program declared it, else only as a failure. What the broker gives up by itself, without
 * a handler, is not seen.
 */
export function observedBroker(broker: Broker, options: ObservedBrokerOptions = {}): Broker {
  const { address = broker.system, clock = systemClock } = options
  const { system, features } = broker
  const records = new BrokerRecords({
    system,
    depth: features.depth ? (destination, group) => broker.depth(destination, group) : undefined,
  })
  const declared = new Map<string, BrokerDeclaration>()
  const ids = idPrefix(clock)
  let messages = 0

  const enter = (name: string, kind: 'queue' | 'topic', groups: readonly string[] = []): void => {
    const deadLetter = declared.get(name)?.deadLetter
    records.of(name).is({ kind, groups, deadLetter, identity: `${address} ${name}` })
  }

  /** What is going to become of a delivery that failed. */
  const failureOf = (name: string, attempt: number): RecordedOutcome => {
    const declaration = declared.get(name)
    if (declaration === undefined) return 'lost'
    const { attempts = 1, deadLetter } = declaration
    if (attempt < attempts) return 'retried'
    if (deadLetter === undefined) return 'given-up'
    records.of(deadLetter).accepted()
    return 'dead-lettered'
  }

  const observing =
    (name: string, handler: BrokerHandler, member: MemberRecord): BrokerHandler =>
    async (delivery) => {
      const { id, attempt } = delivery
      const record = member.received(id, attempt, clock.now(), undefined)
      const failed = (error: unknown): void => {
        if (record.open) record.settled(failureOf(name, attempt), clock.now(), error)
      }
      try {
        await handler(handedOver(delivery, record, clock, failed))
      } catch (error) {
        failed(error)
        throw error
      }
      record.settled('acked', clock.now())
    }

  return {
    system,
    features,
    async declare(name, declaration) {
      await broker.declare(name, declaration)
      declared.set(name, { ...declared.get(name), ...declaration })
      enter(name, declaration.kind, declaration.groups)
    },
    async send(name, body, send = {}) {
      const id = send.id ?? `${ids}${++messages}`
      const cause = currentFlow()
      const record = records.of(name)
      record.announce({ message: id, at: clock.now(), correlationId: cause?.correlationId, causationId: cause?.id })
      try {
        await broker.send(name, body, { ...send, id })
      } catch (error) {
        record.refused(error)
        records.forget(record)
        throw error
      }
      record.accepted()
    },
    async subscribe(name, handler, subscribe = {}) {
      const { group, concurrency = 1 } = subscribe
      if (typeof handler !== 'function') return broker.subscribe(name, handler, subscribe)
      const member = records.of(name).member(group, handler.name, concurrency)
      try {
        const subscription = await broker.subscribe(name, observing(name, handler, member), subscribe)
        enter(name, group === undefined ? 'queue' : 'topic', group === undefined ? [] : [group])
        return {
          async unsubscribe() {
            await subscription.unsubscribe()
            member.end()
          },
        }
      } catch (error) {
        member.end()
        throw error
      }
    },
    depth: (name, group) => broker.depth(name, group),
    async close() {
      await broker.close()
      records.end()
    },
  }
}

function handedOver(
  delivery: BrokerDelivery,
  record: DeliveryRecord,
  clock: Clock,
  failed: (error: unknown) => void,
): BrokerDelivery {
  const { id, body, headers, attempt, correlationId, causationId } = delivery
  return {
    id,
    body,
    headers,
    attempt,
    correlationId,
    causationId,
    ack() {
      record.settled('acked', clock.now())
      return delivery.ack()
    },
    nack(error) {
      failed(error)
      return delivery.nack(error)
    },
  }
}
