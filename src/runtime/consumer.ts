import type { AsyncResource } from 'node:async_hooks'
import { offAbort, onAbort, type Abortable } from './aborts.ts'
import { handlerContext, type Flow } from './context.ts'
import type { MessageDelivery } from './delivery.ts'
import type { QueueEngine } from './engine.ts'
import { enter, leave, newCounters, type Owner } from './entries.ts'
import { compose, timeLimit, type Middleware } from './middleware.ts'
import { checkCount, checkDuration, checkHandler, type ConsumeOptions, type Handler } from './options.ts'
import { RateLimiter } from './rateLimit.ts'
import type { OnFailed } from './report.ts'
import { retryPolicy, type RetryPolicy } from './retry.ts'
import type { Counters, RegistryEntry } from './registry.ts'
import { QuietWaits, type Busy } from './quiet.ts'
import { Worker } from './worker.ts'

/** What a consumer is made of; the public options have been looked up by whoever makes it. */
export interface ConsumerParts<T> {
  readonly engine: QueueEngine<T>
  readonly name: string
  readonly handler: Handler<T>
  readonly options: ConsumeOptions<T>
  readonly deadLetter: QueueEngine<T> | undefined
  /** Of the queue or the bus; looked at again by `compose`. */
  readonly outer: () => readonly Middleware<T>[]
  /** What an abort of its signal does. Default: it stops. */
  readonly aborted?: () => void
}

/** The workers that one `consume` or `subscribe` started. */
export class Consumer<T> implements Owner, Busy, Abortable {
  readonly engine: QueueEngine<T>
  readonly name: string
  readonly counters: Counters = newCounters()
  readonly entry: RegistryEntry
  readonly retry: RetryPolicy | undefined
  readonly deadLetter: QueueEngine<T> | undefined
  readonly onFailed: OnFailed<T> | undefined
  readonly limiter: RateLimiter | undefined
  readonly #parts: ConsumerParts<T>
  readonly #workers: Worker<T>[] = []
  readonly #prefetch: number
  readonly #ordered: boolean
  /** Taken ahead, in flight, not begun. */
  readonly #ahead: MessageDelivery<T>[] = []
  /** Handlers run in it, if there is any. */
  readonly context: AsyncResource | undefined
  handler: Handler<T>
  stopping: boolean = false
  /** True if workers may take messages. Found out anew by `#refresh`. */
  open: boolean = true
  #paused = false
  /** Retries that are waited for before anything else. */
  #holds = 0
  readonly #quiet: QuietWaits = new QuietWaits(this)
  #left = false

