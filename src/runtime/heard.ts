import { channels } from './registry.ts'
import { tracing } from './traceContext.ts'

/**
 * Which channels somebody listens to, as of the last look. Looked at whenever a clock is read: for every message up to
 * 10,000 a second, for one in sixteen above. Reading the channels themselves for every message would cost a program
 * dearly in which a listener comes and goes: a channel changes its class with the first and the last of them.
 */
export const heard: { send: boolean; process: boolean; settle: boolean; trace: boolean } = {
  send: false,
  process: false,
  settle: false,
  /** Whether the user's program carries W3C trace context on. */
  trace: false,
}

export function lookWhoListens(): void {
  heard.send = channels.send.hasSubscribers
  heard.process = channels.process.hasSubscribers
  heard.settle = channels.settle.hasSubscribers
  heard.trace = tracing() !== undefined
}
