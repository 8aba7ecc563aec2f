import type { Gauges, LiveFigures, Totals } from '../../protocol/graph.ts'
import { latencyOf, type HistogramSpan } from './latency.ts'
import type { LiveSource } from '../live/session.ts'
import { settledBy, type Reading } from './rateWindow.ts'
import type { SourceRef } from './sessions.ts'
import type { Trail } from './trail.ts'

/** The figures of one destination or subscription: the sum over its instances. Undefined if none is shown. */
export function liveFigures(instances: readonly SourceRef[], trail: Trail, now: number): LiveFigures | undefined {
  const shown = shownInstances(instances)
  if (shown.length === 0) return undefined
  const totals = sumTotals(shown)
  const gauges = sumGauges(shown)
  const running = shown.filter(({ running }) => running)
  const { history, fullSince } = trail.follow(shown, gauges, now)
  const inRate = rate(running, (source) => source.counters.sent, 'sent')
  const outRate = rate(running, settledBy, 'settled')
  const depthRate = rate(running, (source) => source.counters.depth, 'depth')
  const wait = latencyOf(shown.map((instance) => span(instance, 'wait')))
  const process = latencyOf(shown.map((instance) => span(instance, 'process')))
  const eta = fullSince === undefined ? timeLeft(gauges, depthRate, running) : undefined
  const lastError = shown.findLast(({ source }) => source.counters.lastError)?.source.counters.lastError
  return {
    ...totals,
    ...gauges,
    inRate,
    outRate,
    ...(wait && { wait }),
    ...(process && { process }),
    ...(fullSince !== undefined && { fullSince }),
    ...(eta && { eta }),
    history,
    instances: shown.filter(({ source }) => !source.gone).length,
    ...(shown[0]!.source.declaration.kind === 'event' && { listeners: listenersOf(shown) }),
    ...(lastError !== undefined && { lastError }),
  }
}

const listenersOf = (instances: readonly ShownInstance[]): number =>
  instances.reduce((sum, { source }) => sum + (source.gone ? 0 : source.counters.listeners), 0)

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
export function rate(
  instances: readonly ShownInstance[],
  count: (source: LiveSource) => number,
  reading: 'sent' | 'received' | 'settled' | 'deadLettered' | 'depth',
): number {
  let perSecond = 0
  for (const { running, source, before, seconds } of instances)
    if (running && seconds > 0) perSecond += (count(source) - before[reading]) / seconds
  return perSecond
}

export function span({ source, before }: ShownInstance, histogram: 'wait' | 'process'): HistogramSpan {
  return { now: source[histogram], before: before[histogram] }
}

function sumTotals(instances: readonly ShownInstance[]): Totals {
  const sum = (pick: (counters: LiveSource['counters']) => number): number =>
    instances.reduce((total, { source }) => total + pick(source.counters), 0)
  return {
    sent: sum((counters) => counters.sent),
    received: sum((counters) => counters.received),
    acked: sum((counters) => counters.acked),
    nacked: sum((counters) => counters.nacked),
    retried: sum((counters) => counters.retried),
    deadLettered: sum((counters) => counters.deadLettered),
    dropped: sum((counters) => counters.dropped),
    rejected: sum((counters) => counters.rejected),
    expired: sum((counters) => counters.expired),
    failed: sum((counters) => counters.failed),
    purged: sum((counters) => counters.purged),
  }
}

/** What an owner that was collected still held waits nowhere any more: only its totals stay. */
function sumGauges(instances: readonly ShownInstance[]): Gauges {
  const present = instances.filter(({ source }) => !source.gone)
  const sum = (pick: (counters: LiveSource['counters']) => number): number =>
    present.reduce((total, { source }) => total + pick(source.counters), 0)
  const capacity = capacityOf(present)
  return {
    depth: sum((counters) => counters.depth),
    inFlight: sum((counters) => counters.inFlight),
    waitingSenders: sum((counters) => counters.waitingSenders),
    waitingReceivers: sum((counters) => counters.waitingReceivers),
    delayed: sum((counters) => counters.delayed),
    ...(capacity !== undefined && { capacity }),
    oldestAge: present.reduce((oldest, { source }) => Math.max(oldest, source.counters.oldestAge), 0),
    paused: present.length > 0 && present.every(({ source }) => source.counters.paused),
  }
}

function capacityOf(instances: readonly ShownInstance[]): number | null | undefined {
  let sum: number | undefined
  for (const { source } of instances) {
    const { declaration } = source
    if (declaration.kind !== 'queue' && declaration.kind !== 'subscription') continue
    if (declaration.capacity === null) return null
    sum = (sum ?? 0) + declaration.capacity
  }
  return sum
}

/** A depth that moves by less than two messages in the window goes nowhere. */
function timeLeft(
  { depth, capacity }: Gauges,
  depthRate: number,
  running: readonly ShownInstance[],
): LiveFigures['eta'] | undefined {
  const seconds = running.reduce((longest, instance) => Math.max(longest, instance.seconds), 0)
  if (Math.abs(depthRate * seconds) < 2) return undefined
  if (depthRate < 0) return depth > 0 ? { until: 'empty', seconds: depth / -depthRate } : undefined
  return typeof capacity === 'number' && depth < capacity
    ? { until: 'full', seconds: (capacity - depth) / depthRate }
    : undefined
}
