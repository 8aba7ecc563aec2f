import type { Clock } from '../clock.ts'
import type { Connection } from './connection.ts'
import { repeating, type Repeating } from './repeating.ts'
import { evaluate, moveDueScript } from './scripts.ts'

const batch = 100

/**
 * Moves what is due from sorted sets to their streams, `[set, stream, set, stream …]`: when it is due as far as this
 * process knows, and every `interval` ms for what others put there and did not live to move.
 */
export function movingDue(
  connection: Connection,
  clock: Clock,
  interval: number,
  keys: readonly string[],
  failed: (error: unknown) => void,
): Repeating {
  const move = async (): Promise<number> => Number(await evaluate(connection, moveDueScript, keys, [batch]))
  return repeating(clock, interval, move, failed)
}
