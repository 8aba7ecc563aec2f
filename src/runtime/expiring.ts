import { Heap } from './heap.ts'
import type { Envelope } from './message.ts'

/**
 * Which of the messages that wait in one store can expire, the next to do so first. One that leaves is only marked, and
 * taken out when it would be next, or when those that left are the most: O(log n) a message.
 */
export class Expiring {
  readonly #heap: Heap<Envelope> = new Heap((a, b) => a.expiresAt < b.expiresAt)
  #waiting = 0
  /** Those that expired and still have their place in the store. */
  gone: number = 0

  /** `takesPlace`: it counts towards the capacity. */
  add(envelope: Envelope, takesPlace: boolean): void {
    this.#waiting++
    envelope.standing = 'waits'
    envelope.takesPlace = takesPlace
    if (envelope.listed) return
    envelope.listed = true
    this.#heap.push(envelope)
  }

  /** Does nothing for a message that cannot expire. */
  left(envelope: Envelope): void {
    if (envelope.standing !== 'waits') return
    envelope.standing = 'away'
    this.#waiting--
    if (this.#heap.size > 2 * this.#waiting + 16) {
      this.#heap.keep((one) => (one.listed = one.standing === 'waits'))
    }
  }

  /** Knows of none any more. */
  clear(): void {
    for (const one of this.#heap.clear()) one.listed = false
    this.#waiting = this.gone = 0
  }

  /** Takes one out that waits and has expired: it is gone. */
  takeOne(now: number): Envelope | undefined {
    const heap = this.#heap
    for (let next = heap.peek(); next !== undefined; next = heap.peek()) {
      if (next.standing === 'waits' && next.expiresAt > now) return undefined
      heap.pop()
      next.listed = false
      if (next.standing !== 'waits') continue
      next.standing = 'gone'
      this.#waiting--
      this.gone++
      return next
    }
    return undefined
  }
}
