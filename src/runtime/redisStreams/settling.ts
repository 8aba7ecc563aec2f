import type { RecordedOutcome } from '../brokerRecords/memberRecord.ts'
import type { Clock } from '../clock.ts'
import { withFailure } from '../deadLetterHeaders.ts'
import type { Connection } from './connection.ts'
import { fieldsOf, type Entry, type Message } from './entry.ts'
import type { GroupKeys } from './keys.ts'
import { ackScript, evaluate, moveScript } from './scripts.ts'

/** Who settles, and by which rules. */
export interface SettlingParts {
  readonly connection: Connection
  readonly destination: string
  readonly kind: 'queue' | 'topic'
  readonly stream: string
  readonly group: string
  readonly keys: GroupKeys
  readonly attempts: number
  /** The stream of the dead-letter queue. */
  readonly deadLetter: string | undefined
  /** Ms before the delivery after this one. */
  readonly retryDelay: (attempt: number) => number
  readonly clock: Clock
  /** A message of this group comes again in some ms. */
  readonly onDelayed: (milliseconds: number) => void
}

/** What became of a message that failed. `lost`: it was no longer this member's to decide. */
export type Outcome = Exclude<RecordedOutcome, 'acked'>

/** Fails a message whatever attempts are left. */
export class GivenUp extends Error {}

/** Tells the server what became of the messages of one member. */
export class Settling {
  readonly #parts: SettlingParts
  readonly #member: string
  readonly #batches: Map<Entry['from'], Batch> = new Map()

  constructor(parts: SettlingParts, member: string) {
    this.#parts = parts
    this.#member = member
  }

  /** Those of one turn go as one command. Of a message that another took over in the meantime it is the end as well. */
  ack({ from, id }: Entry): Promise<void> {
    const begun = this.#batches.get(from)
    if (begun !== undefined) {
      begun.ids.push(id)
      return begun.done
    }
    const ids = [id]
    const done = Promise.resolve().then(() => {
      this.#batches.delete(from)
      return this.#ackAll(from, ids)
    })
    this.#batches.set(from, { ids, done })
    return done
  }

  /** Retries it if attempts are left, else it goes to the dead letters, if there are any. */
  async fail(entry: Entry, message: Message, error: unknown): Promise<Outcome> {
    const { attempts, clock, deadLetter, destination, retryDelay, stream } = this.#parts
    const { attempt } = message
    if (attempt < attempts && !(error instanceof GivenUp)) {
      const again = { ...message, attempt: attempt + 1 }
      return (await this.#comeAgain(entry, again, retryDelay(attempt))) ? 'retried' : 'lost'
    }
    if (deadLetter === undefined) return (await this.#move(entry, 'none', stream, 0, [])) ? 'given-up' : 'lost'
    const headers = withFailure(message.headers, error, attempt, destination, clock.now())
    const fields = fieldsOf({ ...message, headers, attempt: 1 })
    return (await this.#move(entry, 'stream', deadLetter, 0, fields)) ? 'dead-lettered' : 'lost'
  }

  /** As if it had not been delivered this time. */
  async giveBack(entry: Entry, message: Message): Promise<void> {
    await this.#comeAgain(entry, message, 0)
  }

  async #comeAgain(entry: Entry, message: Message, delay: number): Promise<boolean> {
    const { keys, onDelayed } = this.#parts
    const fields = fieldsOf(message)
    if (!(delay > 0)) return this.#move(entry, 'stream', keys.retry, 0, fields)
    const moved = await this.#move(entry, 'sorted', keys.delayed, Math.min(delay, longestDelay), [
      delayedMember(entry.id, fields),
    ])
    if (moved) onDelayed(delay)
    return moved
  }

  async #move(
    entry: Entry,
    how: 'stream' | 'sorted' | 'none',
    target: string,
    delay: number,
    what: readonly string[],
  ): Promise<boolean> {
    const { connection, group } = this.#parts
    const [stream, deletes] = this.#source(entry.from)
    const args = [group, this.#member, entry.id, deletes ? 1 : 0, how, delay, ...what]
    return (await evaluate(connection, moveScript, [stream, target], args)) === 1
  }

  async #ackAll(from: Entry['from'], ids: readonly string[]): Promise<void> {
    const { connection, group } = this.#parts
    const [stream, deletes] = this.#source(from)
    if (!deletes) {
      await connection.command(['XACK', stream, group, ...ids])
      return
    }
    for (let n = 0; n < ids.length; n += longestBatch) {
      await evaluate(connection, ackScript, [stream], [group, ...ids.slice(n, n + longestBatch)])
    }
  }

  /** A stream, and whether this group is the only one that reads it. */
  #source(from: Entry['from']): readonly [stream: string, deletes: boolean] {
    const { stream, keys, kind } = this.#parts
    return from === 1 ? [stream, kind === 'queue'] : [keys.retry, true]
  }
}

/** A script cannot unpack some thousands of arguments. */
const longestBatch = 1000
/** Ms: more is not exact any more as a score. */
const longestDelay = 2 ** 50

interface Batch {
  readonly ids: string[]
  readonly done: Promise<void>
}

/**
 * A message in a sorted set: the first item makes it unique, the others are its fields. Halves of surrogate pairs become
 * what UTF-8 makes of them in a stream: the server's reader of JSON fails for them, and would at that message for ever.
 */
export function delayedMember(unique: string, fields: readonly string[]): string {
  return JSON.stringify([unique, ...fields.map((field) => field.replaceAll(/\p{Surrogate}/gu, '\ufffd'))])
}
