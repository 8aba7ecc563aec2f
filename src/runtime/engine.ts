import { bucketOf } from '../protocol/wire.ts'
import { announceProcess, sampleProcess } from './announcements.ts'
import type { Clock } from './clock.ts'
import type { Consumer } from './consumer.ts'
import { followFlows } from './context.ts'
import { DelayedMessages, type Due } from './delayed.ts'
import { MessageDelivery } from './delivery.ts'
import { enter, newCounters, type Owner } from './entries.ts'
import { progressed } from './ending.ts'
import { MessageExpiredError } from './errors.ts'
import { heard } from './heard.ts'
import { record } from './histogram.ts'
import { expiryOf, type Meta, type Stored } from './message.ts'
import type { Overflow } from './options.ts'
import type { Receiver, Sender } from './pending.ts'
import type { Counters, Declaration, RegistryEntry } from './registry.ts'
import { Meter } from './meter.ts'
import { MessageStore } from './store.ts'
import { timeKeeper, type TimeKeeper } from './turn.ts'
import { WaitList } from './waiters.ts'

export interface EngineOptions {
  /** As users call it. */
  readonly name: string
  /** How messages to users name it: `queue "resize"`. */
  readonly label: string
  /** The queue or topic. Default: the name. */
  readonly destination?: string
  readonly capacity: number
  readonly overflow: Overflow
  readonly context: boolean
  readonly clock: Clock
  /** Ids of messages that bring none are this and their number. */
  readonly prefix: string
  readonly declaration: Declaration
}

/**
 * One queue of messages: that of a Queue, or of a subscription. Invariants: while receivers wait, nothing else does;
 * senders wait only while the store has no room; and at every moment
 * `sent = acked + deadLettered + dropped + expired + failed + purged + depth + inFlight + delayed`.
 */
export class QueueEngine<T> implements Owner {
  readonly name: string
  readonly label: string
  readonly destination: string
  capacity: number
  overflow: Overflow
  readonly context: boolean
  readonly clock: Clock
  readonly keeper: TimeKeeper
  readonly prefix: string
  readonly counters: Counters = newCounters()
  readonly entry: RegistryEntry
  readonly warned: Set<string> = new Set()
  readonly meter: Meter = new Meter()
  readonly store: MessageStore<T> = new MessageStore()
  readonly receivers: WaitList<Receiver<T>> = new WaitList()
  readonly senders: WaitList<Sender<T>> = new WaitList()
  delayed: DelayedMessages<T> | undefined
  /** Number of the next message. */
  sequence: number = 0
  /** Closed, and nobody takes what still comes back. */
  abandoned: boolean = false
  closed: boolean = false
  /** True if somebody waits for it to become quiet, or it is closed. */
  watched: boolean = false
  /** Called by `progressed`. */
  readonly watchers: Set<() => void> = new Set()
  readonly consumers: Set<Consumer<T>> = new Set()

  constructor(options: EngineOptions) {
    this.name = options.name
    this.label = options.label
    this.destination = options.destination ?? options.name
    this.capacity = options.capacity
    this.overflow = options.overflow
    this.context = options.context
    this.clock = options.clock
    this.keeper = timeKeeper(options.clock)
    this.prefix = options.prefix
    if (options.context) followFlows()
    this.entry = enter(this, options.declaration)
  }

  /** Hands a message to a receiver that waits, or stores it. False if there is no room. */
  accept(body: T, sequence: number, time: number, meta: Meta | undefined): boolean {
    if (this.receivers.size > 0) {
      this.counters.sent++
      this.#hand(new MessageDelivery<T>(this, body, sequence, time, meta, 1))
      return true
    }
    const { store } = this
    if (store.occupied >= this.capacity && (this.sweep() === 0 || store.occupied >= this.capacity)) return false
    this.counters.sent++
    this.counters.depth++
    store.push(body, sequence, time, meta)
    return true
  }

