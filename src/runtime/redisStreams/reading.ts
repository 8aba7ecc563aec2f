import type { Clock, ClockTimer } from '../clock.ts'
import type { Connection } from './connection.ts'
import { entriesOf, type Entry } from './entry.ts'
import { evaluate, readScript } from './scripts.ts'

/** The loop that reads a group's entries. */
export interface Reading {
  /** There may be room again. */
  wake(): void
  /** Reads no more. Resolves when the last read is over; what that still brought has been taken. */
  stop(): Promise<void>
}

/** What the loop is made of. */
export interface ReadingParts {
  /** For all but the reads. */
  readonly connection: Connection
  /** Of its own, since reads block it. */
  readonly readingConnection: Connection
  readonly stream: string
  readonly retry: string
  readonly group: string
  readonly member: string
  readonly clock: Clock
  /** How many entries there is room for. */
  readonly room: () => number
  readonly take: (entries: readonly Entry[]) => void
  /** Makes the groups anew when somebody deleted them. */
  readonly declareAgain: () => Promise<unknown>
  readonly onError: (error: unknown) => void
}

/** Ms that a read waits for entries, and so the longest that a stop takes where a read cannot be ended from outside. */
const block = 2000
const firstPause = 50
const longestPause = 2000

/**
 * Reads until it is stopped, whatever fails: after a failed read it pauses, longer each time, and leaves connecting anew
 * to the client. What comes again is read before what is new.
 */
export function readGroup(parts: ReadingParts): Reading {
  const { connection, readingConnection, stream, retry, group, member, clock, room, take } = parts
  let stopped = false
  let over = false
  let blocked: string | undefined
  /** Nothing waited when it was last looked: a read that waits takes no more than there is room for, since it ends with the first. */
  let idle = false
  let wake = (): void => {}

  /** Until woken, or for some ms. A client that connects anew keeps the process alive itself; one that was closed must not. */
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer: ClockTimer | undefined = milliseconds === Infinity ? undefined : clock.setTimeout(end, milliseconds)
      function end(): void {
        timer?.cancel()
        wake = () => {}
        resolve()
      }
      timer?.unref?.()
      wake = end
    })

  const read = async (count: number): Promise<void> => {
    blocked ??= await readingConnection.command(['CLIENT', 'ID']).then(String, withoutId)
    const streams = [retry, stream]
    if (!idle) {
      const entries = entriesOf(await evaluate(readingConnection, readScript, streams, [group, member, count]), stream)
      take(entries)
      idle = entries.length === 0
      // It may be stopped, or somebody may have used up the room meanwhile.
      return
    }
    const what = ['GROUP', group, member, 'COUNT', String(count), 'BLOCK', String(block)]
    const reply = await readingConnection.command(['XREADGROUP', ...what, 'STREAMS', ...streams, '>', '>'])
    const entries = entriesOf(reply, stream)
    take(entries)
    idle = entries.length === 0
  }

  const loop = async (): Promise<void> => {
    let pause = firstPause
    while (!stopped) {
      const count = room()
      if (count <= 0) {
        idle = false
        await sleep(Infinity)
        continue
      }
      try {
        await read(count)
        pause = firstPause
      } catch (error) {
        if (stopped) break
        // It may be another connection now.
        blocked = undefined
        const gone = isGroupGone(error)
        if (gone) await parts.declareAgain().catch(parts.onError)
        else parts.onError(error)
        const until = clock.now() + pause
        while (!stopped && clock.now() < until) await sleep(until - clock.now())
        pause = Math.min(longestPause, pause * 2)
      }
    }
    over = true
  }
  const ended = loop()

  /** A read is ended by the server, so that nothing it would have brought is lost on the way. */
  const end = async (): Promise<void> => {
    wake()
    const wait = (milliseconds: number): Promise<void> =>
      Promise.race([ended, new Promise<void>((resolve) => void clock.setTimeout(resolve, milliseconds))])
    const patience = clock.now() + block + 1000
    let asking = false
    while (!over && clock.now() < patience) {
      if (blocked && !asking) {
        // One at a time: a client without a connection would keep all, and send them when the id is somebody else's.
        asking = true
        const answered = (): void => void (asking = false)
        connection.command(['CLIENT', 'UNBLOCK', blocked]).then(answered, answered)
      }
      await wait(10)
    }
    if (over) return
    readingConnection.end()
    await wait(1000)
  }

  return {
    wake: () => wake(),
    stop() {
      stopped = true
      return end()
    },
  }
}

/** A user who may not ask for it can read all the same; only a stop then takes until the read ends by itself. */
function withoutId(error: unknown): string {
  if (error instanceof Error && error.message.startsWith('NOPERM')) return ''
  throw error
}

/** Somebody deleted the stream or its group, or all keys. */
function isGroupGone(error: unknown): boolean {
  return error instanceof Error && /^(NOGROUP|UNBLOCKED)/.test(error.message)
}
