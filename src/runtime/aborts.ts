/**
 * One listener on each signal, however many wait for it: an EventTarget looks through all its listeners whenever one is
 * added or removed, which a thousand waiting senders with one signal would feel.
 */
const waiting = new WeakMap<AbortSignal, Map<Abortable, () => void>>()

/** Anything that can give up when its signal aborts. Used as a key. */
export type Abortable = object

/** Calls back once when the signal aborts, unless {@link offAbort} was called for the same key before. */
export function onAbort(signal: AbortSignal, key: Abortable, callback: () => void): void {
  let callbacks = waiting.get(signal)
  if (callbacks === undefined) {
    const created = new Map<Abortable, () => void>()
    callbacks = created
    waiting.set(signal, created)
    signal.addEventListener(
      'abort',
      () => {
        waiting.delete(signal)
        for (const call of created.values()) call()
      },
      { once: true },
    )
  }
  callbacks.set(key, callback)
}

export function offAbort(signal: AbortSignal, key: Abortable): void {
  waiting.get(signal)?.delete(key)
}

/** The signal's reason, to reject with. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason as Error
}
