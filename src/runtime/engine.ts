import { onAbort, reasonOf } from './aborts.ts'
import { announceProcess, announceSend } from './announcements.ts'
import type { Clock } from './clock.ts'
import type { Consumer } from './consumer.ts'
import { currentFlow, followFlows, type Flow } from './context.ts'
import { DelayedMessages, type Due } from './delayed.ts'
import { MessageDelivery } from './delivery.ts'
import { enter, newCounters, type Owner } from './entries.ts'
import { MessageExpiredError, QueueClosedError, QueueFullError } from './errors.ts'
import { Meter, record } from './histogram.ts'
import { Envelope, type Meta, type Stored } from './message.ts'
import { checkSendOptions, type Overflow, type SendOptions } from './options.ts'
import { PendingReceive, PendingSend, type Receiver, type Sender } from './pending.ts'
import { channels, type Counters, type Declaration, type RegistryEntry } from './registry.ts'
import { warnOnce } from './report.ts'
import { MessageStore } from './store.ts'
import { nextTurn, timeKeeper, type TimeKeeper } from './turn.ts'
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

/** `send` resolves with this one wherever nothing has to be waited for: no promise is made per message. */
const accepted: Promise<void> = Promise.resolve()

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
  readonly #stamps: Meter = new Meter()
  readonly store: MessageStore<T> = new MessageStore()
  readonly receivers: WaitList<Receiver<T>> = new WaitList()
  readonly senders: WaitList<Sender<T>> = new WaitList()
  #delayed: DelayedMessages<T> | undefined
  #sequence = 0
  #abandoned = false
  closed: boolean = false
  /** True if somebody waits for it to become quiet, or it is closed. */
  watched: boolean = false
  readonly #watchers: Set<() => void> = new Set()
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

  /** See `Queue.send`. */
  send(body: T, options?: SendOptions): Promise<void> {
    if (this.closed) return this.#refused(new QueueClosedError(this.label))
    const signal = options?.signal
    if (signal?.aborted) return rejected(reasonOf(signal))
    const time = this.#stamp()
    const cause = this.context ? currentFlow()?.asCause() : undefined
    let meta: Meta | undefined = cause
    if (options !== undefined) {
      try {
        meta = this.envelope(options, cause, time)
      } catch (error) {
        return rejected(error)
      }
    }
    const sequence = this.#sequence++
    if (channels.send.hasSubscribers) announceSend(this.entry.id, this.prefix, sequence, time, meta, this.context)
    if (options?.delay !== undefined && options.delay > 0) {
      this.counters.sent++
      this.delay({ at: time + options.delay, message: { body, sequence, time, meta, attempt: 0 }, retry: false })
      return accepted
    }
    if (this.accept(body, sequence, time, meta)) return this.keeper.turnOver ? this.#turned() : accepted
    return this.#overflow(body, sequence, time, meta, signal)
  }

  /** See `Queue.trySend`. */
  trySend(body: T, options?: SendOptions): boolean {
    const time = this.#stamp()
    const cause = this.context ? currentFlow()?.asCause() : undefined
    const meta = options === undefined ? cause : this.envelope(options, cause, time)
    if (options?.delay !== undefined && options.delay > 0 && !this.closed) {
      const message = { body, sequence: this.#sequence++, time, meta, attempt: 0 }
      this.counters.sent++
      this.delay({ at: time + options.delay, message, retry: false })
      return true
    }
    return this.offer(body, meta, time)
  }

  /** Takes a message if it can do so at once. */
  offer(body: T, meta: Meta | undefined, time: number = this.#stamp()): boolean {
    if (this.closed) {
      this.counters.rejected++
      return false
    }
    const sequence = this.#sequence++
    if (channels.send.hasSubscribers) announceSend(this.entry.id, this.prefix, sequence, time, meta, this.context)
    if (this.accept(body, sequence, time, meta) || this.dropped(body, sequence, time, meta)) return true
    this.counters.rejected++
    return false
  }

  /** The meta of a message sent with options. Throws what is wrong with them. */
  envelope(options: SendOptions, cause: Flow | undefined, time: number): Meta | undefined {
    const { id, headers, priority, expiresIn } = checkSendOptions(this.label, options)
    if (id === undefined && headers === undefined && priority === undefined && expiresIn === undefined) return cause
    return new Envelope({
      id,
      headers: headers === undefined ? undefined : Object.freeze({ ...headers }),
      cause,
      priority,
      expiresAt: expiresIn === undefined ? undefined : time + expiresIn,
    })
  }

  /** Hands a message to a receiver that waits, or stores it. False if there is no room. */
  accept(body: T, sequence: number, time: number, meta: Meta | undefined): boolean {
    if (this.receivers.size > 0) {
      this.counters.sent++
      this.#hand(new MessageDelivery<T>(this, body, sequence, time, meta, 1))
      return true
    }
    if (this.store.occupied >= this.capacity && !(this.store.expiring > 0 && this.sweep() > 0)) return false
    this.counters.sent++
    this.counters.depth++
    this.store.push(body, sequence, time, meta)
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

  #overflow(
    body: T,
    sequence: number,
    time: number,
    meta: Meta | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (this.dropped(body, sequence, time, meta)) return accepted
    if (this.overflow === 'reject') return this.#refused(new QueueFullError(this.label, this.capacity))
    if (this.context && currentFlow()?.engine === this) {
      warnOnce(
        this,
        'own',
        `A handler of ${this.label} waits to send to the same full destination: it may wait for ever`,
      )
    }
    return quiet(
      new Promise((resolve, reject) => {
        const sender = new PendingSend<T>(body, sequence, meta, resolve, reject, signal)
        this.wait(sender)
        if (signal !== undefined) onAbort(signal, sender, () => this.#give(sender, reasonOf(signal)))
        if (meta instanceof Envelope && meta.expiresAt !== Infinity) {
          sender.timer = this.clock.setTimeout(
            () => this.#give(sender, new MessageExpiredError(this.label)),
            Math.ceil(meta.expiresAt - time),
          )
          sender.timer.unref?.()
        }
      }),
    )
  }

  /** Puts a sender at the end of the line. */
  wait(sender: Sender<T>): void {
    this.senders.push(sender)
    this.counters.waitingSenders = this.senders.size
  }

  #give(sender: Sender<T>, error: Error): void {
    if (!this.senders.remove(sender)) return
    this.counters.waitingSenders = this.senders.size
    this.counters.rejected++
    sender.refused(error)
    if (this.watched) this.progressed()
  }

  /** Takes a sender out of the line that gave up itself. */
  withdraw(sender: Sender<T>): void {
    if (!this.senders.remove(sender)) return
    this.counters.waitingSenders = this.senders.size
    this.counters.rejected++
    if (this.watched) this.progressed()
  }

  /** Takes the first message that waits, as in flight but not begun; undefined if none does. */
  next(): MessageDelivery<T> | undefined {
    const { counters, store } = this
    for (;;) {
      const stored = store.returned.pop()
      if (stored !== undefined) {
        counters.depth--
        if (isExpired(stored.meta, this.clock)) {
          counters.expired++
          continue
        }
        counters.inFlight++
        return new MessageDelivery<T>(this, stored.body, stored.sequence, stored.time, stored.meta, stored.attempt + 1)
      }
      const ring = store.nextRing()
      if (ring === undefined) return this.senders.size > 0 ? this.#takeFromSender() : undefined
      const { head } = ring
      const meta = ring.metas === undefined ? undefined : ring.metas[head]
      const delivery = new MessageDelivery<T>(
        this,
        ring.bodies[head] as T,
        ring.sequences[head] as number,
        ring.times[head] as number,
        meta,
        1,
      )
      counters.depth--
      store.advance(ring)
      if (this.senders.size > 0) this.admit()
      if (meta !== undefined && isExpired(meta, this.clock)) {
        counters.expired++
        continue
      }
      counters.inFlight++
      return delivery
    }
  }

  /** Capacity 0: the message goes from hand to hand. */
  #takeFromSender(): MessageDelivery<T> | undefined {
    const sender = this.senders.shift()
    if (sender === undefined) return undefined
    this.counters.waitingSenders = this.senders.size
    this.counters.sent++
    this.counters.inFlight++
    const { body, sequence, meta } = sender
    sender.accepted()
    return new MessageDelivery<T>(this, body, sequence, this.#stamp(), meta, 1)
  }

  /** Lets senders in that wait, as far as there is room. */
  admit(): void {
    const { counters, senders, store } = this
    while (senders.size > 0 && (this.receivers.size > 0 || store.occupied < this.capacity)) {
      const sender = senders.shift() as Sender<T>
      counters.waitingSenders = senders.size
      this.accept(sender.body, sender.sequence, this.#stamp(), sender.meta)
      sender.accepted()
    }
  }

  /** The head of the queue, or a receiver, gets it; attempts are counted at the next hand-over. */
  putBack(message: Stored<T>): void {
    if (this.#abandoned) {
      this.counters.dropped++
      return
    }
    if (this.receivers.size > 0) {
      const { body, sequence, time, meta, attempt } = message
      this.#hand(new MessageDelivery<T>(this, body, sequence, time, meta, attempt + 1))
      return
    }
    this.counters.depth++
    this.store.returned.push(message)
  }

  /** Puts a delivery back that nobody has seen: its attempt does not count. */
  giveBackUnseen(delivery: MessageDelivery<T>): void {
    const { body, sequence, time, meta, attempt } = delivery
    delivery.settled = true
    this.counters.inFlight--
    this.putBack({ body, sequence, time, meta, attempt: attempt - 1 })
  }

  delay(due: Due<T>): void {
    if (this.#abandoned) {
      this.counters.dropped++
      due.release?.()
      return
    }
    this.counters.delayed++
    this.#delayed ??= new DelayedMessages(this.clock, (ready) => this.#ripe(ready))
    this.#delayed.add(due)
  }

  #ripe({ message, retry, release }: Due<T>): void {
    this.counters.delayed--
    release?.()
    if (retry) this.putBack(message)
    else if (this.receivers.size > 0)
      this.#hand(new MessageDelivery<T>(this, message.body, message.sequence, message.time, message.meta, 1))
    else {
      this.counters.depth++
      this.store.push(message.body, message.sequence, message.time, message.meta)
    }
    if (this.watched) this.progressed()
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
    if (meter.due(keeper.fresh())) {
      const now = keeper.read()
      const weight = meter.measured(now)
      delivery.startedAt = now
      delivery.weight = weight
      counters.wait = record(counters.wait, now - delivery.time, weight)
    }
    if (channels.process.hasSubscribers) announceProcess(delivery, keeper.read())
  }

  /** See `Queue.receive`. */
  receive(signal?: AbortSignal): Promise<MessageDelivery<T> | undefined> {
    if (signal?.aborted) return rejected(reasonOf(signal))
    if (channels.receive.hasSubscribers) channels.receive.publish({ entry: this.entry.id })
    const delivery = this.receiveNow()
    if (delivery !== undefined) {
      return this.keeper.turnOver ? nextTurn().then(() => delivery) : Promise.resolve(delivery)
    }
    if (this.closed && this.counters.delayed === 0) return Promise.resolve(undefined)
    return quiet(
      new Promise((resolve, reject) => {
        const receiver = new PendingReceive<T>(this, resolve, signal)
        this.receivers.push(receiver)
        this.counters.waitingReceivers = this.receivers.size
        if (signal === undefined) return
        onAbort(signal, receiver, () => {
          if (!this.receivers.remove(receiver)) return
          this.counters.waitingReceivers = this.receivers.size
          reject(reasonOf(signal))
        })
      }),
    )
  }

  receiveNow(): MessageDelivery<T> | undefined {
    const delivery = this.next()
    if (delivery !== undefined) this.begin(delivery, undefined)
    return delivery
  }

  /** Has `progressed` call it, until `unwatch`. */
  watch(watcher: () => void): void {
    this.#watchers.add(watcher)
    this.watched = true
  }

  unwatch(watcher: () => void): void {
    this.#watchers.delete(watcher)
    this.watched = this.closed || this.#watchers.size > 0
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

  /** `gracefully`: senders that wait are still let in. */
  close(gracefully: boolean = false): void {
    if (this.closed) return
    this.closed = this.watched = true
    if (!gracefully) this.#refuseSenders()
    this.progressed()
  }

  #refuseSenders(): void {
    for (let sender = this.senders.shift(); sender !== undefined; sender = this.senders.shift()) {
      this.counters.rejected++
      sender.refused(new QueueClosedError(this.label))
    }
    this.counters.waitingSenders = 0
  }

  /** Called after every change that may let somebody go who waits for the end. */
  progressed(): void {
    if (this.exhausted && this.receivers.size > 0) {
      const { finished } = this
      for (const receiver of this.receivers) {
        if (receiver.stays && !finished) continue
        this.receivers.remove(receiver)
        receiver.given(undefined)
      }
      this.counters.waitingReceivers = this.receivers.size
    }
    if (this.finished) for (const consumer of this.consumers) consumer.finish()
    for (const watcher of this.#watchers) watcher()
  }

  /** Lets go of everything that waits, as purged or dropped. Returns how many. */
  discard(as: 'purged' | 'dropped'): number {
    this.sweep()
    const gone = this.counters.depth + this.counters.delayed
    this.counters[as] += gone
    this.counters.depth = this.counters.delayed = 0
    this.store.clear()
    this.#delayed?.clear()
    this.admit()
    if (this.watched) this.progressed()
    return gone
  }

  /** Closes it; what waits, and what comes back from those in flight, is dropped. */
  abandon(): void {
    if (this.#abandoned) return
    for (let sender = this.senders.shift(); sender !== undefined; sender = this.senders.shift()) {
      this.counters.sent++
      this.counters.dropped++
      sender.accepted()
    }
    this.counters.waitingSenders = 0
    this.#abandoned = true
    this.discard('dropped')
    this.close()
  }

  /** Drops what has expired. Returns how many. */
  sweep(): number {
    if (this.store.expiring === 0) return 0
    const gone = this.store.sweep(this.clock.now())
    this.counters.depth -= gone
    this.counters.expired += gone
    return gone
  }

  oldestAge(): number {
    const oldest = this.store.oldest()
    return oldest === undefined ? 0 : Math.max(0, this.clock.now() - oldest)
  }

  #stamp(): number {
    const { keeper } = this
    if (!this.#stamps.due(keeper.fresh())) return keeper.last
    const now = keeper.read()
    this.#stamps.measured(now)
    return now
  }

  #turned(): Promise<void> {
    this.keeper.turnOver = false
    return nextTurn()
  }

  #refused(error: Error): Promise<never> {
    this.counters.rejected++
    return rejected(error)
  }
}

function isExpired(meta: Meta | undefined, clock: Clock): boolean {
  return meta instanceof Envelope && meta.expiresAt !== Infinity && meta.expiresAt <= clock.now()
}

/** A promise whose rejection may be ignored. */
export function quiet<P>(promise: Promise<P>): Promise<P> {
  promise.catch(ignore)
  return promise
}

export function rejected(reason: unknown): Promise<never> {
  return quiet(Promise.reject(reason as Error))
}

function ignore(): void {}
