import type { Meta } from './message.ts'

const smallest = 16

/**
 * First in, first out, in arrays that grow and shrink by halves: 24 bytes a place, and 8 more once any message has
 * {@link Meta}. No object is made per message.
 */
export class Ring<T> {
  size: number = 0
  head: number = 0
  bodies: (T | undefined)[] = places(smallest)
  sequences: Float64Array = new Float64Array(smallest)
  times: Float64Array = new Float64Array(smallest)
  /** Undefined as long as no message had any. */
  metas: (Meta | undefined)[] | undefined = undefined

  push(body: T, sequence: number, time: number, meta: Meta | undefined): void {
    const { bodies } = this
    if (this.size === bodies.length) {
      this.#resize(bodies.length * 2)
      this.push(body, sequence, time, meta)
      return
    }
    const at = (this.head + this.size) & (bodies.length - 1)
    bodies[at] = body
    this.sequences[at] = sequence
    this.times[at] = time
    if (meta !== undefined) {
      this.metas ??= places(bodies.length)
      this.metas[at] = meta
    }
    this.size++
  }

  /** Lets the first one go; whoever wants it has read it from the arrays at `head` before. */
  advance(): void {
    const { bodies, head } = this
    bodies[head] = undefined
    if (this.metas !== undefined) this.metas[head] = undefined
    this.head = (head + 1) & (bodies.length - 1)
    this.size--
    if (bodies.length > 1024 && this.size < bodies.length >> 2) this.#resize(bodies.length >> 1)
  }

  /** The place in the arrays of the nth message, from 0. */
  at(n: number): number {
    return (this.head + n) & (this.bodies.length - 1)
  }

  clear(): void {
    this.size = this.head = 0
    this.bodies = places(smallest)
    this.sequences = new Float64Array(smallest)
    this.times = new Float64Array(smallest)
    this.metas = undefined
  }

  #resize(length: number): void {
    const bodies: (T | undefined)[] = places(length)
    const sequences = new Float64Array(length)
    const times = new Float64Array(length)
    const metas: (Meta | undefined)[] | undefined = this.metas && places(length)
    for (let n = 0; n < this.size; n++) {
      const from = this.at(n)
      bodies[n] = this.bodies[from]
      sequences[n] = this.sequences[from] as number
      times[n] = this.times[from] as number
      if (metas !== undefined && this.metas !== undefined) metas[n] = this.metas[from]
    }
    this.head = 0
    this.bodies = bodies
    this.sequences = sequences
    this.times = times
    this.metas = metas
  }
}

/** Array.from would go through it one by one. */
function places<P>(length: number): (P | undefined)[] {
  // eslint-disable-next-line unicorn/no-new-array
  return new Array<P | undefined>(length)
}
