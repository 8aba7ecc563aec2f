import type { Clock, ClockTimer } from '../clock.ts'
import { answered } from './answered.ts'

/** Work that is done again and again. */
export interface Repeating {
  /** Has the next time come in `milliseconds`, if it is not sooner anyway. */
  soon(milliseconds: number): void
  /** Ends it. Resolves when a run that is under way is over, unless the server is away. */
  stop(): Promise<void>
}

/**
 * Does `run` every `interval` ms (Infinity: only when asked), sooner if it says in how many ms it has to do again, -1 for
 * never. Runs do not overlap; what one rejects with goes to `failed`. Does not keep the process alive: all that waits
 * is on the server.
 */
export function repeating(
  clock: Clock,
  interval: number,
  run: () => Promise<number>,
  failed: (error: unknown) => void,
): Repeating {
  let timer: ClockTimer | undefined
  let due = Infinity
  let running: Promise<void> | undefined
  let stopped = false
  /** Was due while a run was under way, which may have looked too early. */
  let again = false

  const schedule = (milliseconds: number): void => {
    const at = clock.now() + milliseconds
    if (stopped || milliseconds === Infinity || at >= due) return
    timer?.cancel()
    due = at
    timer = clock.setTimeout(fire, milliseconds)
    timer.unref?.()
  }
  const fire = (): void => {
    timer = undefined
    due = Infinity
    if (running === undefined) running = once()
    else again = true
  }
  const once = async (): Promise<void> => {
    let next: number
    try {
      next = await run()
    } catch (error) {
      failed(error)
      // What was due is still there.
      next = interval === Infinity ? 1000 : -1
    }
    running = undefined
    schedule(interval)
    if (next >= 0 || again) schedule(again ? 0 : next)
    again = false
  }

  schedule(interval)
  return {
    soon: schedule,
    async stop() {
      stopped = true
      timer?.cancel()
      if (running !== undefined) await answered(clock, running)
    },
  }
}
