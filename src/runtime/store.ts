import { Envelope, expiryOf, type Meta, type Stored } from './message.ts'
import { Ring } from './ring.ts'

interface Lane<T> {
  readonly priority: number
  readonly ring: Ring<T>
}

/**
 * What waits in one queue, in the order of hand-over: what was put back, then by priority, then by arrival. Only what
 * arrived takes up capacity. Lanes and the list of what was put back are made when first needed.
 */
export class MessageStore<T> {
  /** Of priority 0. */
  readonly ring: Ring<T> = new Ring()
  /** The last one is the head of the queue. */
  readonly returned: Stored<T>[] = []
  /** Other priorities, highest first. */
  lanes: Lane<T>[] | undefined = undefined
  /** Messages that take up capacity. */
  occupied: number = 0
  /** None that waits expires before; what was waiting when it was set may be gone. */
  earliestExpiry: number = Infinity

  push(body: T, sequence: number, time: number, meta: Meta | undefined): void {
    this.occupied++
    if (meta instanceof Envelope) {
      this.#mayExpire(meta)
      if (meta.priority !== 0) {
        this.#lane(meta.priority).push(body, sequence, time, meta)
        return
      }
    }
    this.ring.push(body, sequence, time, meta)
  }

  /** Puts a message back at the head. */
  return(message: Stored<T>): void {
    this.#mayExpire(message.meta)
    this.returned.push(message)
  }

  /** Puts a message back behind those that were put back and are older, so that several come back in their order. */
  returnInOrder(message: Stored<T>): void {
    const { returned } = this
    this.#mayExpire(message.meta)
    let at = returned.length
    while (at > 0 && (returned[at - 1] as Stored<T>).sequence < message.sequence) at--
    returned.splice(at, 0, message)
  }

  /** The ring whose head is next, unless something was put back. */
  nextRing(): Ring<T> | undefined {
    if (this.lanes !== undefined) {
      for (const { priority, ring } of this.lanes) {
        if (priority < 0 && this.ring.size > 0) break
        if (ring.size > 0) return ring
      }
    }
    return this.ring.size > 0 ? this.ring : undefined
  }

  /** Lets the head of a ring go. */
  advance(ring: Ring<T>): void {
    this.occupied--
    ring.advance()
  }

  /** The ring that a full queue drops its oldest message from: that of the lowest priority. */
  ringToDropFrom(): Ring<T> | undefined {
    const lanes = this.lanes ?? []
    for (let n = lanes.length - 1; n >= 0; n--) {
      const { priority, ring } = lanes[n] as Lane<T>
      if (priority > 0 && this.ring.size > 0) break
      if (ring.size > 0) return ring
    }
    return this.ring.size > 0 ? this.ring : undefined
  }

  /** All rings, in the order of hand-over. */
  rings(): Ring<T>[] {
    const lanes = this.lanes ?? []
    return [
      ...lanes.filter((lane) => lane.priority > 0).map((lane) => lane.ring),
      this.ring,
      ...lanes.filter((lane) => lane.priority < 0).map((lane) => lane.ring),
    ]
  }

  /** The first `count` that wait. */
  *peek(count: number): Generator<Stored<T>> {
    let left = count
    for (let n = this.returned.length - 1; n >= 0 && left > 0; n--, left--) yield this.returned[n] as Stored<T>
    for (const ring of this.rings()) {
      for (let n = 0; n < ring.size && left > 0; n++, left--) yield storedAt(ring, ring.at(n))
    }
  }

  /** When the oldest was sent; undefined if none waits. */
  oldest(): number | undefined {
    let oldest = Infinity
    for (const message of this.returned) oldest = Math.min(oldest, message.time)
    for (const ring of this.rings()) if (ring.size > 0) oldest = Math.min(oldest, ring.times[ring.head] as number)
    return oldest === Infinity ? undefined : oldest
  }

  /** Takes out what has expired, also in the middle. Returns how many went. O(1) where nothing can have. */
  sweep(now: number): number {
    if (now < this.earliestExpiry) return 0
    this.earliestExpiry = Infinity
    let gone = this.#sweepReturned(now)
    for (const ring of this.rings()) {
      for (let left = ring.size; left > 0; left--) {
        const { body, sequence, time, meta } = storedAt(ring, ring.head)
        ring.advance()
        if (expiryOf(meta) <= now) {
          gone++
          this.occupied--
          continue
        }
        this.#mayExpire(meta)
        ring.push(body, sequence, time, meta)
      }
    }
    return gone
  }

  #sweepReturned(now: number): number {
    const before = this.returned.length
    const staying = this.returned.filter(({ meta }) => expiryOf(meta) > now)
    for (const { meta } of staying) this.#mayExpire(meta)
    for (const [at, message] of staying.entries()) this.returned[at] = message
    this.returned.length = staying.length
    return before - staying.length
  }

  #mayExpire(meta: Meta | undefined): void {
    const expiry = expiryOf(meta)
    if (expiry < this.earliestExpiry) this.earliestExpiry = expiry
  }

  /** Empties it. Returns how many went. */
  clear(): number {
    const gone = this.occupied + this.returned.length
    this.returned.length = 0
    this.ring.clear()
    this.lanes = undefined
    this.occupied = 0
    this.earliestExpiry = Infinity
    return gone
  }

  #lane(priority: number): Ring<T> {
    const lanes = (this.lanes ??= [])
    let at = 0
    while (at < lanes.length && (lanes[at] as Lane<T>).priority > priority) at++
    const found = lanes[at]
    if (found?.priority === priority) return found.ring
    const ring = new Ring<T>()
    lanes.splice(at, 0, { priority, ring })
    return ring
  }
}

function storedAt<T>(ring: Ring<T>, at: number): Stored<T> {
  return {
    body: ring.bodies[at] as T,
    sequence: ring.sequences[at] as number,
    time: ring.times[at] as number,
    meta: ring.metas?.[at],
    attempt: 0,
  }
}
