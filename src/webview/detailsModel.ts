import {
  brokerOf,
  type CodeNode,
  type Destination,
  type Edge,
  type LiveFigures,
  type Site,
  type SourcePosition,
} from '../protocol/graph.ts'
import { clock, counted, duration, durations, figure, rate } from './format.ts'
import { carrierOf, failures, held, receiveEdges, sendEdges, type GraphIndex } from './graphIndex.ts'
import { explain, type Explanation, type Tone } from './explain.ts'
import { fullPlace, place, placeIn } from './place.ts'
import type { Statuses } from './status.ts'

/** The details pane: what is wrong in a sentence first, then figures, then code. */
export interface Details {
  readonly id: string
  readonly name: string
  readonly subtitle: string
  readonly explanation: Explanation | undefined
  readonly sections: readonly Section[]
  readonly chart?: Chart
  readonly code: readonly CodeLink[]
}

export interface Section {
  readonly title: string
  readonly rows: readonly Row[]
}

export interface Row {
  readonly label: string
  readonly value: string
  readonly tone: Tone
}

export interface Chart {
  /** Depth once a second, oldest first. */
  readonly history: readonly number[]
  readonly capacity: number | null
  readonly full: boolean
}

export interface CodeLink {
  readonly name: string
  readonly place: string
  readonly title: string
  readonly does: string
  readonly position: SourcePosition
}

export function detailsOf(
  index: GraphIndex,
  status: Statuses,
  id: string,
  now: number,
  roots: readonly string[],
): Details | undefined {
  const destination = index.destinations.get(id)
  const explanation = explain(index, status, id)
  if (destination) return ofDestination(index, destination, explanation, now, roots)
  const node = index.code.get(id)
  return node && ofCode(index, node, explanation, roots)
}

function ofDestination(
  index: GraphIndex,
  destination: Destination,
  explanation: Explanation | undefined,
  now: number,
  roots: readonly string[],
): Details {
  const { id, name, live } = destination
  const single = destination.subscriptions.length === 0
  return {
    id,
    name,
    subtitle: subtitleOf(index, destination),
    explanation,
    sections: [
      ...(live ? [{ title: 'Now', rows: nowRows(destination, live, now, index.running) }] : []),
      ...(live && index.running ? [{ title: 'Last 10 s', rows: recentRows(live) }] : []),
      ...(live ? [{ title: 'Total', rows: totalRows(destination, live) }] : []),
      ...(single ? [] : [{ title: 'Subscriptions', rows: destination.subscriptions.map(subscriptionRow) }]),
    ].filter(({ rows }) => rows.length > 0),
    ...(live && destination.kind === 'queue' && live.history.length > 1 && { chart: chartOf(destination, live) }),
    code: codeLinks(index, destination, roots),
  }
}

function subtitleOf(index: GraphIndex, destination: Destination): string {
  const { id, kind, subscriptions, isDeadLetter } = destination
  const ends =
    kind === 'topic'
      ? counted(subscriptions.length, 'subscription')
      : counted(receiveEdges(index, id).length, kind === 'event' ? 'listener' : 'consumer')
  return [isDeadLetter ? 'queue of dead letters' : kind, carrierOf(destination), ends].join(' · ')
}

function nowRows(destination: Destination, live: LiveFigures, now: number, running: boolean): Row[] {
  if (destination.kind === 'event')
    return present([row('Listeners', live.listeners), live.instances > 1 && row('Emitters', live.instances)])
  if (destination.kind === 'topic' && destination.subscriptions.length > 0)
    return present([
      row('Waiting or in flight', held(destination)),
      live.instances > 1 && row('Instances', live.instances),
    ])
  const capacity = live.capacity ?? destination.capacity
  const atBroker = brokerOf(destination.system) !== undefined
  return present([
    text(
      atBroker ? `Waiting ${carrierOf(destination)}` : 'Depth',
      typeof capacity === 'number' ? `${figure(live.depth)} / ${figure(capacity)}` : figure(live.depth),
    ),
    row('Senders waiting', live.waitingSenders, live.waitingSenders > 0 ? 'warn' : 'calm'),
    row('In flight', live.inFlight),
    live.waitingReceivers > 0 && row('Receivers waiting', live.waitingReceivers),
    live.delayed > 0 && row('Delayed', live.delayed),
    text('Oldest', live.depth > 0 && !atBroker ? duration(live.oldestAge) : '–'),
    running && live.fullSince !== undefined && text('Full since', clock(now - live.fullSince), 'warn'),
    live.paused && text('Paused', 'yes', 'warn'),
    live.instances > 1 && row('Instances', live.instances),
  ])
}

