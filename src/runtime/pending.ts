import { offAbort, type Abortable } from './aborts.ts'
import type { ClockTimer } from './clock.ts'
import type { MessageDelivery } from './delivery.ts'
import type { QueueEngine } from './engine.ts'
import type { Meta } from './message.ts'
import { ignore } from './rejections.ts'
import { Waiter } from './waiters.ts'

/** Somebody who waits for a message: a `receive`, or a consumer's worker. */
export abstract class Receiver<T> extends Waiter {
  /** True if it stays until the last message is settled, which may come back. */
  abstract readonly stays: boolean
  /** Gets the message, or nothing at the end. It is no longer in the list. */
  abstract given(delivery: MessageDelivery<T> | undefined): void
}

/** Only a rejection makes it known that it may be ignored: a promise that resolves costs nothing more. */
export class PendingReceive<T> extends Receiver<T> implements Abortable {
  readonly stays: boolean = false
  readonly promise: Promise<MessageDelivery<T> | undefined>
  readonly #engine: QueueEngine<T>
  readonly #signal: AbortSignal | undefined
  #resolve!: (delivery: MessageDelivery<T> | undefined) => void
  #reject!: (error: Error) => void

  constructor(engine: QueueEngine<T>, signal: AbortSignal | undefined) {
    super()
    this.#engine = engine
    this.#signal = signal
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  given(delivery: MessageDelivery<T> | undefined): void {
    if (this.#signal !== undefined) offAbort(this.#signal, this)
    if (delivery !== undefined) this.#engine.begin(delivery, undefined)
    this.#resolve(delivery)
  }

  giveUp(reason: Error): void {
    if (!this.#engine.unline(this)) return
    this.promise.catch(ignore)
    this.#reject(reason)
  }
}

/** Somebody whose message waits for room. */
export abstract class Sender<T> extends Waiter {
  readonly body: T
  readonly sequence: number
  readonly meta: Meta | undefined

  constructor(body: T, sequence: number, meta: Meta | undefined) {
    super()
    this.body = body
    this.sequence = sequence
    this.meta = meta
  }

  /** It is no longer in the list, here and below. */
  abstract accepted(): void
  abstract refused(error: Error): void
}

export class PendingSend<T> extends Sender<T> implements Abortable {
  readonly promise: Promise<void>
  timer: ClockTimer | undefined = undefined
  readonly #engine: QueueEngine<T>
  readonly #signal: AbortSignal | undefined
  #resolve!: () => void
  #reject!: (error: Error) => void

  constructor(
    engine: QueueEngine<T>,
    body: T,
    sequence: number,
    meta: Meta | undefined,
    signal: AbortSignal | undefined,
  ) {
    super(body, sequence, meta)
    this.#engine = engine
    this.#signal = signal
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  accepted(): void {
    this.#leave()
    this.#resolve()
  }

  refused(error: Error): void {
    this.#leave()
    this.promise.catch(ignore)
    this.#reject(error)
  }

  giveUp(reason: Error): void {
    if (this.#engine.withdraw(this)) this.refused(reason)
  }

  #leave(): void {
    this.timer?.cancel()
    if (this.#signal !== undefined) offAbort(this.#signal, this)
  }
}