  constructor(parts: ConsumerParts<T>) {
    const { engine, options, name } = parts
    const { label } = engine
    const concurrency = checkCount(label, 'concurrency', options.concurrency ?? 1, 1)
    checkHandler(label, parts.handler)
    if (options.timeout !== undefined) checkDuration(label, 'timeout', options.timeout)
    this.engine = engine
    this.name = name
    this.retry = options.retry && retryPolicy(label, options.retry, () => engine.clock.random())
    this.deadLetter = parts.deadLetter
    this.onFailed = options.onFailed
    this.limiter = options.rateLimit && new RateLimiter(label, options.rateLimit, engine.clock, () => this.#refresh())
    this.#prefetch = checkCount(label, 'prefetch', options.prefetch ?? 0, 0)
    this.#ordered = options.ordered ?? false
    this.#parts = parts
    this.context = engine.context ? handlerContext() : undefined
    this.handler = parts.handler
    this.compose()
    this.counters.concurrency = concurrency
    this.entry = enter(this, {
      kind: 'consumer',
      of: engine.entry.id,
      name,
      concurrency,
      ...(parts.deadLetter && { deadLetter: parts.deadLetter.name }),
    })
    const { signal } = options
    if (signal?.aborted) {
      void this.stop()
      return
    }
    if (signal !== undefined) onAbort(signal, this)
    engine.consumers.add(this)
    for (let n = 0; n < concurrency; n++) this.#workers.push(new Worker(this))
    for (const worker of this.#workers) worker.start()
  }

  /** Puts the middleware around the handler anew. */
  compose(): void {
    const { engine, handler, options, outer } = this.#parts
    const inner = options.timeout === undefined ? [] : [timeLimit<T>(engine.label, options.timeout, engine.clock)]
    this.handler = compose([...outer(), ...(options.use ?? []), ...inner], handler)
  }

  get paused(): boolean {
    return this.#paused
  }

  pause(): void {
    if (this.#paused) return
    this.#paused = true
    this.counters.paused = 1
    this.#refresh()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.counters.paused = 0
    this.#refresh()
  }

  stop(): Promise<void> {
    if (!this.stopping) {
      this.stopping = true
      this.#refresh()
      this.limiter?.dispose()
    }
    const done = this.#quiet.wait()
    if (this.counters.inFlight === 0) this.#leave()
    return done
  }

  /** Its signal aborted. */
  giveUp(): void {
    const { aborted } = this.#parts
    if (aborted === undefined) void this.stop()
    else aborted()
  }

  /** Called when one of its messages is settled while it stops. */
  check(): void {
    this.#quiet.check()
    if (this.counters.inFlight === 0) this.#leave()
  }

  /** The destination is finished: workers outside of its line go as well. */
  finish(): void {
    for (const worker of this.#workers) worker.wake()
  }

  /** Its last worker has gone because the destination is finished. */
  ended(worker: Worker<T>): void {
    this.#workers.splice(this.#workers.indexOf(worker), 1)
    if (this.#workers.length === 0 && this.counters.inFlight === 0) this.#leave()
  }

  #leave(): void {
    if (this.#left) return
    this.#left = true
    const { signal } = this.#parts.options
    if (signal !== undefined) offAbort(signal, this)
    this.engine.consumers.delete(this)
    leave(this, this.entry.id)
  }

  busy(): number {
    return this.counters.inFlight
  }

  holds(flow: Flow): boolean {
    return flow.consumer === this
  }

  /** Nothing else is handed over until the function that it returns is called. */
  hold(): (() => void) | undefined {
    if (!this.#ordered) return undefined
    this.#holds++
    this.#refresh()
    return () => {
      this.#holds--
      this.#refresh()
    }
  }

  /** The next message for a worker. */
  take(): MessageDelivery<T> | undefined {
    if (!this.open) return undefined
    const { engine, limiter } = this
    if (limiter !== undefined && engine.hasWork && !limiter.free()) {
      this.#shut(limiter)
      return undefined
    }
    if (this.#prefetch === 0) return engine.next()
    const first = this.#nextAhead() ?? engine.next()
    while (this.#ahead.length < this.#prefetch) {
      const another = engine.next()
      if (another === undefined) break
      this.#ahead.push(another)
    }
    return first
  }

  /** It may have expired since it was taken. */
  #nextAhead(): MessageDelivery<T> | undefined {
    const { engine } = this
    for (let first = this.#ahead.shift(); first !== undefined; first = this.#ahead.shift()) {
      if (first.meta === undefined || !engine.isExpired(first.meta)) return first
      first.settled = true
      engine.counters.inFlight--
      engine.expired()
    }
    return undefined
  }

  /** False if a message that came to a waiting worker has to go back. */
  mayBegin(): boolean {
    if (!this.open) return false
    const { limiter } = this
    if (limiter === undefined || limiter.free()) return true
    this.#shut(limiter)
    return false
  }

  #shut(limiter: RateLimiter): void {
    limiter.close()
    this.#refresh()
  }

  /** After anything of what `open` stands for has changed: workers join or leave the line. */
  #refresh(): void {
    const { engine } = this
    const open = !this.#paused && !this.stopping && this.#holds === 0 && this.limiter?.shut !== true
    this.open = open
    if (!open) {
      for (const delivery of this.#ahead.splice(0).toReversed()) engine.giveBackUnseen(delivery)
    }
    for (const worker of this.#workers) {
      if (!worker.parked) continue
      if (open || this.stopping) worker.wake()
      else engine.unline(worker)
    }
  }
}
