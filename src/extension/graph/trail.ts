import type { ShownInstance } from './figures.ts'

/** How many seconds of depth are remembered. */
export const historyLength = 60

/** How full it is; the capacity is `null` without a bound, undefined without a buffer. */
export interface Fill {
  readonly depth: number
  readonly capacity: number | null | undefined
  readonly waitingSenders: number
}

/** What one destination or subscription leaves behind as time goes by: its depth once a second, and since when it is full. */
export class Trail {
  #sessions: ReadonlySet<string> = new Set()
  #running = false
  #beganAt = 0
  #noted = 0
  #history: readonly number[] = []
  #fullSince: number | undefined

  /** Goes on to `now`. It begins anew when none of the programs it followed is among the instances. */
  follow(
    instances: readonly ShownInstance[],
    gauges: Fill,
    now: number,
  ): { readonly history: readonly number[]; readonly fullSince: number | undefined } {
    const sessions = new Set(instances.map(({ session }) => session))
    if (![...this.#sessions].some((session) => sessions.has(session))) this.#begin(now)
    this.#sessions = sessions
    const running = instances.some((instance) => instance.running)
    if (running) this.#note(gauges.depth, now)
    else if (this.#running) this.#append([gauges.depth])
    this.#running = running
    this.#fullSince = running && isFull(gauges) ? (this.#fullSince ?? now) : undefined
    return { history: this.#history, fullSince: this.#fullSince }
  }

  #begin(now: number): void {
    this.#beganAt = now
    this.#noted = 0
    this.#running = false
    this.#history = []
    this.#fullSince = undefined
  }

  /** Seconds in which nobody looked are filled in, so that the line stays true to time. */
  #note(depth: number, now: number): void {
    const due = Math.floor((now - this.#beganAt) / 1000) + 1
    if (due <= this.#noted) return
    const missing = Math.min(due - this.#noted, historyLength)
    this.#append(Array<number>(missing).fill(depth))
    this.#noted = due
  }

  #append(depths: readonly number[]): void {
    this.#history = [...this.#history, ...depths].slice(-historyLength)
  }
}

/** A sender that waits says so, too: a place that came free is taken at once. */
function isFull({ depth, capacity, waitingSenders }: Fill): boolean {
  if (typeof capacity !== 'number') return false
  return waitingSenders > 0 || (capacity > 0 && depth >= capacity)
}
