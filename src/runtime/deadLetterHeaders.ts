import { describeError } from './announcements.ts'
import type { Headers } from './message.ts'

/** What a dead letter's headers say besides those that its message had. */
const names = [
  'dead-letter-error',
  'dead-letter-stack',
  'dead-letter-attempts',
  'dead-letter-source',
  'dead-letter-at',
] as const

/** The headers of a dead letter. `source`: what the message was given up in; `at`: when, in ms since 1970. */
export function withFailure(headers: Headers, error: unknown, attempts: number, source: string, at: number): Headers {
  return Object.freeze({
    ...headers,
    'dead-letter-error': describeError(error),
    'dead-letter-stack': error instanceof Error ? (error.stack ?? '') : '',
    'dead-letter-attempts': String(attempts),
    'dead-letter-source': source,
    'dead-letter-at': new Date(at).toISOString(),
  } satisfies Headers & Record<(typeof names)[number], string>)
}

/** Those that its message had. */
export function withoutFailure(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !(names as readonly string[]).includes(name)))
}
