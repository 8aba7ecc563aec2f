import { offAbort } from './aborts.ts'
import type { ClockTimer } from './clock.ts'
import type { MessageDelivery } from './delivery.ts'
import type { QueueEngine } from './engine.ts'
import type { Meta } from './message.ts'
import { Waiter } from './waiters.ts'

/** Somebody who waits for a message: a `receive`, or a consumer's worker. */
export abstract class Receiver<T> extends Waiter {
  /** True if it stays until the last message is settled, which may come back. */
  abstract readonly stays: boolean
  /** Gets the message, or nothing at the end. It is no longer in the list. */
  abstract given(delivery: MessageDelivery<T> | undefined): void
}

export class PendingReceive<T> extends Receiver<T> {
  readonly stays: boolean = false
  readonly #engine: QueueEngine<T>
  readonly #resolve: (delivery: MessageDelivery<T> | undefined) => void
  readonly #signal: AbortSignal | undefined

  constructor(
    engine: QueueEngine<T>,
    resolve: (delivery: MessageDelivery<T> | undefined) => void,
    signal: AbortSignal | undefined,
  ) {
    super()
    this.#engine = engine
    this.#resolve = resolve
    this.#signal = signal
  }

  given(delivery: MessageDelivery<T> | undefined): void {
    if (this.#signal !== undefined) offAbort(this.#signal, this)
    if (delivery !== undefined) this.#engine.begin(delivery, undefined)
    this.#resolve(delivery)
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

export class PendingSend<T> extends Sender<T> {
  timer: ClockTimer | undefined
  readonly #resolve: () => void
  readonly #reject: (error: Error) => void
  readonly #signal: AbortSignal | undefined

  constructor(
    body: T,
    sequence: number,
    meta: Meta | undefined,
    resolve: () => void,
    reject: (error: Error) => void,
    signal: AbortSignal | undefined,
  ) {
    super(body, sequence, meta)
    this.timer = undefined
    this.#resolve = resolve
    this.#reject = reject
    this.#signal = signal
  }

  accepted(): void {
    this.#leave()
    this.#resolve()
  }

  refused(error: Error): void {
    this.#leave()
    this.#reject(error)
  }

  #leave(): void {
    this.timer?.cancel()
    if (this.#signal !== undefined) offAbort(this.#signal, this)
  }
}
