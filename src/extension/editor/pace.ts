/** Time as it is passed in. */
export interface Clock {
  now(): number
  /** Returns how to call it off. */
  after(milliseconds: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

export interface Paced {
  /** Runs at once if the last run is long enough ago, else once when it is. */
  request(): void
  /** Runs at once, whatever is planned. */
  now(): void
  dispose(): void
}

/** However often it is asked for: at most one run an interval, and one after the last request. */
export function atMostEvery(milliseconds: number, run: () => void, clock: Clock = systemClock): Paced {
  let ranAt = -Infinity
  let callOff: (() => void) | undefined
  let disposed = false
  const runNow = (): void => {
    callOff?.()
    callOff = undefined
    if (disposed) return
    ranAt = clock.now()
    run()
  }
  return {
    request() {
      const wait = ranAt + milliseconds - clock.now()
      if (wait <= 0) runNow()
      else callOff ??= clock.after(wait, runNow)
    },
    now: runNow,
    dispose() {
      disposed = true
      callOff?.()
    },
  }
}
