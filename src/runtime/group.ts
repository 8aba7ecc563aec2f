import type { QueueEngine } from './engine.ts'
import { InvalidOptionError } from './errors.ts'
import type { SubscribeOptions } from './options.ts'
import type { SubscriptionCore } from './subscription.ts'

/** What the members of a group must have in common, as the first one brought it. */
const agreed = new WeakMap<QueueEngine<unknown>, SubscribeOptions<unknown>>()

/** The first one to handle a subscription's messages says what the others have to agree with. */
export function agree(core: SubscriptionCore, options: SubscribeOptions<unknown>): void {
  agreed.set(core.engine, options)
}

/** One who joins a subscription may not differ from those who are there in what they share. */
export function checkAgreed(core: SubscriptionCore, options: SubscribeOptions<unknown>): void {
  const { engine } = core
  const expected = (option: string, its: unknown, got: unknown): InvalidOptionError =>
    new InvalidOptionError(engine.label, option, `that of the subscription, ${String(its)}`, got)
  for (const option of ['capacity', 'overflow'] as const) {
    const got = options[option]
    if (got !== undefined && got !== engine[option]) throw expected(option, engine[option], got)
  }
  const first = core.members.size > 0 ? agreed.get(engine) : undefined
  if (first === undefined) return
  if (!sameRetry(first.retry, options.retry)) throw expected('retry', JSON.stringify(first.retry), options.retry)
  if (first.deadLetter !== options.deadLetter) {
    throw expected('deadLetter', first.deadLetter?.name, options.deadLetter?.name)
  }
}

function sameRetry(a: SubscribeOptions<unknown>['retry'], b: SubscribeOptions<unknown>['retry']): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined) return false
  return (['attempts', 'backoff', 'delay', 'maxDelay', 'jitter'] as const).every((name) => a[name] === b[name])
}
