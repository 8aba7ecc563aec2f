import type { Meta, Stored } from './message.ts'

const smallest = 16
const largest = 2048

/** A part of a {@link Ring} that is a ring itself. */
export class Segment<T> {
  readonly mask: number
  size: number = 0
  head: number = 0
  readonly bodies: (T | undefined)[]
  readonly sequences: Float64Array
  readonly times: Float64Array
  /** Undefined as long as no message had any. */
  metas: (Meta | undefined)[] | undefined = undefined
  next: Segment<T> | undefined = undefined

  constructor(length: number) {
    this.mask = length - 1
    this.bodies = places(length)
    this.sequences = new Float64Array(length)
    this.times = new Float64Array(length)
  }
}

/**
 * First in, first out: 24 bytes a place, and 8 more once any message has {@link Meta}. No object is made per message,
 * and none is ever moved: when a segment is full another follows, twice as long.
 */
export class Ring<T> {
  size: number = 0
  first: Segment<T> = new Segment(smallest)
  #last: Segment<T> = this.first

  push(body: T, sequence: number, time: number, meta: Meta | undefined): void {
    let last = this.#last
    if (last.size > last.mask) last = this.#last = last.next = new Segment(Math.min(largest, 2 * last.size))
    const at = (last.head + last.size) & last.mask
    last.bodies[at] = body
    last.sequences[at] = sequence
    last.times[at] = time
    if (meta !== undefined) (last.metas ??= places(last.mask + 1))[at] = meta
    last.size++
    this.size++
  }

  /** Lets the first one go; whoever wants it has read it from the first segment, at its `head`, before. */
  advance(): void {
    const { first } = this
    const { head } = first
    first.bodies[head] = undefined
    if (first.metas !== undefined) first.metas[head] = undefined
    first.head = (head + 1) & first.mask
    this.size--
    if (--first.size === 0 && first.next !== undefined) this.first = first.next
  }

  /** All, in order. */
  *stored(): Generator<Stored<T>> {
    for (let segment: Segment<T> | undefined = this.first; segment !== undefined; segment = segment.next) {
      const { bodies, head, mask, metas, sequences, size, times } = segment
      for (let n = 0; n < size; n++) {
        const at = (head + n) & mask
        yield {
          body: bodies[at] as T,
          sequence: sequences[at] as number,
          time: times[at] as number,
          meta: metas?.[at],
          attempt: 0,
        }
      }
    }
  }

  clear(): void {
    this.size = 0
    this.first = this.#last = new Segment(smallest)
  }
}

/** Array.from would go through it one by one. The first place makes it an array of anything from the start. */
function places<P>(length: number): (P | undefined)[] {
  // eslint-disable-next-line unicorn/no-new-array
  const array = new Array<P | undefined>(length)
  array[0] = undefined
  return array
}
