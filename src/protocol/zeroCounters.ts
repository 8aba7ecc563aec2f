import type { Gauges, Totals } from './graph.ts'

/** The counters of a source that nothing has happened to yet. */
export const zeroCounters: Totals & Omit<Gauges, 'capacity'> = Object.freeze({
  sent: 0,
  received: 0,
  acked: 0,
  nacked: 0,
  retried: 0,
  deadLettered: 0,
  dropped: 0,
  rejected: 0,
  expired: 0,
  failed: 0,
  purged: 0,
  depth: 0,
  inFlight: 0,
  waitingSenders: 0,
  waitingReceivers: 0,
  delayed: 0,
  oldestAge: 0,
  paused: false,
})
