import type { QueueEngine } from './engine.ts'
import { InvalidOptionError } from './errors.ts'
import type { SubscribeOptions } from './options.ts'
import type { SubscriptionCore } from './subscription.ts'

/** What the members of a group must have in common, as the first one brought it. */
const agreed = new WeakMap<QueueEngine<unknown>, SubscribeOptions<unknown>>()

/** One who joins a subscription may not differ from those who are there in what they share. */
export function checkSameGroup(core: SubscriptionCore, options: SubscribeOptions<unknown>): void {
  const { engine } = core
  const first = agreed.get(engine)
  if (options.capacity !== undefined && options.capacity !== engine.capacity) {
    throw new InvalidOptionError(engine.label, 'capacity', `that of its group, ${engine.capacity}`, options.capacity)
  }
  if (options.overflow !== undefined && options.overflow !== engine.overflow) {
    throw new InvalidOptionError(engine.label, 'overflow', `that of its group, ${engine.overflow}`, options.overflow)
  }
  if (first === undefined) {
    agreed.set(engine, options)
    return
  }
  if (!sameRetry(first.retry, options.retry)) {
    throw new InvalidOptionError(engine.label, 'retry', 'that of its group', options.retry)
  }
  if (first.deadLetter !== options.deadLetter) {
    throw new InvalidOptionError(engine.label, 'deadLetter', 'that of its group', options.deadLetter)
  }
}

function sameRetry(a: SubscribeOptions<unknown>['retry'], b: SubscribeOptions<unknown>['retry']): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined) return false
  return (['attempts', 'backoff', 'delay', 'maxDelay', 'jitter'] as const).every((name) => a[name] === b[name])
}
