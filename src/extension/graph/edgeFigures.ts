import type { EdgeFigures, LiveFigures } from '../../protocol/graph.ts'
import type { EdgePlan } from './edgeDrafts.ts'
import { rate, shownInstances, span, type ShownInstance } from './figures.ts'
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
  const consumed = group.edges.map(({ consumers }) => {
    const instances = shownInstances(consumers)
    return instances.length === 0 ? undefined : consumerFigures(instances)
  })
  const alone = group.edges.length === 1
  const left = {
    count: Math.max(0, whole.received - consumed.reduce((sum, figures) => sum + (figures?.count ?? 0), 0)),
    rate: Math.max(
      0,
      rate(shownInstances(group.source), ({ counters }) => counters.received, 'received') -
        consumed.reduce((sum, figures) => sum + (figures?.rate ?? 0), 0),
    ),
  }
  const unconsumed = group.edges.filter((_, index) => consumed[index] === undefined)
  const shared = byShare({ ...group, edges: unconsumed }, whole, left)
  return consumed.map((figures) => {
    const own = figures ?? shared.shift()
    if (own === undefined || !alone) return own
    // The only reader: what the source measured is what this one did.
    const process = own.process ?? whole.process
    return { ...own, estimated: false, ...(process && { process }), busy: own.busy ?? whole.inFlight }
  })
}

function consumerFigures(instances: readonly ShownInstance[]): EdgeFigures {
  const present = instances.filter(({ source }) => !source.gone)
  const sum = (from: readonly ShownInstance[], pick: (counters: ShownInstance['source']['counters']) => number) =>
    from.reduce((total, { source }) => total + pick(source.counters), 0)
  const process = latencyOf(instances.map((instance) => span(instance, 'process')))
  const lastError = instances.findLast(({ source }) => source.counters.lastError)?.source.counters.lastError
  return {
    rate: rate(instances, ({ counters }) => counters.received, 'received'),
    count: sum(instances, (counters) => counters.received),
    estimated: false,
    waiting: 0,
    concurrency: sum(present, (counters) => counters.concurrency),
    // What is prefetched is delivered, too, but keeps no worker busy.
    busy: sum(present, (counters) => Math.min(counters.inFlight, counters.concurrency)),
    paused: present.length > 0 && present.every(({ source }) => source.counters.paused),
    failed: sum(instances, (counters) => counters.failed + counters.deadLettered),
    ...(process && { process }),
    ...(lastError !== undefined && { lastError }),
  }
}

function deadLetterFigures({ consumers }: EdgePlan): EdgeFigures | undefined {
  const instances = shownInstances(consumers)
  if (instances.length === 0) return undefined
  return {
    rate: rate(instances, ({ counters }) => counters.deadLettered, 'deadLettered'),
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
