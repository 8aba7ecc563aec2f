/** A member of a {@link WaitList}. */
export class Waiter {
  /** Kept by the list. */
  previous: Waiter | undefined = undefined
  next: Waiter | undefined = undefined
  waiting: boolean = false
}

/** Who waits, in order. Every operation is O(1): a waiter that gives up is taken out of the middle. */
export class WaitList<W extends Waiter> {
  size: number = 0
  #first: Waiter | undefined
  #last: Waiter | undefined

  push(waiter: W): void {
    const last = this.#last
    waiter.previous = last
    waiter.next = undefined
    waiter.waiting = true
    if (last === undefined) this.#first = waiter
    else last.next = waiter
    this.#last = waiter
    this.size++
  }

  shift(): W | undefined {
    const first = this.#first as W | undefined
    if (first !== undefined) this.remove(first)
    return first
  }

  /** False if it no longer waits. */
  remove(waiter: W): boolean {
    if (!waiter.waiting) return false
    const { previous, next } = waiter
    if (previous === undefined) this.#first = next
    else previous.next = next
    if (next === undefined) this.#last = previous
    else next.previous = previous
    waiter.previous = waiter.next = undefined
    waiter.waiting = false
    this.size--
    return true
  }

  /** The one that was just given may be removed. */
  *[Symbol.iterator](): Generator<W> {
    let waiter = this.#first
    while (waiter !== undefined) {
      const { next } = waiter
      yield waiter as W
      waiter = next
    }
  }
}
