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

/** Writes only what has changed: what was never written twice costs whoever reads it nothing. */
export function lookWhoListens(): void {
  const send = channels.send.hasSubscribers
  if (send !== heard.send) heard.send = send
  const process = channels.process.hasSubscribers
  if (process !== heard.process) heard.process = process
  const settle = channels.settle.hasSubscribers
  if (settle !== heard.settle) heard.settle = settle
  const trace = tracing() !== undefined
  if (trace !== heard.trace) heard.trace = trace
}
