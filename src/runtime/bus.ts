import { reasonOf } from './aborts.ts'
import { announceSend } from './announcements.ts'
import { systemClock, type Clock } from './clock.ts'
import { Consumer } from './consumer.ts'
import { currentFlow, followFlows } from './context.ts'
import { abandon, close, unwatch, watch } from './ending.ts'
import { QueueEngine } from './engine.ts'
import { engineOf } from './engineOf.ts'
import { InvalidOptionError, QueueClosedError } from './errors.ts'
import { heard } from './heard.ts'
import { idPrefix } from './ids.ts'
import type { Meta } from './message.ts'
import type { Middleware } from './middleware.ts'
import {
  checkCount,
  checkHandler,
  checkName,
  checkQueueOptions,
  type BusOptions,
  type DeclareOptions,
  type Handler,
  type PublishOptions,
  type SubscribeOptions,
} from './options.ts'
import { isPattern, matches, type Matching } from './pattern.ts'
import { QuietWaits } from './quiet.ts'
import { rejected } from './rejections.ts'
import { agree, checkAgreed } from './group.ts'
import type { BusStats, TopicStats } from './stats.ts'
import { envelope } from './sending.ts'
import { Publication, SubscriptionCore, type PendingEvent, type Subscription } from './subscription.ts'
import { Topic } from './topic.ts'
import { nextTurn, timeKeeper, type TimeKeeper } from './turn.ts'

const delivered: Promise<void> = Promise.resolve()

let busesWithoutName = 0

/**
 * An event bus, publish-subscribe: each subscription of a topic gets a delivery of every event, in the order of
 * publishing, in a queue of its own. The body is shared, not cloned. It lives in memory and dies with the process.
 *
 * A publisher never waits for a handler, and no handler runs inside `publish`: a slow or failing subscriber harms
 * neither the publisher nor its neighbours, and what it could not take yet waits for it.
 */
export class EventBus<Events extends object = Record<string, unknown>> {
  /** As it is shown in figures and errors. Default `bus`, then `bus-2` and so on. */
  readonly name: string
  readonly #label: string
  readonly #context: boolean
  readonly #clock: Clock
  readonly #keeper: TimeKeeper
  readonly #history: number
  readonly #topics = new Map<string, Topic>()
  /** Topics that stand for a pattern: they hold its subscriptions and are never published to. */
  readonly #patterns = new Map<string, Topic>()
  /** By topic or pattern, then by name. */
  readonly #subscriptions = new Map<string, Map<string, SubscriptionCore>>()
  /** Nobody's any more, with messages in flight. */
  readonly #leaving = new Set<SubscriptionCore>()
  /** All of these; undefined if they have changed. */
  #work: readonly SubscriptionCore[] | undefined
  readonly #middleware: Middleware<unknown>[] = []
  readonly #idle: QuietWaits
  readonly #check = (): void => this.#checkIdle()
  #closed = false

