/** A promise whose rejection may be ignored: a dropped one never brings the process down. */
export function quiet<P>(promise: Promise<P>): Promise<P> {
  promise.catch(ignore)
  return promise
}

export function rejected(reason: unknown): Promise<never> {
  return quiet(Promise.reject(reason as Error))
}

export function ignore(): void {}
