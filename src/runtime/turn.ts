import { performance } from 'node:perf_hooks'
import { systemClock, type Clock } from './clock.ts'
import { lookWhoListens } from './heard.ts'
import { Meter } from './meter.ts'

/**
 * Turns of the event loop. Loops that only await never let timers and I/O run, so those who hand messages over ask
 * `turnIsOver` now and then and wait for `nextTurn` when it is. Real time always, also under a simulated clock: the
 * loop is real.
 */

/** A turn may last this long; hand-overs between two looks at the clock take the rest up to 10 ms. */
const longestTurn = 8

let marked = false
let startedAt = 0
let next: Promise<void> | undefined
let systemKeeper: TimeKeeper | undefined

/** True if the loop has not turned for so long that it should now. `at` is a reading of `performance.now()`. */
export function turnIsOver(at: number): boolean {
  if (!marked) {
    marked = true
    startedAt = at
    setImmediate(turned)
    return false
  }
  return at - startedAt > longestTurn
}

/** Resolves when timers and I/O have had their chance. One promise for all who wait in a turn. */
export function nextTurn(): Promise<void> {
  return (next ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
    next = undefined
  }))
}

/** True while somebody waits for {@link nextTurn}. */
export function turnAwaited(): boolean {
  return next !== undefined
}

function turned(): void {
  marked = false
  if (systemKeeper !== undefined) systemKeeper.fresh = false
}

/**
 * Reads a clock seldom. `read` is exact; `last` is the time of the last reading, at most one turn old if `fresh`.
 * A clock that is not the system's is always read, so that a test sees exact times.
 */
export class TimeKeeper {
  last: number = 0
  fresh: boolean = false
  readonly #clock: Clock
  readonly #system: boolean
  readonly #stamps: Meter = new Meter()
  /** True if the loop should turn; found out at each reading. */
  turnOver: boolean = false

  constructor(clock: Clock) {
    this.#clock = clock
    this.#system = clock === systemClock
  }

  read(): number {
    const at = performance.now()
    this.turnOver = turnIsOver(at)
    this.fresh = this.#system
    lookWhoListens()
    return (this.last = this.#system ? origin + at : this.#clock.now())
  }

  /** True once if the last reading found that the loop should turn; whoever asks lets it. */
  takeTurnOver(): boolean {
    if (!this.turnOver) return false
    this.turnOver = false
    return true
  }

  /** The time of a message that is accepted now: exact for up to 10,000 a second, else at most one turn old. */
  stamp(): number {
    if (!this.#stamps.due(this.fresh)) return this.last
    const now = this.read()
    this.#stamps.measured(now)
    return now
  }
}

const origin = performance.timeOrigin

const keepers = new WeakMap<Clock, TimeKeeper>()

/** One keeper a clock, so that every queue profits from the others' readings. */
export function timeKeeper(clock: Clock): TimeKeeper {
  let keeper = keepers.get(clock)
  if (keeper === undefined) {
    keepers.set(clock, (keeper = new TimeKeeper(clock)))
    if (clock === systemClock) systemKeeper = keeper
  }
  return keeper
}