function recentRows(live: LiveFigures): Row[] {
  return present([
    text('In', rate(live.inRate)),
    text('Out', rate(live.outRate)),
    live.wait && text('Wait p50 · p95', durations(live.wait.p50, live.wait.p95)),
    live.process && text('Process p50 · p95', durations(live.process.p50, live.process.p95)),
    live.wait && live.process && text('Wait + process p50', duration(live.wait.p50 + live.process.p50)),
  ])
}

function totalRows({ kind }: Destination, live: LiveFigures): Row[] {
  const bad = (label: string, count: number): Row | false => count > 0 && row(label, count, 'bad')
  if (kind === 'event') return present([row('Emitted', live.sent), row('Deliveries', live.received)])
  return present([
    row(kind === 'topic' ? 'Published' : 'Sent', live.sent),
    kind === 'topic' ? row('Deliveries', live.acked) : row('Acked', live.acked),
    live.retried > 0 && row('Retried', live.retried),
    bad('Dead-lettered', live.deadLettered),
    bad('Failed', live.failed),
    bad('Dropped', live.dropped),
    bad('Rejected', live.rejected),
    bad('Expired', live.expired),
    live.purged > 0 && row('Purged', live.purged),
  ])
}

function subscriptionRow({ name, presence, live }: Destination['subscriptions'][number]): Row {
  if (!live) return text(name, presence === 'source' ? 'no figures' : '–')
  const failed = failures(live)
  const parts = [`${figure(live.depth)} waiting`, failed > 0 && `${figure(failed)} failed`, live.paused && 'paused']
  return text(name, parts.filter(Boolean).join(' · '), failed > 0 ? 'bad' : live.paused ? 'warn' : 'calm')
}

function chartOf({ capacity }: Destination, live: LiveFigures): Chart {
  const bound = live.capacity ?? capacity ?? null
  return { history: live.history, capacity: bound, full: bound !== null && bound > 0 && live.depth >= bound }
}

function ofCode(
  index: GraphIndex,
  node: CodeNode,
  explanation: Explanation | undefined,
  roots: readonly string[],
): Details {
  const sends = (index.outgoing.get(node.id) ?? []).filter(({ kind }) => kind === 'send')
  const receives = (index.incoming.get(node.id) ?? []).filter(({ kind }) => kind === 'receive')
  const nameOf = (id: string): string => index.destinations.get(id)?.name ?? id
  const role = [receives.length > 0 && 'consumer', sends.length > 0 && 'producer'].filter(Boolean).join(' and ')
  return {
    id: node.id,
    name: node.name,
    subtitle: [role || 'code', index.severalPackages && node.package].filter(Boolean).join(' · '),
    explanation,
    sections: [
      { title: 'Receives', rows: receives.flatMap((edge) => receiveRows(edge, nameOf(edge.from))) },
      { title: 'Sends', rows: sends.map((edge) => sendRow(edge, nameOf(edge.to))) },
    ].filter(({ rows }) => rows.length > 0),
    code: [
      link(node.name, 'starts here', node.position, roots),
      ...receives.flatMap((edge) => edge.sites.map((site) => link(nameOf(edge.from), 'receives', site, roots))),
      ...sends.flatMap((edge) => edge.sites.map((site) => link(nameOf(edge.to), 'sends', site, roots))),
    ],
  }
}