  /** True if the overflow is one that drops: the message, or the oldest, is gone. */
  dropped(body: T, sequence: number, time: number, meta: Meta | undefined): boolean {
    if (this.overflow !== 'drop-newest' && this.overflow !== 'drop-oldest') return false
    this.counters.sent++
    this.counters.dropped++
    const ring = this.overflow === 'drop-oldest' ? this.store.ringToDropFrom() : undefined
    if (ring !== undefined) {
      this.store.advance(ring)
      this.store.push(body, sequence, time, meta)
    }
    return true
  }

  /** Puts a sender at the end of the line. */
  wait(sender: Sender<T>): void {
    this.senders.push(sender)
    this.counters.waitingSenders = this.senders.size
  }

  /** Takes a sender out of the line that gave up. False if it is not in it. */
  withdraw(sender: Sender<T>): boolean {
    if (!this.senders.remove(sender)) return false
    this.counters.waitingSenders = this.senders.size
    this.counters.rejected++
    if (this.watched) progressed(this)
    return true
  }

  /** Takes the first message that waits, as in flight but not begun; undefined if none does. */
  next(): MessageDelivery<T> | undefined {
    const { counters, store } = this
    for (;;) {
      const stored = store.takeReturned()
      if (stored !== undefined) {
        counters.depth--
        if (this.isExpired(stored.meta)) {
          this.expired()
          continue
        }
        counters.inFlight++
        return new MessageDelivery<T>(this, stored.body, stored.sequence, stored.time, stored.meta, stored.attempt + 1)
      }
      const ring = store.nextRing()
      if (ring === undefined) return this.senders.size > 0 ? this.#takeFromSender() : undefined
      const { first } = ring
      const { head } = first
      const meta = first.metas === undefined ? undefined : first.metas[head]
      const delivery = new MessageDelivery<T>(
        this,
        first.bodies[head] as T,
        first.sequences[head] as number,
        first.times[head] as number,
        meta,
        1,
      )
      counters.depth--
      store.advance(ring)
      if (this.senders.size > 0) this.admit()
      if (meta !== undefined && this.isExpired(meta)) {
        this.expired()
        continue
      }
      counters.inFlight++
      return delivery
    }
  }

  /** Expiry is noticed where somebody looks: no timer waits for it. */
  isExpired(meta: Meta | undefined): boolean {
    const expiry = expiryOf(meta)
    return expiry !== Infinity && expiry <= this.clock.now()
  }

  /** Counts a message as expired that is in no other place any more. */
  expired(): void {
    this.counters.expired++
    if (this.watched && this.counters.depth === 0) progressed(this)
  }

