import { Expiring } from './expiring.ts'
import { Envelope, type Meta, type Stored } from './message.ts'
import { Ring } from './ring.ts'

interface Lane<T> {
  readonly priority: number
  readonly ring: Ring<T>
}

/**
 * What waits in one queue, in the order of hand-over: what was put back, then by priority, then by arrival. Only what
 * arrived takes up capacity. Lanes, the list of what was put back and that of what can expire are made when first needed.
 * What expired stays in its place, uncounted, until it comes to the head or there is more of it than of what waits; the
 * heads themselves are always of those that wait.
 */
export class MessageStore<T> {
  /** Of priority 0. */
  readonly ring: Ring<T> = new Ring()
  /** The last one is the head of the queue. */
  returned: Stored<T>[] = []
  /** Other priorities, highest first. */
  lanes: Lane<T>[] | undefined = undefined
  /** Messages that take up capacity. */
  occupied: number = 0
  expiring: Expiring | undefined = undefined

  push(body: T, sequence: number, time: number, meta: Meta | undefined): void {
    this.occupied++
    if (meta instanceof Envelope) {
      if (meta.expiresAt !== Infinity) this.#expires(meta, true)
      if (meta.priority !== 0) {
        this.#lane(meta.priority).push(body, sequence, time, meta)
        return
      }
    }
    this.ring.push(body, sequence, time, meta)
  }

  /** Puts a message back at the head. */
  return(message: Stored<T>): void {
    this.#returns(message)
    this.returned.push(message)
  }

  /** Puts a message back behind those that were put back and are older, so that several come back in their order. */
  returnInOrder(message: Stored<T>): void {
    const { returned } = this
    this.#returns(message)
    let at = returned.length
    while (at > 0 && (returned[at - 1] as Stored<T>).sequence < message.sequence) at--
    returned.splice(at, 0, message)
  }

  /** Takes the head, if it is one that was put back. */
  takeReturned(): Stored<T> | undefined {
    const message = this.returned.pop()
    if (message !== undefined && this.expiring !== undefined) this.#left(message.meta)
    return message
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
    if (this.expiring === undefined) {
      ring.advance()
      return
    }
    const { first } = ring
    const meta = first.metas?.[first.head]
    ring.advance()
    this.#left(meta)
  }

  /** The ring that a full queue drops its oldest message from: that of the lowest priority. */
  ringToDropFrom(): Ring<T> | undefined {
    return this.#rings().findLast((ring) => ring.size > 0)
  }

  /** The first `count` that wait. */
  *peek(count: number): Generator<Stored<T>> {
    let left = count
    for (const message of this.#all()) {
      if (left <= 0) return
      if (isGone(message.meta)) continue
      left--
      yield message
    }
  }

  /** When the oldest was sent; undefined if none waits. */
  oldest(): number | undefined {
    let oldest = Infinity
    for (const { meta, time } of this.returned) if (!isGone(meta)) oldest = Math.min(oldest, time)
    for (const { first } of this.#rings()) {
      if (first.size > 0) oldest = Math.min(oldest, first.times[first.head] as number)
    }
    return oldest === Infinity ? undefined : oldest
  }

  /** Lets go of what has expired, also in the middle. Returns how many went: O(log n) each, O(1) if none. */
  sweep(now: number): number {
    const { expiring } = this
    if (expiring === undefined) return 0
    let gone = 0
    for (let one = expiring.takeOne(now); one !== undefined; one = expiring.takeOne(now)) {
      gone++
      if (one.takesPlace) this.occupied--
    }
    if (gone > 0) this.#tidy(expiring)
    return gone
  }

  /** Empties it. */
  clear(): void {
    this.returned = []
    this.ring.clear()
    this.lanes = undefined
    this.occupied = 0
    this.expiring?.clear()
  }

  #expires(meta: Envelope, takesPlace: boolean): void {
    this.expiring ??= new Expiring()
    this.expiring.add(meta, takesPlace)
  }

  #returns({ meta }: Stored<T>): void {
    if (meta instanceof Envelope && meta.expiresAt !== Infinity) this.#expires(meta, false)
  }

  #left(meta: Meta | undefined): void {
    const expiring = this.expiring as Expiring
    if (meta instanceof Envelope) expiring.left(meta)
    if (expiring.gone > 0) this.#tidy(expiring)
  }

  /** Takes what has expired from the heads, and from everywhere once it is more than the rest. */
  #tidy(expiring: Expiring): void {
    const { returned } = this
    for (let last = returned.at(-1); last !== undefined && isGone(last.meta); last = returned.at(-1)) {
      returned.pop()
      expiring.gone--
    }
    for (const ring of this.#rings()) {
      for (let { first } = ring; first.size > 0 && isGone(first.metas?.[first.head]); { first } = ring) {
        ring.advance()
        expiring.gone--
      }
    }
    if (expiring.gone > this.occupied + returned.length + 16) {
      this.returned = returned.filter(({ meta }) => !isGone(meta))
      for (const ring of this.#rings()) {
        const all = [...ring.stored()]
        ring.clear()
        for (const { body, sequence, time, meta } of all) if (!isGone(meta)) ring.push(body, sequence, time, meta)
      }
      expiring.gone = 0
    }
  }

  /** In the order of hand-over. */
  #rings(): Ring<T>[] {
    const lanes = this.lanes ?? []
    const split = lanes.findIndex(({ priority }) => priority < 0)
    const rings = lanes.map(({ ring }) => ring)
    rings.splice(split < 0 ? rings.length : split, 0, this.ring)
    return rings
  }

  *#all(): Generator<Stored<T>> {
    yield* this.returned.toReversed()
    for (const ring of this.#rings()) yield* ring.stored()
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

function isGone(meta: Meta | undefined): boolean {
  return meta instanceof Envelope && meta.standing === 'gone'
}
