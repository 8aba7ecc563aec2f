/** Up to this rate every message is measured: 1,000 in a tenth of a second. Above it, one in sixteen stands for the others. */
const measuredPerWindow = 1000
const windowLength = 100
const passedOver = 15

/** A message that took this long, in ms, has the next ones measured as well: they are likely slow too. */
const slow = 0.1

/**
 * Decides which messages are measured. A measured one weighs as much as those that were passed over since the last, so
 * the sum of a histogram is the number of messages.
 */
export class Meter {
  #budget = measuredPerWindow
  #windowEnd = 0
  /** How many are passed over between the last measurement and the next, and how many of these are to come. */
  #between = 0
  #left = 0

  /** Asked once a message. If true, `measured` must follow. `fresh`: the last reading of the clock is of this turn. */
  due(fresh: boolean): boolean {
    if (!fresh || this.#left === 0) return true
    this.#left--
    return false
  }

  /** The weight of the measurement that was due, made at `now`. */
  measured(now: number): number {
    if (now >= this.#windowEnd) {
      this.#windowEnd = now + windowLength
      this.#budget = measuredPerWindow
    }
    const weight = this.#between - this.#left + 1
    if (this.#budget > 0) {
      this.#budget--
      this.#between = this.#left = 0
    } else this.#between = this.#left = passedOver
    return weight
  }

  took(milliseconds: number): void {
    if (milliseconds <= slow || this.#budget > passedOver) return
    this.#budget = passedOver
    this.#between -= this.#left
    this.#left = 0
  }
}