  /** @throws InvalidOptionError */
  constructor(name?: string, options: BusOptions = {}) {
    this.name = name ?? (++busesWithoutName === 1 ? 'bus' : `bus-${busesWithoutName}`)
    this.#label = `bus ${JSON.stringify(this.name)}`
    checkName('bus', 'name', this.name)
    this.#context = options.context ?? true
    if (this.#context) followFlows()
    this.#clock = options.clock ?? systemClock
    this.#keeper = timeKeeper(this.#clock)
    this.#history = checkCount(this.#label, 'history', options.history ?? 100, 0)
    this.#idle = new QuietWaits({
      busy: () => this.#load(),
      holds: (flow) => this.#atWork().some(({ engine }) => engine === flow.engine),
    })
  }

  /** Whether `close` was called. What was published may still wait. */
  get closed(): boolean {
    return this.#closed
  }

  /** Names of the topics that were published to, subscribed to or declared; no patterns. */
  get topics(): readonly string[] {
    return [...this.#topics.keys()]
  }

  /** Figures at this moment, frozen. O(subscriptions). */
  get stats(): BusStats {
    const topics: Record<string, TopicStats> = {}
    let sent = 0
    let deliveries = 0
    for (const topic of [...this.#topics.values(), ...this.#patterns.values()]) {
      const subscriptions = Array.from(this.#subscriptions.get(topic.name) ?? [], ([name, core]) => [name, core.stats])
      topics[topic.name] = Object.freeze({
        sent: topic.counters.sent,
        deliveries: topic.counters.acked,
        subscriptions: Object.freeze(Object.fromEntries(subscriptions)),
      })
      sent += topic.counters.sent
      deliveries += topic.counters.acked
    }
    return Object.freeze({ sent, deliveries, topics: Object.freeze(topics) })
  }

  /**
   * Announces an event. Returns at once; no handler runs inside. The promise resolves when every subscription has
   * accepted it, which is at once unless one is full (overflow `wait`); subscriptions after this get it only by
   * `replay`. Never throws. Rejects with QueueClosedError after `close`, InvalidOptionError, or the reason of the
   * signal, which takes the event out of the lines it waits in. The promise may be dropped.
   */
  publish<K extends keyof Events & string>(topic: K, body: Events[K], options?: PublishOptions): Promise<void> {
    if (this.#closed) return rejected(new QueueClosedError(this.#label))
    const signal = options?.signal
    if (signal?.aborted) return rejected(reasonOf(signal))
    let to: Topic
    const time = this.#keeper.stamp()
    const cause = this.#context ? currentFlow()?.asCause() : undefined
    let meta: Meta | undefined = cause
    try {
      to = this.#topics.get(topic) ?? this.#newTopic(topic)
      if (options !== undefined || heard.trace) {
        const { id, headers } = options ?? {}
        meta = envelope(this.#label, this.#context, { id, headers }, cause, time)
      }
    } catch (error) {
      return rejected(error)
    }
    const sequence = to.sequence++
    to.counters.sent++
    if (heard.send) announceSend(to, sequence, time, meta)
    if (this.#history > 0) to.remember({ body, sequence, time, meta }, this.#history)
    let waiting: PendingEvent[] | undefined
    for (const target of to.targets) {
      const pending = target.deliver(to, body, sequence, time, meta)
      if (pending !== undefined) (waiting ??= []).push(pending)
    }
    if (waiting !== undefined) return new Publication(waiting, signal).promise
    return this.#keeper.takeTurnOver() ? nextTurn() : delivered
  }

  /**
   * Has the handler get every event of the topic, or of all topics that fit the pattern (`order.*` one level, `order.#`
   * any number), from now on. No handler runs inside this call.
   * @throws InvalidOptionError, also if the name is taken; QueueClosedError
   */
  subscribe<K extends keyof Events & string>(
    topic: K,
    handler: Handler<Events[K]>,
    options?: SubscribeOptions<Events[K]>,
  ): Subscription
  subscribe<P extends `${string}*${string}` | `${string}#${string}`>(
    pattern: P,
    handler: Handler<Events[Matching<P, keyof Events & string>]>,
    options?: SubscribeOptions<Events[Matching<P, keyof Events & string>]>,
  ): Subscription
  subscribe(topic: string, handler: (body: never, delivery: never) => unknown, options: object = {}): Subscription {
    return this.#subscribe(topic, handler as Handler<unknown>, options as SubscribeOptions<unknown>)
  }

  #subscribe(topic: string, handler: Handler<unknown>, options: SubscribeOptions<unknown>): Subscription {
    if (this.#closed) throw new QueueClosedError(this.#label)
    checkHandler(this.#label, handler)
    const { group } = options
    const name = options.name ?? group ?? this.#freeName(topic, handler.name)
    const found = this.#subscriptions.get(topic)?.get(group ?? name)
    if (found !== undefined && found.members.size > 0 && (group === undefined || found.group !== group)) {
      throw new InvalidOptionError(this.#label, `the name of a subscription of ${topic}`, 'one that is not taken', name)
    }
    const core = found ?? this.#newCore(topic, group ?? name, group, options, false)
    if (found !== undefined) checkAgreed(core, options)
    if (core.members.size === 0) agree(core, options)
    const { engine } = core
    const consumer = new Consumer<unknown>({
      engine,
      name,
      handler,
      options,
      deadLetter: options.deadLetter && engineOf(options.deadLetter),
      outer: () => this.#middleware,
      aborted: () => unsubscribe(),
    })
    core.members.add(consumer)
    let left = false
    const unsubscribe = (): void => {
      if (left) return
      left = true
      this.#leave(core, consumer)
    }
    if (consumer.stopping) unsubscribe()
    return {
      name,
      topic,
      get stats() {
        return core.stats
      },
      pause: () => {
        consumer.pause()
        this.#checkIdle()
      },
      resume: () => consumer.resume(),
      unsubscribe: () => {
        unsubscribe()
        return consumer.stop()
      },
    }
  }

  /**
   * Makes a subscription that collects events before its handler is there. `subscribe` with that name takes it over.
   * Does nothing if the name is there already.
   * @throws InvalidOptionError, QueueClosedError
   */
  declare<K extends keyof Events & string>(topic: K, name: string, options: DeclareOptions<Events[K]> = {}): void {
    if (this.#closed) throw new QueueClosedError(this.#label)
    checkName(this.#label, 'name', name)
    const found = this.#subscriptions.get(topic)?.get(name)
    if (found === undefined) this.#newCore(topic, name, undefined, options as DeclareOptions<unknown>, true)
    else found.declared = true
  }

  /**
   * Resolves when no subscription has anything to do that somebody works on: what waits in paused ones and in declared
   * ones without a handler is not waited for; what is in flight is, also of a subscription that was left. Awaited inside
   * a handler it does not wait for that one's event; with `context: false` that is a deadlock.
   */
  idle(): Promise<void> {
    for (const { engine } of this.#atWork()) watch(engine, this.#check)
    const done = this.#idle.wait()
    this.#checkIdle()
    return done
  }

  /**
   * Refuses new events and subscriptions, delivers what was published, then resolves. What paused subscriptions and
   * declared ones without a handler hold is dropped and counted. A second call waits for the same end. Inside a handler:
   * as `idle`.
   */
  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true
      for (const core of this.#cores()) {
        if (core.active) close(core.engine, true)
        else abandon(core.engine)
      }
    }
    return this.idle()
  }

  /** Puts a middleware around all handlers, those before and after, inside of earlier ones. */
  use(middleware: Middleware<unknown>): this {
    this.#middleware.push(middleware)
    for (const { members } of this.#cores()) for (const member of members) member.compose()
    return this
  }

  #cores(): SubscriptionCore[] {
    return [...this.#subscriptions.values()].flatMap((named) => [...named.values()])
  }

  #atWork(): readonly SubscriptionCore[] {
    return (this.#work ??= [...this.#cores(), ...this.#leaving])
  }

  #load(): number {
    let load = 0
    for (const core of this.#atWork()) load += core.load
    return load
  }

  #checkIdle(): void {
    this.#idle.check()
    if (this.#idle.size === 0) for (const { engine } of this.#atWork()) unwatch(engine, this.#check)
  }

  #newTopic(name: string): Topic {
    if (typeof name !== 'string' || name === '' || isPattern(name)) {
      throw new InvalidOptionError(this.#label, 'topic', 'a name that is not empty and no pattern', name)
    }
    const topic = new Topic(this.name, name, idPrefix(this.#clock), this.#context)
    this.#topics.set(name, topic)
    for (const pattern of this.#patterns.keys()) {
      if (matches(pattern, name)) for (const core of this.#subscriptions.get(pattern)?.values() ?? []) topic.add(core)
    }
    return topic
  }

  /** An entry of its own for a pattern: its events stay one stream, in order, with one depth. */
  #patternTopic(pattern: string): Topic {
    let topic = this.#patterns.get(pattern)
    if (topic === undefined)
      this.#patterns.set(pattern, (topic = new Topic(this.name, pattern, idPrefix(this.#clock), this.#context)))
    return topic
  }

  #newCore(
    topic: string,
    name: string,
    group: string | undefined,
    options: DeclareOptions<unknown>,
    declared: boolean,
  ): SubscriptionCore {
    const pattern = isPattern(topic)
    const label = `subscription ${JSON.stringify(name)} of topic ${JSON.stringify(topic)} on ${this.#label}`
    const { capacity, overflow } = checkQueueOptions(label, options)
    const replay = checkCount(label, 'replay', options.replay ?? 0, 0)
    if (replay > this.#history) {
      throw new InvalidOptionError(label, 'replay', `at most the bus's history, ${this.#history}`, replay)
    }
    const owner = pattern ? this.#patternTopic(topic) : (this.#topics.get(topic) ?? this.#newTopic(topic))
    const engine = new QueueEngine<unknown>({
      name: `${topic}/${name}`,
      label,
      destination: topic,
      capacity,
      overflow,
      context: this.#context,
      clock: this.#clock,
      prefix: owner.prefix,
      declaration: {
        kind: 'subscription',
        of: owner.entry.id,
        name,
        capacity: capacity === Infinity ? null : capacity,
        ...(group !== undefined && { group }),
        ...(pattern && { pattern: topic }),
      },
    })
    const core = new SubscriptionCore(engine, { name, topic, pattern, group, declared, filter: options.filter })
    let named = this.#subscriptions.get(topic)
    if (named === undefined) this.#subscriptions.set(topic, (named = new Map()))
    named.set(name, core)
    this.#work = undefined
    if (this.#idle.size > 0) watch(engine, this.#check)
    const topics = pattern ? [...this.#topics.values()].filter((one) => matches(topic, one.name)) : [owner]
    for (const one of topics) one.add(core)
    if (replay > 0) {
      const past = topics.flatMap((one) => one.past().map((event) => ({ one, event })))
      past.sort((a, b) => a.event.time - b.event.time)
      for (const { one, event } of past.slice(-replay)) {
        core.deliver(one, event.body, event.sequence, event.time, event.meta)
      }
    }
    return core
  }

  #freeName(topic: string, handler: string): string {
    const named = this.#subscriptions.get(topic)
    if (handler !== '' && !named?.has(handler)) return handler
    for (let n = (named?.size ?? 0) + 1; ; n++) {
      const name = `${handler || topic}#${n}`
      if (!named?.has(name)) return name
    }
  }

  #leave(core: SubscriptionCore, consumer: Consumer<unknown>): void {
    core.members.delete(consumer)
    const isLast = core.members.size === 0 && !core.declared
    if (isLast) {
      for (const topic of this.#topics.values()) topic.remove(core)
      this.#subscriptions.get(core.topic)?.delete(core.name)
      this.#leaving.add(core)
      this.#work = undefined
    }
    void consumer.stop()
    if (isLast) {
      core.retire(() => {
        this.#leaving.delete(core)
        this.#work = undefined
        this.#checkIdle()
      })
    }
    this.#checkIdle()
  }
}
