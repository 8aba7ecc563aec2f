import type { Clock, ClockTimer } from './clock.ts'
import { checkCount, checkDuration, type RateLimit } from './options.ts'

/** Lets `count` hand-overs begin in any `interval` ms: remembers when the last ones began. */
export class RateLimiter {
  /** True while nothing may begin. */
  shut: boolean = false
  readonly #begun: number[]
  #oldest = 0
  readonly #interval: number
  readonly #clock: Clock
  readonly #opened: () => void
  #timer: ClockTimer | undefined

  constructor(label: string, limit: RateLimit, clock: Clock, opened: () => void) {
    checkCount(label, 'rateLimit.count', limit.count, 1)
    this.#interval = checkDuration(label, 'rateLimit.interval', limit.interval)
    this.#begun = Array.from({ length: limit.count }, () => -Infinity)
    this.#clock = clock
    this.#opened = opened
  }

  free(): boolean {
    return this.#clock.now() >= this.#freeAt()
  }

  take(): void {
    this.#begun[this.#oldest] = this.#clock.now()
    this.#oldest = (this.#oldest + 1) % this.#begun.length
  }

  /** Shut until the next one may begin. Only while messages wait: its timer keeps the process alive. */
  close(): void {
    if (this.shut) return
    this.shut = true
    this.#timer = this.#clock.setTimeout(
      () => {
        this.shut = false
        this.#opened()
      },
      Math.ceil(this.#freeAt() - this.#clock.now()),
    )
  }

  dispose(): void {
    this.#timer?.cancel()
  }

  #freeAt(): number {
    return (this.#begun[this.#oldest] as number) + this.#interval
  }
}
