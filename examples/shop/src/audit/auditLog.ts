import { Queue } from 'fanout'
import { countHandled, countSent } from '../metrics.ts'
import { settings } from '../settings.ts'

/** Each region keeps its own books: the name is in the settings. */
const audit = new Queue<string>(settings.audit.queue, { capacity: 200, overflow: 'drop-oldest' })

const lines: string[] = []

export function recordAudit(line: string): void {
  if (audit.trySend(line)) countSent(audit.name)
}

/** Writes one line at a time until the log is closed. */
export async function writeAudit(): Promise<void> {
  for await (const line of audit) {
    lines.push(line)
    if (lines.length > 1000) lines.shift()
    countHandled(audit.name)
  }
}

export const closeAudit = (): void => audit.close()
