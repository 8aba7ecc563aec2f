import type { Clock, ClockTimer } from './clock.ts'
import { turnAwaited } from './turn.ts'

interface Timer {
  readonly at: number
  readonly callback: () => void
}

/** A clock that a test moves: nothing is due until `advance` is called, and chance comes from a seed. */
export class SimulatedClock implements Clock {
  #now: number
  #state: number
  readonly #timers = new Set<Timer>()

  /** @param options `now` in ms, default 0; `seed` of the random numbers, default 1. */
  constructor(options: { readonly now?: number; readonly seed?: number } = {}) {
    this.#now = options.now ?? 0
    this.#state = options.seed ?? 1
  }

  now(): number {
    return this.#now
  }

  setTimeout(callback: () => void, milliseconds: number): ClockTimer {
    const timer: Timer = { at: this.#now + Math.max(0, milliseconds), callback }
    this.#timers.add(timer)
    return { cancel: () => void this.#timers.delete(timer), unref: () => {} }
  }

  /** Mulberry32. */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size
  }

  /**
   * Moves on by so many ms: fires what becomes due, in order, each at its own moment, and lets handlers run in between
   * and before it resolves.
   */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds
    await settled()
    for (let timer = this.#next(until); timer !== undefined; timer = this.#next(until)) {
      this.#timers.delete(timer)
      this.#now = Math.max(this.#now, timer.at)
      timer.callback()
      await settled()
    }
    this.#now = until
  }

  #next(until: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer
    }
    return next
  }
}

/** Lets everything run that waits for nothing but its turn; on a busy machine workers take turns of their own. */
async function settled(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve))
  while (turnAwaited())
}
