/** Tokens that are spent one at a time and come back with time: `perSecond`, never more than `most` at once. */
export class Budget {
  readonly #most: number
  readonly #perSecond: number
  #tokens: number
  #at: number | undefined

  constructor(most: number, perSecond: number) {
    this.#most = most
    this.#perSecond = perSecond
    this.#tokens = most
  }

  refill(elapsed: number): void {
    const since = this.#at === undefined ? 0 : Math.max(0, elapsed - this.#at)
    this.#at = elapsed
    this.#tokens = Math.min(this.#most, this.#tokens + (since * this.#perSecond) / 1000)
  }

  take(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}

/** Pseudo-random integers. The program's `Math.random` is its own, and may be seeded. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1
  }

  /** From 0 to `sides` − 1. */
  roll(sides: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0
    return Math.floor((this.#state / 2 ** 32) * sides)
  }
}
