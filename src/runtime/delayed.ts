import type { Clock, ClockTimer } from './clock.ts'
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

/** Messages that wait for their time, in a heap with one timer for the earliest. Equal times keep their order. */
export class DelayedMessages<T> {
  readonly #heap: Entry<T>[] = []
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
    const heap = this.#heap
    const entry: Entry<T> = { ...due, order: this.#order++ }
    let at = heap.length
    heap.push(entry)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(entry, heap[parent] as Entry<T>)) break
      heap[at] = heap[parent] as Entry<T>
      at = parent
    }
    heap[at] = entry
    this.#arm()
  }

  /** Lets all of them go; each is released. */
  clear(): void {
    for (const { release } of this.#heap.splice(0)) release?.()
    this.#arm()
  }

  #arm(): void {
    const earliest = this.#heap[0]
    const at = earliest?.at ?? Infinity
    if (at === this.#timerAt) return
    this.#timer?.cancel()
    this.#timerAt = at
    this.#timer =
      earliest === undefined
        ? undefined
        : this.#clock.setTimeout(() => this.#fire(), Math.max(0, Math.ceil(at - this.#clock.now())))
  }

  #fire(): void {
    this.#timer = undefined
    this.#timerAt = Infinity
    const now = this.#clock.now()
    const ready: Entry<T>[] = []
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0])
      ready.push(this.#pop())
    this.#arm()
    for (const due of ready) if (!due.retry) this.#due(due)
    // Each goes before the last one, so the first comes last.
    for (const due of ready.toReversed()) if (due.retry) this.#due(due)
  }

  #pop(): Entry<T> {
    const heap = this.#heap
    const first = heap[0] as Entry<T>
    const last = heap.pop() as Entry<T>
    if (heap.length > 0) {
      let at = 0
      for (;;) {
        let child = 2 * at + 1
        if (child >= heap.length) break
        if (child + 1 < heap.length && before(heap[child + 1] as Entry<T>, heap[child] as Entry<T>)) child++
        if (!before(heap[child] as Entry<T>, last)) break
        heap[at] = heap[child] as Entry<T>
        at = child
      }
      heap[at] = last
    }
    return first
  }
}

function before(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
