import type { EdgeFigures, LiveFigures } from '../../protocol/graph.ts'
import type { EdgePlan } from './edgeDrafts.ts'
import { rateOf, shownInstances, type ShownInstance } from './figures.ts'
import { latencyOf } from './latency.ts'
import type { SourceRef } from './sessions.ts'
import { shares, splitWhole } from './shares.ts'

/**
 * The edges that share one source's messages: those that send to a destination, those that read a queue, a subscription
 * or an event, or those that give its dead letters away.
 */
export interface EdgeGroup {
  readonly edges: readonly EdgePlan[]
  /** Of the destination or subscription. */
  readonly source: readonly SourceRef[]
}

/** The figures of each edge that ran, in the order of the group's edges. */
export function edgeFigures(group: EdgeGroup, whole: LiveFigures | undefined): (EdgeFigures | undefined)[] {
  const [first] = group.edges
  if (first === undefined || whole === undefined) return group.edges.map(() => undefined)
  if (first.edge.kind === 'send') return byShare(group, whole, { count: whole.sent, rate: whole.inRate })
  if (first.edge.kind === 'dead-letter') return group.edges.map((plan) => deadLetterFigures(plan))
  return receiveFigures(group, whole)
}

/** Consumers count for themselves; receivers without one share what is left. */
function receiveFigures(group: EdgeGroup, whole: LiveFigures): (EdgeFigures | undefined)[] {
  const consumed = group.edges.map(({ consumers }) => consumerFigures(shownInstances(consumers)))
  const [onlyOne] = consumed
  if (group.edges.length === 1 && onlyOne !== undefined) return [onlyReader(onlyOne, whole)]
  let count = whole.received
  let rate = rateOf(shownInstances(group.source), 'received')
  for (const figures of consumed) {
    count -= figures?.count ?? 0
    rate -= figures?.rate ?? 0
  }
  const left = group.edges.filter((_, index) => consumed[index] === undefined)
  const shared = byShare({ ...group, edges: left }, whole, { count: Math.max(0, count), rate: Math.max(0, rate) })
  if (group.edges.length === 1) return shared.map((figures) => figures && onlyReader(figures, whole))
  return consumed.map((figures) => {
    if (figures !== undefined) return figures
    const own = shared.shift()
    return own && { ...own, estimated: true }
  })
}

/** What the source measured is what its only reader did. */
function onlyReader(figures: Writable<EdgeFigures>, whole: LiveFigures): EdgeFigures {
  figures.busy ??= whole.inFlight
  if (figures.process === undefined && whole.process !== undefined) figures.process = whole.process
  return figures
}

function consumerFigures(instances: readonly ShownInstance[]): Writable<EdgeFigures> | undefined {
  if (instances.length === 0) return undefined
  const figures = {
    rate: rateOf(instances, 'received'),
    count: 0,
    estimated: false,
    waiting: 0,
    concurrency: 0,
    busy: 0,
    paused: false,
    failed: 0,
  }
  let [present, paused] = [0, 0]
  let lastError: string | undefined
  for (const { source } of instances) {
    const { received, failed, deadLettered, concurrency, inFlight } = source.counters
    figures.count += received
    figures.failed += failed + deadLettered
    lastError = source.counters.lastError ?? lastError
    if (source.gone) continue
    present++
    figures.concurrency += concurrency
    // What is prefetched is delivered, too, but keeps no worker busy.
    figures.busy += Math.min(inFlight, concurrency)
    if (source.counters.paused) paused++
  }
  figures.paused = paused > 0 && paused === present
  const all: Writable<EdgeFigures> = figures
  const process = latencyOf(instances, 'process')
  if (process !== undefined) all.process = process
  if (lastError !== undefined) all.lastError = lastError
  return all
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

function deadLetterFigures({ consumers }: EdgePlan): EdgeFigures | undefined {
  const instances = shownInstances(consumers)
  if (instances.length === 0) return undefined
  return {
    rate: rateOf(instances, 'deadLettered'),
    count: instances.reduce((sum, { source }) => sum + source.counters.deadLettered, 0),
    estimated: false,
    waiting: 0,
  }
}

/** Exact where there is one edge; else by how often each was among the samples, for the rate those of the window. */
function byShare(
  { edges }: EdgeGroup,
  whole: LiveFigures,
  { count, rate }: { count: number; rate: number },
): (EdgeFigures | undefined)[] {
  if (edges.length === 0) return []
  const weights = edges.map(sampleCounts)
  const counts = splitWhole(
    count,
    weights.map(({ all }) => all),
  )
  const moved = weights.some(({ recent }) => recent > 0)
  const recent = weights.map((weight) => (moved ? weight.recent : weight.all))
  const rates = shares(recent)
  const sends = edges[0]?.edge.kind === 'send'
  const waiting = splitWhole(sends ? whole.waitingSenders : 0, recent)
  return weights.map(({ all }, index) =>
    all === 0
      ? undefined
      : {
          rate: rate * rates[index]!,
          count: counts[index]!,
          estimated: edges.length > 1,
          waiting: waiting[index]!,
        },
  )
}

function sampleCounts({ samples }: EdgePlan): { all: number; recent: number } {
  let [all, recent] = [0, 0]
  for (const { record, index, key } of samples) {
    if (record.generation !== 0) continue
    const count = record.session.sites[index]!.count
    all += count
    recent += count - record.window.siteCountBefore(key)
  }
  return { all, recent }
}
