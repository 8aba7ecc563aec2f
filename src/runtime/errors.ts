/** The destination no longer takes messages: its `close` was called. */
export class QueueClosedError extends Error {
  override readonly name: string = 'QueueClosedError'

  constructor(destination: string, options?: ErrorOptions) {
    super(`${destination} is closed and takes no more messages`, options)
  }
}

/** The destination is full and its overflow is `reject`. */
export class QueueFullError extends Error {
  override readonly name: string = 'QueueFullError'

  constructor(destination: string, capacity: number, options?: ErrorOptions) {
    super(`${destination} is full: it holds ${capacity} messages, its capacity`, options)
  }
}

/** A handler took longer than its `timeout`. Its message was settled as failed; what it still does has no effect on it. */
export class HandlerTimeoutError extends Error {
  override readonly name: string = 'HandlerTimeoutError'

  constructor(destination: string, milliseconds: number, options?: ErrorOptions) {
    super(`A handler of ${destination} took longer than its timeout of ${milliseconds} ms`, options)
  }
}

/** A message's `expiresIn` passed before the full destination could accept it. */
export class MessageExpiredError extends Error {
  override readonly name: string = 'MessageExpiredError'

  constructor(destination: string, options?: ErrorOptions) {
    super(`A message expired before ${destination} had room for it`, options)
  }
}

/** An option is out of its range: the message says what was expected and what came. */
export class InvalidOptionError extends Error {
  override readonly name: string = 'InvalidOptionError'

  constructor(destination: string, option: string, expected: string, received: unknown, options?: ErrorOptions) {
    super(`${destination}: ${option} must be ${expected}, got ${describe(received)}`, options)
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return String(value)
}
