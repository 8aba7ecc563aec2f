import { InvalidOptionError } from './errors.ts'
import { checkLimit } from './options.ts'

/** How often and when a message whose handling failed is handed over again. */
export interface RetryOptions {
  /** Deliveries in all, the first included. Default 1: no retry. */
  readonly attempts: number
  /** Growth of the delay, or a function from the number of the failed attempt to ms. Default `exponential`. */
  readonly backoff?: 'fixed' | 'exponential' | ((attempt: number) => number)
  /** Ms before the first retry. Default 100. */
  readonly delay?: number
  /** Most ms before a retry. Default 30,000. */
  readonly maxDelay?: number
  /** Share of the delay, 0 to 1, that is left to chance; `true` is 0.5. Default: 0.5 if exponential, else 0. */
  readonly jitter?: boolean | number
}

export interface RetryPolicy {
  readonly attempts: number
  /** Ms to wait after the given attempt failed. */
  delayAfter(attempt: number): number
}

export function retryPolicy(label: string, options: RetryOptions, random: () => number): RetryPolicy {
  const { attempts, backoff = 'exponential', delay = 100, maxDelay = 30_000 } = options
  const jitter = jitterOf(options.jitter ?? backoff === 'exponential')
  checkLimit(label, 'retry.attempts', attempts, 1)
  if (backoff !== 'fixed' && backoff !== 'exponential' && typeof backoff !== 'function') {
    throw new InvalidOptionError(label, 'retry.backoff', "'fixed', 'exponential' or a function", backoff)
  }
  for (const [name, value] of Object.entries({ delay, maxDelay })) {
    if (!(value >= 0)) throw new InvalidOptionError(label, `retry.${name}`, 'a number of ms from 0', value)
  }
  if (!(jitter >= 0 && jitter <= 1)) {
    throw new InvalidOptionError(label, 'retry.jitter', 'a boolean or a number from 0 to 1', options.jitter)
  }
  const base = (attempt: number): number => {
    if (typeof backoff === 'function') return backoff(attempt)
    return backoff === 'fixed' ? delay : delay * 2 ** (attempt - 1)
  }
  return {
    attempts,
    delayAfter(attempt) {
      const full = Math.min(maxDelay, Math.max(0, base(attempt) || 0))
      return jitter === 0 ? full : full * (1 - jitter * random())
    },
  }
}

function jitterOf(jitter: boolean | number): number {
  if (typeof jitter === 'number') return jitter
  return jitter ? 0.5 : 0
}
