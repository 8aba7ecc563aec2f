import type { AtBroker } from '../../protocol/wire.ts'
import type { RegistryEntry } from '../registry.ts'

/** Ms from one asking to the next: the longer, the longer nothing changed. */
const shortest = 1_000
const longest = 8_000

/** Asks what waits at a broker: seldom, once at a time, and only when it is told that somebody looks. */
export class BrokerAsking {
  /** What the broker said last. */
  latest: AtBroker | undefined
  readonly #askBroker: NonNullable<RegistryEntry['askBroker']>
  #pause = shortest
  #due = 0
  #underWay = false

  constructor(askBroker: NonNullable<RegistryEntry['askBroker']>) {
    this.#askBroker = askBroker
  }

  /** Returns at once; `latest` is another object when the answer came. `moved`: the program did something with it. */
  ask(at: number, elapsed: number, moved: boolean): void {
    if (moved) {
      this.#due = Math.min(this.#due, elapsed + shortest)
      this.#pause = shortest
    }
    if (this.#underWay || elapsed < this.#due) return
    this.#underWay = true
    this.#due = elapsed + this.#pause
    void this.#asked(at)
  }

  /** What cannot be asked keeps its last answer. */
  async #asked(at: number): Promise<void> {
    let waiting: unknown
    let inFlight: unknown
    try {
      const said = await this.#askBroker()
      waiting = said?.waiting
      inFlight = said?.inFlight
    } catch {
      // A broker that is away is asked again later.
    }
    this.#underWay = false
    const same = isCount(waiting) && this.latest?.waiting === waiting && this.latest.inFlight === inFlight
    this.#pause = same || !isCount(waiting) ? Math.min(longest, this.#pause * 2) : shortest
    if (isCount(waiting)) this.latest = { at, waiting, ...(isCount(inFlight) && { inFlight }) }
  }
}

/** The answer comes from whatever version of the library, or from whatever broker, the program has. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
