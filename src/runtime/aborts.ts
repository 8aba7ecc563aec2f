/** Anything that gives up when its signal aborts. */
export interface Abortable {
  giveUp(reason: Error): void
}

/**
 * Those who wait with a signal, under a symbol of it: an EventTarget looks through all its listeners whenever one is
 * added or removed, which a thousand waiting senders with one signal would feel; and a WeakMap grows with the number of
 * signals and stays large.
 */
const waiting: unique symbol = Symbol('fanout: who waits')

interface Signal extends AbortSignal {
  [waiting]?: Set<Abortable> | undefined
}

/** Has it give up once when the signal aborts, unless {@link offAbort} was called before. */
export function onAbort(signal: Signal, abortable: Abortable): void {
  let all = signal[waiting]
  if (all === undefined) {
    all = new Set()
    Object.defineProperty(signal, waiting, { value: all, writable: true })
    signal.addEventListener('abort', aborted, { once: true })
  }
  all.add(abortable)
}

export function offAbort(signal: Signal, abortable: Abortable): void {
  signal[waiting]?.delete(abortable)
}

/** The signal's reason, to reject with. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason as Error
}

function aborted(this: Signal): void {
  const all = this[waiting] ?? new Set()
  this[waiting] = undefined
  for (const abortable of all) abortable.giveUp(reasonOf(this))
}
