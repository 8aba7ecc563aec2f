import { systemClock, type Clock } from '../clock.ts'
import type { Middleware } from '../middleware.ts'

/** How one handling ended. */
export interface HandlingRecord {
  /** Name of the queue or topic. */
  readonly destination: string
  /** The message's. */
  readonly id: string
  /** Number of this delivery, from 1. */
  readonly attempt: number
  /** `failed`: the handler threw, rejected or took too long. */
  readonly outcome: 'done' | 'failed'
  /** Ms. */
  readonly duration: number
  /** Id of the message that began the flow. */
  readonly correlationId: string | undefined
  /** What the handler failed with. */
  readonly error?: unknown
}

/** Of a log. */
export interface LoggedOptions {
  /** Default: one line to the console, `console.error` if it failed. */
  readonly log?: (record: HandlingRecord) => void
  /** Default: the system's. */
  readonly clock?: Clock
}

/**
 * Tells of every handling when it has ended. Never of the body.
 *
 * @param options Where to.
 */
export function logged<T>({ log = toConsole, clock = systemClock }: LoggedOptions = {}): Middleware<T> {
  return (next) => async (body, delivery) => {
    const { destination, id, attempt, correlationId } = delivery
    const from = clock.now()
    const told = { destination, id, attempt, correlationId }
    try {
      const result = await next(body, delivery)
      log({ ...told, outcome: 'done', duration: clock.now() - from })
      return result
    } catch (error) {
      log({ ...told, outcome: 'failed', duration: clock.now() - from, error })
      throw error
    }
  }
}

function toConsole(record: HandlingRecord): void {
  const { destination, id, attempt, outcome, duration, error } = record
  const line = `${destination} ${id} attempt ${attempt}: ${outcome} in ${duration.toFixed(1)} ms`
  if (outcome === 'done') console.log(line)
  else console.error(line, error)
}
