import type { Clock, ClockTimer } from './clock.ts'
import { Heap } from './heap.ts'
import type { Stored } from './message.ts'

/** What happens to a message when it is due. */
export interface Due<T> {
  readonly at: number
  readonly message: Stored<T>
  /** True: a retry, which goes to the head. False: it was sent with a delay and goes to the end. */
  readonly retry: boolean
  /** Called before it goes on. */
  readonly release?: (() => void) | undefined
}

interface Entry<T> extends Due<T> {
  readonly order: number
}

/** Messages that wait for their time, with one timer for the earliest. Equal times keep their order. */
export class DelayedMessages<T> {
  readonly #heap: Heap<Entry<T>> = new Heap((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order))
  readonly #clock: Clock
  readonly #due: (due: Due<T>) => void
  #order = 0
  #timer: ClockTimer | undefined
  #timerAt = Infinity

  constructor(clock: Clock, due: (due: Due<T>) => void) {
    this.#clock = clock
    this.#due = due
  }

  add(due: Due<T>): void {
    this.#heap.push({ ...due, order: this.#order++ })
    this.#arm()
  }

  /** Lets all of them go; each is released. */
  clear(): void {
    for (const { release } of this.#heap.clear()) release?.()
    this.#arm()
  }

  #arm(): void {
    const at = this.#heap.peek()?.at ?? Infinity
    if (at === this.#timerAt) return
    this.#timer?.cancel()
    this.#timerAt = at
    this.#timer =
      at === Infinity
        ? undefined
        : this.#clock.setTimeout(() => this.#fire(), Math.max(0, Math.ceil(at - this.#clock.now())))
  }

  #fire(): void {
    this.#timer = undefined
    this.#timerAt = Infinity
    const now = this.#clock.now()
    const ready: Entry<T>[] = []
    for (let first = this.#heap.peek(); first !== undefined && first.at <= now; first = this.#heap.peek()) {
      ready.push(first)
      this.#heap.pop()
    }
    this.#arm()
    for (const due of ready) if (!due.retry) this.#due(due)
    // Each goes before the last one, so the first comes last.
    for (const due of ready.toReversed()) if (due.retry) this.#due(due)
  }
}
