/** The least first. Adding and taking are O(log n). */
export class Heap<E> {
  #entries: E[] = []
  readonly #before: (a: E, b: E) => boolean

  constructor(before: (a: E, b: E) => boolean) {
    this.#before = before
  }

  get size(): number {
    return this.#entries.length
  }

  peek(): E | undefined {
    return this.#entries[0]
  }

  push(entry: E): void {
    const entries = this.#entries
    let at = entries.length
    entries.push(entry)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#before(entry, entries[parent] as E)) break
      entries[at] = entries[parent] as E
      at = parent
    }
    entries[at] = entry
  }

  pop(): E | undefined {
    const entries = this.#entries
    const first = entries[0]
    const last = entries.pop()
    if (entries.length === 0 || last === undefined) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= entries.length) break
      if (child + 1 < entries.length && this.#before(entries[child + 1] as E, entries[child] as E)) child++
      if (!this.#before(entries[child] as E, last)) break
      entries[at] = entries[child] as E
      at = child
    }
    entries[at] = last
    return first
  }

  /** Leaves those out that do not pass. O(n log n). */
  keep(passes: (entry: E) => boolean): void {
    const entries = this.#entries
    this.#entries = []
    for (const entry of entries) if (passes(entry)) this.push(entry)
  }

  /** Empties it. Returns all, in no order. */
  clear(): E[] {
    const entries = this.#entries
    this.#entries = []
    return entries
  }
}
