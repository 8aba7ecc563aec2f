import type { Gauges, LiveFigures } from '../../protocol/graph.ts'
import { heldAtBrokers, isAtBroker } from './atBrokers.ts'
import { latencyOf } from './latency.ts'
import type { LiveSource } from '../live/session.ts'
import { settledBy, type Reading } from './rateWindow.ts'
import type { SourceRef } from './sessions.ts'
import type { Trail } from './trail.ts'

/**
 * The figures of one destination or subscription: the sum over its instances. Undefined if none is shown. This runs for
 * every node many times a second: sums are kept in locals and the object is made whole, once.
 */
export function liveFigures(instances: readonly SourceRef[], trail: Trail, now: number): LiveFigures | undefined {
  const shown = shownInstances(instances)
  if (shown.length === 0) return undefined
  let [sent, received, acked, nacked, retried, deadLettered] = [0, 0, 0, 0, 0, 0]
  let [dropped, rejected, expired, failed, purged] = [0, 0, 0, 0, 0]
  let [depth, inFlight, waitingSenders, waitingReceivers, delayed, oldestAge] = [0, 0, 0, 0, 0, 0]
  let [present, paused, listeners] = [0, 0, 0]
  let capacity: number | null | undefined
  let lastError: string | undefined
  for (const { source } of shown) {
    const { counters, declaration } = source
    sent += counters.sent
    received += counters.received
    acked += counters.acked
    nacked += counters.nacked
    retried += counters.retried
    deadLettered += counters.deadLettered
    dropped += counters.dropped
    rejected += counters.rejected
    expired += counters.expired
    failed += counters.failed
    purged += counters.purged
    if (counters.lastError !== undefined) lastError = counters.lastError
    // What an owner that was collected still held waits nowhere any more: only its totals stay.
    if (source.gone) continue
    present++
    if (!isAtBroker(source)) {
      depth += counters.depth
      inFlight += counters.inFlight
    }
    waitingSenders += counters.waitingSenders
    waitingReceivers += counters.waitingReceivers
    delayed += counters.delayed
    oldestAge = Math.max(oldestAge, counters.oldestAge)
    listeners += counters.listeners
    if (counters.paused) paused++
    if (declaration.kind !== 'queue' && declaration.kind !== 'subscription') continue
    capacity = capacity === null || declaration.capacity === null ? null : (capacity ?? 0) + declaration.capacity
  }
  const outside = heldAtBrokers(shown)
  depth += outside.depth
  inFlight += outside.inFlight
  const { history, fullSince } = trail.follow(shown, { depth, capacity, waitingSenders }, now)
  const figures: Writable<LiveFigures> = {
    sent,
    received,
    acked,
    nacked,
    retried,
    deadLettered,
    dropped,
    rejected,
    expired,
    failed,
    purged,
    depth,
    inFlight,
    waitingSenders,
    waitingReceivers,
    delayed,
    oldestAge,
    paused: paused > 0 && paused === present,
    inRate: rateOf(shown, 'sent'),
    outRate: rateOf(shown, 'settled'),
    history,
    instances: present,
  }
  if (capacity !== undefined) figures.capacity = capacity
  const wait = latencyOf(shown, 'wait')
  if (wait) figures.wait = wait
  const process = latencyOf(shown, 'process')
  if (process) figures.process = process
  if (fullSince !== undefined) figures.fullSince = fullSince
  const eta = fullSince === undefined ? timeLeft(figures, shown) : undefined
  if (eta) figures.eta = eta
  if (shown[0]!.source.declaration.kind === 'event') figures.listeners = listeners
  if (lastError !== undefined) figures.lastError = lastError
  return figures
}

/** A source whose figures are shown, with what it had counted where the window begins. */
export interface ShownInstance {
  readonly session: string
  readonly running: boolean
  readonly source: LiveSource
  readonly before: Reading
  readonly seconds: number
}

/** Those of the newest generation of each program. */
export function shownInstances(refs: readonly SourceRef[]): ShownInstance[] {
  const shown: ShownInstance[] = []
  for (const { record, id } of refs) {
    const source = record.generation === 0 ? record.session.sources.get(id) : undefined
    if (source === undefined) continue
    const running = record.session.state === 'running'
    shown.push({
      session: record.id,
      running,
      source,
      before: record.window.before(id),
      seconds: record.window.seconds,
    })
  }
  return shown
}

/** A second, over the window. Instances that ended add nothing. */
export function rateOf(
  instances: readonly ShownInstance[],
  counter: 'sent' | 'received' | 'settled' | 'deadLettered' | 'depth',
): number {
  let perSecond = 0
  for (const { running, source, before, seconds } of instances) {
    if (!running || seconds <= 0) continue
    const count = counter === 'settled' ? settledBy(source) : source.counters[counter]
    perSecond += (count - before[counter]) / seconds
  }
  return perSecond
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** A depth that moves by less than two messages in the window goes nowhere. */
function timeLeft({ depth, capacity }: Gauges, instances: readonly ShownInstance[]): LiveFigures['eta'] | undefined {
  const depthRate = rateOf(instances, 'depth')
  const seconds = instances.reduce((longest, instance) => Math.max(longest, instance.seconds), 0)
  if (Math.abs(depthRate * seconds) < 2) return undefined
  if (depthRate < 0) return depth > 0 ? { until: 'empty', seconds: depth / -depthRate } : undefined
  return typeof capacity === 'number' && depth < capacity
    ? { until: 'full', seconds: (capacity - depth) / depthRate }
    : undefined
}
