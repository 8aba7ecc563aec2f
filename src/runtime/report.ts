import { describeError } from './announcements.ts'
import type { Delivery } from './delivery.ts'

/** Called when a message is given up and no dead-letter queue took it. What it throws is only warned about. */
export type OnFailed<T> = (error: unknown, delivery: Delivery<T>) => unknown

/** What a warning is about. */
export interface Reported {
  readonly label: string
  /** Kinds of warnings given so far: one of a kind a destination. */
  readonly warned: Set<string>
}

/** A message is gone for good: tells the user, never silently, never by an exception. */
export function report<T>(
  about: Reported,
  onFailed: OnFailed<T> | undefined,
  error: unknown,
  delivery: Delivery<T>,
): void {
  if (onFailed === undefined) {
    warnOnce(about, 'failed', `${about.label} gave up message ${delivery.id}: ${describeError(error)}`)
    return
  }
  callGuarded(about, 'onFailed', () => onFailed(error, delivery))
}

/** Calls a function that the user gave as an option. What it throws, or rejects with, is only warned about. */
export function callGuarded(about: Reported, option: string, call: () => unknown): void {
  const failed = (fault: unknown): void =>
    warnOnce(about, option, `${option} of ${about.label} failed itself: ${describeError(fault)}`)
  try {
    const result = call()
    if (isThenable(result)) result.then(undefined, failed)
  } catch (fault) {
    failed(fault)
  }
}

/** One warning of a kind a destination. */
export function warnOnce(about: Reported, kind: string, message: string): void {
  if (about.warned.has(kind)) return
  about.warned.add(kind)
  process.emitWarning(message, 'FanoutWarning')
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
