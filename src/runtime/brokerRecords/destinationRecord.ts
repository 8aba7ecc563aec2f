import { describeError } from '../announcements.ts'
import type { BrokerDepth } from '../brokers/broker.ts'
import { enter, leave, newCounters, reserveId, type Owner } from '../entries.ts'
import { brokerPrefix } from '../../protocol/graph.ts'
import { channels, type Counters, type SendAnnouncement } from '../registry.ts'
import type { RecordedBroker } from './brokerRecords.ts'
import { MemberRecord } from './memberRecord.ts'

/** A message that is about to be sent. */
export interface AnnouncedSend {
  readonly message: string
  readonly at: number
  readonly correlationId: string | undefined
  readonly causationId: string | undefined
}

/** What is known of a destination once the broker was asked. */
export interface KnownDestination {
  readonly kind: 'queue' | 'topic'
  readonly deadLetter?: string | undefined
  /** The same in every program that means the same destination, another in all others. */
  readonly identity: string
  /** Those that this program has to do with. */
  readonly groups?: readonly string[]
}

/**
 * The figures of one destination. Its id is there from the start, so that calls can be announced while they are made; its
 * entry comes once the broker has said what it is.
 */
export class DestinationRecord implements Owner {
  readonly id: number = reserveId()
  readonly name: string
  readonly counters: Counters = newCounters()
  /** Only of a queue: what waits for a topic waits for its groups. */
  askBroker?: () => Promise<BrokerDepth>
  readonly #broker: RecordedBroker
  readonly #groups: Map<string, GroupRecord> = new Map()
  readonly #members: Set<MemberRecord> = new Set()
  #known: KnownDestination | undefined
  #ended = false

  constructor(broker: RecordedBroker, name: string) {
    this.#broker = broker
    this.name = name
  }

  get isKnown(): boolean {
    return this.#known !== undefined
  }

  /** Enters it, and those of its groups that are new. */
  is(known: KnownDestination): void {
    if (this.#ended) return
    const { kind, identity, groups = [] } = known
    if (this.#known === undefined) {
      this.#known = known
      this.#enter(kind, identity)
      for (const member of this.#members) member.givesTo(known.deadLetter)
    }
    for (const group of groups) this.#group(group).enter(this.#known.identity)
  }

  /** To be called within the user's call. */
  announce({ message, at, correlationId, causationId }: AnnouncedSend): void {
    if (!channels.send.hasSubscribers) return
    channels.send.publish({
      entry: this.id,
      message,
      at,
      ...(correlationId !== undefined && { correlation: correlationId }),
      ...(causationId !== undefined && { causation: causationId }),
    } satisfies SendAnnouncement)
  }

  accepted(): void {
    this.counters.sent++
  }

  refused(error: unknown): void {
    this.counters.rejected++
    this.counters.lastError = describeError(error)
  }

  /** To be called within the user's call: the place where it subscribes is seen by it. */
  member(group: string | undefined, handler: string, concurrency: number): MemberRecord {
    const reads = group === undefined ? this : this.#group(group)
    const name = handler || `${this.name}#${this.#members.size + 1}`
    const member = new MemberRecord(name, concurrency, reads, this, () => this.#members.delete(member))
    this.#members.add(member)
    if (this.#known !== undefined) member.givesTo(this.#known.deadLetter)
    return member
  }

  end(): void {
    this.#ended = true
    for (const member of this.#members) member.end()
    for (const group of this.#groups.values()) leave(group, group.id)
    leave(this, this.id)
  }

  #enter(kind: 'queue' | 'topic', broker: string): void {
    const { name, id } = this
    const { depth, system: carrier } = this.#broker
    const system = brokerPrefix + carrier
    if (kind === 'topic') {
      enter(this, { kind, system, scope: '', name }, id)
      return
    }
    if (depth !== undefined) this.askBroker = () => depth(name, undefined)
    enter(this, { kind, system, name, capacity: null, overflow: 'wait', broker }, id)
  }

  #group(name: string): GroupRecord {
    let found = this.#groups.get(name)
    if (found === undefined) {
      found = new GroupRecord(this.#broker, this, name)
      this.#groups.set(name, found)
    }
    return found
  }
}

/** The figures of one group of a topic: what its members in this program did. */
class GroupRecord implements Owner {
  readonly id: number = reserveId()
  readonly counters: Counters = newCounters()
  readonly askBroker?: () => Promise<BrokerDepth>
  readonly #topic: number
  readonly #name: string
  #entered = false

  constructor({ depth }: RecordedBroker, topic: DestinationRecord, name: string) {
    this.#topic = topic.id
    this.#name = name
    if (depth !== undefined) this.askBroker = () => depth(topic.name, name)
  }

  enter(broker: string): void {
    if (this.#entered) return
    this.#entered = true
    const name = this.#name
    enter(this, { kind: 'subscription', of: this.#topic, name, group: name, capacity: null, broker }, this.id)
  }
}