function receiveRows({ live }: Edge, name: string): Row[] {
  if (!live) return [text(name, 'no figures')]
  return present([
    text(name, `${about(live)}${rate(live.rate)}`),
    live.concurrency !== undefined &&
      live.busy !== undefined &&
      text('Workers busy', `${figure(live.busy)} of ${figure(live.concurrency)}`),
    live.process && text('Process p50 · p95', durations(live.process.p50, live.process.p95)),
    live.failed !== undefined && live.failed > 0 && row('Failed', live.failed, 'bad'),
    row('In all', live.count),
  ])
}

function sendRow({ live }: Edge, name: string): Row {
  if (!live) return text(name, 'no figures')
  const waits = live.waiting > 0 ? ` · ${figure(live.waiting)} waiting` : ''
  return text(
    name,
    `${about(live)}${rate(live.rate)} · ${figure(live.count)} in all${waits}`,
    live.waiting > 0 ? 'warn' : 'calm',
  )
}

/** Where only samples tell the edges of a destination apart, a figure is an estimate and says so. */
const about = ({ estimated }: { readonly estimated: boolean }): string => (estimated ? '≈ ' : '')

function codeLinks(index: GraphIndex, destination: Destination, roots: readonly string[]): CodeLink[] {
  const of = (edges: readonly Edge[], does: string, code: (edge: Edge) => string): CodeLink[] =>
    edges.flatMap((edge) => {
      const node = index.code.get(code(edge))
      const inPackage = index.severalPackages ? node?.package : undefined
      return edge.sites.map((site) => ({
        ...link(node?.name ?? '?', does, site, roots),
        place: placeIn(inPackage, site),
      }))
    })
  return [
    ...(destination.declaredAt ? [link(destination.name, 'created', destination.declaredAt, roots)] : []),
    ...of(sendEdges(index, destination.id), 'sends', ({ from }) => from),
    ...of(receiveEdges(index, destination.id), 'receives', ({ to }) => to),
  ]
}

const link = (
  name: string,
  does: string,
  position: SourcePosition & Pick<Site, 'evidence'>,
  roots: readonly string[],
): CodeLink => ({
  name,
  does,
  place: place(position),
  title: [`${name} ${does}: ${fullPlace(position, roots)}`, position.evidence].filter(Boolean).join('\n'),
  position: { file: position.file, line: position.line, column: position.column },
})

const text = (label: string, value: string, tone: Tone = 'calm'): Row => ({ label, value, tone })
const row = (label: string, value: number | undefined, tone: Tone = 'calm'): Row =>
  text(label, value === undefined ? '–' : figure(value), tone)
const present = (rows: readonly (Row | false | undefined)[]): Row[] =>
  rows.filter((each): each is Row => each !== false && each !== undefined)

/** What the pane says while no node is selected. */
export interface Overview {
  readonly counts: readonly Row[]
  /** Nodes in trouble, the worst first. */
  readonly troubles: readonly { readonly id: string; readonly name: string; readonly explanation: Explanation }[]
}

export function overviewOf(index: GraphIndex, status: Statuses): Overview {
  const { destinations, code } = index.graph
  const kinds = [
    ['Queues', destinations.filter(({ kind }) => kind === 'queue').length],
    ['Topics', destinations.filter(({ kind }) => kind === 'topic').length],
    ['Events', destinations.filter(({ kind }) => kind === 'event').length],
    ['Producers', code.filter(({ sends }) => sends).length],
    ['Consumers', code.filter(({ receives }) => receives).length],
  ] as const
  const troubles = destinations.flatMap(({ id, name }) => {
    const explanation = explain(index, status, id)
    return explanation && explanation.tone !== 'calm' ? [{ id, name, explanation }] : []
  })
  const rank: Record<Tone, number> = { cause: 0, bad: 1, warn: 2, calm: 3 }
  return {
    counts: kinds.flatMap(([label, count]) => (count > 0 ? [row(label, count)] : [])),
    troubles: troubles.toSorted((a, b) => rank[a.explanation.tone] - rank[b.explanation.tone]),
  }
}
