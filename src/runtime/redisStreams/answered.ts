import type { Clock } from '../clock.ts'

/** Ms. What is not done by then tidies up by itself, as after a death. */
const patience = 1000

/** At an end: resolves with the work, or when the server is away for so long that nobody should wait. */
export function answered(clock: Clock, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(resolve, patience)
    void Promise.allSettled([work]).then(() => {
      timer.cancel()
      resolve()
    })
  })
}
