import { performance } from 'node:perf_hooks'
import { systemClock, type Clock } from './clock.ts'
import { lookWhoListens } from './heard.ts'

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
let number = 0

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
  number++
}

/**
 * Reads a clock seldom. `read` is exact; `last` is the time of the last reading, at most one turn old if `fresh()`.
 * A clock that is not the system's is always read, so that a test sees exact times.
 */
export class TimeKeeper {
  last: number = 0
  readonly #clock: Clock
  readonly #system: boolean
  #turn = -1
  /** True if the loop should turn; found out at each reading. */
  turnOver: boolean = false

  constructor(clock: Clock) {
    this.#clock = clock
    this.#system = clock === systemClock
  }

  read(): number {
    const at = performance.now()
    this.turnOver = turnIsOver(at)
    this.#turn = number
    lookWhoListens()
    return (this.last = this.#system ? origin + at : this.#clock.now())
  }

  /** True once if the last reading found that the loop should turn; whoever asks lets it. */
  takeTurnOver(): boolean {
    if (!this.turnOver) return false
    this.turnOver = false
    return true
  }

  fresh(): boolean {
    return this.#system && this.#turn === number && marked
  }
}

const origin = performance.timeOrigin

const keepers = new WeakMap<Clock, TimeKeeper>()

/** One keeper a clock, so that every queue profits from the others' readings. */
export function timeKeeper(clock: Clock): TimeKeeper {
  let keeper = keepers.get(clock)
  if (keeper === undefined) keepers.set(clock, (keeper = new TimeKeeper(clock)))
  return keeper
}
