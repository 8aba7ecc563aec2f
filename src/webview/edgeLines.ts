import type { Edge } from '../protocol/graph.ts'
import type { CardTone } from './cards/card.ts'
import type { Facts } from './cards/cards.ts'
import { counted, duration, figure, rate } from './format.ts'
import { isCountedEdge, type GraphIndex } from './graphIndex.ts'
import { isPaused } from './status.ts'

/** An edge, ready to be drawn. */
export interface EdgeLine {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly subscription?: string
  readonly kind: Edge['kind']
  /** Events are dashed, commands solid. */
  readonly dashed: boolean
  readonly tone: CardTone
  readonly width: number
  /** Messages go to another package, or come from one. */
  readonly crossing: boolean
  /** Only where it matters: how many wait. */
  readonly pill?: string
  readonly traffic: Traffic
}

/** What moves along an edge, in aggregate. */
export interface Traffic {
  /** Marks a second. */
  readonly density: number
  /** Pixels a second. */
  readonly speed: number
  /** Share of marks that are failures. */
  readonly failing: number
}

export function edgeLines(facts: Facts): readonly EdgeLine[] {
  return facts.index.graph.edges.map((edge) => edgeLine(edge, facts))
}

function edgeLine(edge: Edge, facts: Facts): EdgeLine {
  const { index } = facts
  const { id, from, to, kind, live, subscription } = edge
  const destination = index.destinations.get(kind === 'send' || kind === 'dead-letter' ? to : from)
  const perSecond = index.running ? (live?.rate ?? 0) : 0
  const waiting = index.running ? (live?.waiting ?? 0) : 0
  return {
    id,
    from,
    to,
    ...(subscription !== undefined && { subscription }),
    kind,
    dashed: kind !== 'dead-letter' && destination?.kind !== 'queue',
    tone: toneOf(edge, facts, waiting),
    width: Number((thinnest + (thickest - thinnest) * logShare(perSecond)).toFixed(1)),
    crossing: edge.crosses !== undefined,
    ...(waiting > 0 && { pill: `${figure(waiting)} waiting` }),
    traffic: trafficOf(edge, perSecond, facts),
  }
}

const thinnest = 1.2
const thickest = 3.4

/** 0 at rest, 1 from some 300 a second on. */
const logShare = (perSecond: number): number => Math.min(1, Math.log10(1 + perSecond) / 2.5)

function toneOf(edge: Edge, { index }: Facts, waiting: number): CardTone {
  const { kind, presence, live } = edge
  if (index.ran && presence === 'source' && isCountedEdge(index, edge)) return 'faint'
  if (kind === 'dead-letter') return (live?.count ?? 0) > 0 ? 'bad' : 'faint'
  return waiting > 0 ? 'warn' : 'calm'
}

/**
 * Slow traffic shows each message, fast traffic only that it is denser: past some marks a second the eye sees a stream.
 * The longer a message waits or is worked on, the slower its mark.
 */
function trafficOf(edge: Edge, perSecond: number, { index, recentFailures }: Facts): Traffic {
  const still = { density: 0, speed: 0, failing: 0 }
  if (perSecond <= 0 || edge.kind === 'dead-letter' || isPaused(index, edge)) return still
  const density = perSecond <= 0.5 ? perSecond : Math.min(5, 0.5 + 0.35 * Math.log2(perSecond / 0.5))
  const latency =
    edge.kind === 'receive' ? (edge.live?.process?.p50 ?? 10) : (index.destinations.get(edge.to)?.live?.wait?.p50 ?? 10)
  const slowness = Math.min(1, Math.max(0, Math.log10(Math.max(1, latency) / 10) / 3))
  const failing = recentFailures.has(edge.id) ? failingShare(edge) : 0
  return { density, speed: 120 - 85 * slowness, failing }
}

/** At least one mark in ten, or a rare failure would not be seen at all. */
const failingShare = ({ live }: Edge): number =>
  Math.min(1, Math.max(0.1, (live?.failed ?? 0) / Math.max(1, live?.count ?? 1)))

/** An edge in words. Made when somebody points at it: few ever are. */
export function edgeTitle(edge: Edge, index: GraphIndex): string {
  const { kind, from, to, live, sites, subscription, crosses } = edge
  const name = (id: string): string => index.destinations.get(id)?.name ?? index.code.get(id)?.name ?? id
  const reader = subscription === undefined ? undefined : index.subscriptions.get(subscription)?.name
  const verb =
    kind === 'send' ? 'sends to' : kind === 'receive' ? (reader === undefined ? 'to' : `(${reader}) to`) : 'gives up to'
  const facts = live
    ? [
        `${live.estimated ? 'about ' : ''}${rate(live.rate)}`,
        `${live.estimated ? 'about ' : ''}${figure(live.count)} in all`,
        live.process && `p50 ${duration(live.process.p50)}`,
        live.failed ? `${figure(live.failed)} failed` : undefined,
      ]
    : [index.ran && isCountedEdge(index, edge) ? 'never ran' : counted(sites.length, 'place')]
  const across =
    crosses && `${kind === 'send' ? 'to' : 'from'} ${crosses.length > 1 ? 'packages' : 'package'} ${listed(crosses)}`
  return `${name(from)} ${verb} ${name(to)}: ${[...facts, across].filter(Boolean).join(', ')}`
}

/** At most three by name: a title is a line. */
function listed(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 3), names.length - 3]
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
