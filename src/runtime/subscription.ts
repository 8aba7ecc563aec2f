import { offAbort, onAbort, type Abortable } from './aborts.ts'
import type { Consumer } from './consumer.ts'
import { abandon, unwatch, watch } from './ending.ts'
import type { QueueEngine } from './engine.ts'
import { leave } from './entries.ts'
import { Envelope, headersOf, type Headers, type Meta } from './message.ts'
import { Sender } from './pending.ts'
import { ignore } from './rejections.ts'
import { describeError } from './announcements.ts'
import { warnOnce } from './report.ts'
import { queueStats, type QueueStats } from './stats.ts'
import type { Topic } from './topic.ts'

/** What `subscribe` returns: one member of a subscription, which has a queue of its own. */
export interface Subscription {
  /** As it is shown in figures. */
  readonly name: string
  /** The topic, or the pattern. */
  readonly topic: string
  /** Figures of the subscription at this moment, frozen; those of all members of a group. O(1). */
  readonly stats: QueueStats
  /** Takes no more events until `resume`; they wait. */
  pause(): void
  /** Takes events again, those first that waited. */
  resume(): void
  /**
   * Takes nothing more at once and for good, and resolves when its events in flight are settled. What waited is dropped
   * and counted, unless it is declared or its group has other members. A second call does nothing new. Awaited inside
   * its own handler it does not wait for that one's event; with `context: false` that is a deadlock.
   */
  unsubscribe(): Promise<void>
}

/** Decides while an event is published whether a subscription gets it. */
export type Filter<T> = (body: T, event: { readonly topic: string; readonly headers: Headers }) => boolean

/** An event that not every subscription could accept at once. */
export class Publication implements Abortable {
  readonly promise: Promise<void>
  readonly #waiting: PendingEvent[]
  readonly #signal: AbortSignal | undefined
  #left: number
  #resolve!: () => void
  #reject!: (error: Error) => void

  constructor(waiting: PendingEvent[], signal: AbortSignal | undefined) {
    this.#waiting = waiting
    this.#left = waiting.length
    this.#signal = signal
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    for (const event of waiting) event.publication = this
    if (signal !== undefined) onAbort(signal, this)
  }

  done(): void {
    if (--this.#left > 0) return
    if (this.#signal !== undefined) offAbort(this.#signal, this)
    this.#resolve()
  }

  /** Takes the event out of all lines. */
  giveUp(reason: Error): void {
    for (const event of this.#waiting) event.engine.withdraw(event)
    this.promise.catch(ignore)
    this.#reject(reason)
  }
}

/** An event that waits for room in one subscription. */
export class PendingEvent extends Sender<unknown> {
  readonly engine: QueueEngine<unknown>
  /** Undefined if nobody wants to know when it is accepted. */
  publication: Publication | undefined = undefined

  constructor(engine: QueueEngine<unknown>, body: unknown, sequence: number, meta: Meta | undefined) {
    super(body, sequence, meta)
    this.engine = engine
  }

  accepted(): void {
    this.publication?.done()
  }

  refused(): void {
    this.publication?.done()
  }
}

/** A subscription: a queue that gets each event of its topics, and the members that share it. */
export class SubscriptionCore {
  readonly name: string
  /** Or the pattern. */
  readonly topic: string
  readonly group: string | undefined
  readonly engine: QueueEngine<unknown>
  readonly members: Set<Consumer<unknown>> = new Set()
  readonly pattern: boolean
  declared: boolean
  readonly #filter: Filter<unknown> | undefined

  constructor(
    engine: QueueEngine<unknown>,
    parts: {
      readonly name: string
      readonly topic: string
      readonly pattern: boolean
      readonly group: string | undefined
      readonly declared: boolean
      readonly filter: Filter<unknown> | undefined
    },
  ) {
    this.engine = engine
    this.name = parts.name
    this.topic = parts.topic
    this.pattern = parts.pattern
    this.group = parts.group
    this.declared = parts.declared
    this.#filter = parts.filter
  }

  /** Whether anybody works on what waits. */
  get active(): boolean {
    for (const member of this.members) if (!member.paused) return true
    return false
  }

  get stats(): QueueStats {
    return queueStats(this.engine)
  }

  /** Messages that somebody works on or will: those in flight, and if it is active those that wait, also in line. */
  get load(): number {
    const { counters, senders } = this.engine
    if (!this.active) return counters.inFlight
    return counters.depth + counters.delayed + counters.inFlight + senders.size
  }

  /** Takes an event into its queue, or its line: then returns what stands there. Never throws. */
  deliver(
    topic: Topic,
    body: unknown,
    sequence: number,
    time: number,
    meta: Meta | undefined,
  ): PendingEvent | undefined {
    const { engine } = this
    if (this.#filter !== undefined && !this.#wants(this.#filter, topic, body, meta)) return undefined
    const own = this.pattern ? addressed(topic, sequence, meta) : meta
    if (engine.accept(body, sequence, time, own) || engine.dropped(body, sequence, time, own)) {
      topic.counters.acked++
      return undefined
    }
    if (engine.overflow === 'reject') {
      engine.counters.rejected++
      return undefined
    }
    topic.counters.acked++
    const pending = new PendingEvent(engine, body, sequence, own)
    engine.wait(pending)
    if (engine.senders.size > 10 * Math.max(1, engine.capacity)) {
      warnOnce(engine, 'line', `More than ${10 * Math.max(1, engine.capacity)} events wait for room in ${engine.label}`)
    }
    return pending
  }

  /** A filter that throws lets the event pass: better once too often than lost. */
  #wants(filter: Filter<unknown>, topic: Topic, body: unknown, meta: Meta | undefined): boolean {
    try {
      return filter(body, { topic: topic.name, headers: headersOf(meta) })
    } catch (error) {
      warnOnce(this.engine, 'filter', `The filter of ${this.engine.label} threw: ${describeError(error)}`)
      return true
    }
  }

  /** Gives its entry back when its last event is settled, and says so. */
  retire(done: () => void): void {
    const { engine } = this
    abandon(engine)
    const check = (): void => {
      if (engine.counters.inFlight > 0) return
      unwatch(engine, check)
      leave(engine, engine.entry.id)
      done()
    }
    watch(engine, check)
    check()
  }
}

/** A pattern's events come from several topics: each says which, and brings its id. */
function addressed(topic: Topic, sequence: number, meta: Meta | undefined): Envelope {
  const envelope = meta instanceof Envelope ? meta : undefined
  return new Envelope({
    id: envelope?.id ?? topic.prefix + sequence,
    headers: envelope?.headers,
    cause: meta instanceof Envelope ? meta.cause : meta,
    destination: topic.name,
  })
}