  /** Capacity 0: the message goes from hand to hand. */
  #takeFromSender(): MessageDelivery<T> | undefined {
    const sender = this.#nextSender()
    if (sender === undefined) return undefined
    this.counters.sent++
    this.counters.inFlight++
    const { body, sequence, meta } = sender
    sender.accepted()
    return new MessageDelivery<T>(this, body, sequence, this.keeper.stamp(), meta, 1)
  }

  /** The first in the line whose message has not expired; its timer may be late. */
  #nextSender(): Sender<T> | undefined {
    const { counters, senders } = this
    for (let sender = senders.shift(); sender !== undefined; sender = senders.shift()) {
      counters.waitingSenders = senders.size
      if (sender.meta === undefined || !this.isExpired(sender.meta)) return sender
      counters.rejected++
      sender.refused(new MessageExpiredError(this.label))
    }
    return undefined
  }

  /** Lets senders in that wait, as far as there is room. */
  admit(): void {
    const { senders, store } = this
    while (senders.size > 0 && (this.receivers.size > 0 || store.occupied < this.capacity)) {
      const sender = this.#nextSender()
      if (sender === undefined) break
      this.accept(sender.body, sender.sequence, this.keeper.stamp(), sender.meta)
      sender.accepted()
    }
  }

  /**
   * The head of the queue, or a receiver, gets it; attempts are counted at the next hand-over. `inOrder`: behind those
   * that were put back and are older.
   */
  putBack(message: Stored<T>, inOrder: boolean = false): void {
    if (this.abandoned) {
      this.counters.dropped++
      return
    }
    if (this.isExpired(message.meta)) {
      this.counters.expired++
      return
    }
    if (this.receivers.size > 0) {
      const { body, sequence, time, meta, attempt } = message
      this.#hand(new MessageDelivery<T>(this, body, sequence, time, meta, attempt + 1))
      return
    }
    this.counters.depth++
    if (inOrder) this.store.returnInOrder(message)
    else this.store.return(message)
  }

  /** Puts a delivery back that nobody has seen: its attempt does not count. */
  giveBackUnseen(delivery: MessageDelivery<T>, inOrder: boolean = false): void {
    const { body, sequence, time, meta, attempt } = delivery
    delivery.settled = true
    this.counters.inFlight--
    this.putBack({ body, sequence, time, meta, attempt: attempt - 1 }, inOrder)
    if (this.watched) progressed(this)
  }

  delay(due: Due<T>): void {
    if (this.abandoned) {
      this.counters.dropped++
      due.release?.()
      return
    }
    this.counters.delayed++
    this.delayed ??= new DelayedMessages(this.clock, (ready) => this.#ripe(ready))
    this.delayed.add(due)
  }

  #ripe({ message, retry, release }: Due<T>): void {
    this.counters.delayed--
    release?.()
    if (retry || this.receivers.size > 0 || this.isExpired(message.meta)) this.putBack(message)
    else {
      this.counters.depth++
      this.store.push(message.body, message.sequence, message.time, message.meta)
    }
    if (this.watched) progressed(this)
  }

  #hand(delivery: MessageDelivery<T>): void {
    const receiver = this.receivers.shift() as Receiver<T>
    this.counters.waitingReceivers = this.receivers.size
    this.counters.inFlight++
    receiver.given(delivery)
  }

  /** What is counted and measured when a message reaches the code that handles it. */
  begin(delivery: MessageDelivery<T>, consumer: Consumer<T> | undefined): void {
    const { counters, keeper, meter } = this
    counters.received++
    if (consumer !== undefined) {
      delivery.consumer = consumer
      consumer.counters.received++
      consumer.counters.inFlight++
    }
    if (meter.due(keeper.fresh)) {
      const now = keeper.read()
      const measured = (delivery.measured = { startedAt: now, weight: meter.measured(now), sampled: false })
      counters.wait = record(counters.wait, bucketOf(now - delivery.time), measured.weight)
      sampleProcess(delivery, measured)
    }
    if (heard.process) announceProcess(delivery, keeper.read())
  }

  /** Puts somebody at the end of the line of those who wait for a message. */
  line(receiver: Receiver<T>): void {
    this.receivers.push(receiver)
    this.counters.waitingReceivers = this.receivers.size
  }

  /** Takes a receiver out of it. False if it is not in it. */
  unline(receiver: Receiver<T>): boolean {
    if (!this.receivers.remove(receiver)) return false
    this.counters.waitingReceivers = this.receivers.size
    return true
  }

  receiveNow(): MessageDelivery<T> | undefined {
    const delivery = this.next()
    if (delivery !== undefined) this.begin(delivery, undefined)
    return delivery
  }

  /** True if a receiver would get something at once. */
  get hasWork(): boolean {
    return this.counters.depth > 0 || this.senders.size > 0
  }

  /** Nothing waits and nothing will come; what is in flight may still come back. */
  get exhausted(): boolean {
    return this.closed && this.counters.depth === 0 && this.counters.delayed === 0 && this.senders.size === 0
  }

  /** Everything it ever accepted is settled. */
  get finished(): boolean {
    return this.exhausted && this.counters.inFlight === 0
  }

  /** Drops what has expired. Returns how many: O(log depth) each, O(1) if none. */
  sweep(): number {
    if (this.store.expiring === undefined) return 0
    const gone = this.store.sweep(this.clock.now())
    if (gone > 0) {
      this.counters.depth -= gone
      this.counters.expired += gone
      this.admit()
      if (this.watched) progressed(this)
    }
    return gone
  }

  oldestAge(): number {
    const oldest = this.store.oldest()
    return oldest === undefined ? 0 : Math.max(0, this.clock.now() - oldest)
  }
}
