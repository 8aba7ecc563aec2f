import { currentFlow, type Flow } from './context.ts'

/** Something that can become quiet. */
export interface Busy {
  /** Messages that are still to be waited for; Infinity if the end has not come into sight. */
  busy(): number
  /** True if the message of this flow is one of them. */
  holds(flow: Flow): boolean
}

interface Wait {
  readonly flow: Flow | undefined
  readonly resolve: () => void
}

/**
 * Those who wait until something is quiet. One who waits inside the handler of a message that would have to be settled
 * first does not wait for that one, nor for those of others who wait like this: none would ever end.
 */
export class QuietWaits {
  #waits: Wait[] = []
  readonly #of: Busy

  constructor(of: Busy) {
    this.#of = of
  }

  get size(): number {
    return this.#waits.length
  }

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waits.push({ flow: currentFlow(), resolve })
      this.check()
    })
  }

  check(): void {
    if (this.#waits.length === 0) return
    const busy = this.#of.busy()
    const inside = new Set<Flow>()
    for (const { flow } of this.#waits) if (flow !== undefined && this.#of.holds(flow)) inside.add(flow)
    if (busy > inside.size) return
    const staying: Wait[] = []
    for (const wait of this.#waits) {
      if (busy === 0 || (wait.flow !== undefined && inside.has(wait.flow))) wait.resolve()
      else staying.push(wait)
    }
    this.#waits = staying
  }
}
