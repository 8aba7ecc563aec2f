import type { Destination, LiveFigures } from '../../protocol/graph.ts'
import { counted, duration, figure, rate, seconds } from '../format.ts'
import { brokerName, receiveEdges, sendEdges } from '../graphIndex.ts'
import { isNotInSource } from '../status.ts'
import { barOf } from './bar.ts'
import { queueSize, type CardTone, type QueueCard } from './card.ts'
import type { Facts } from './cards.ts'
import { destinationPill, frameOf, spoken, stateWords } from './frame.ts'

export function queueCard(destination: Destination, facts: Facts): QueueCard {
  const { index, statuses, now } = facts
  const { id, name, live } = destination
  const state = statuses.of.get(id) ?? 'source'
  const capacity = live?.capacity !== undefined ? live.capacity : destination.capacity
  const stuck = state === 'blocked' || state === 'full' || state === 'paused' || state === 'left-behind'
  const tone: CardTone = state === 'never-ran' ? 'faint' : stuck ? 'warn' : destination.isDeadLetter ? 'bad' : 'flow'
  const depth = depthText(live?.depth, capacity, brokerName(destination.system))
  const aside = live ? asideOf(live, capacity, now, index.running) : { text: '', tone: 'calm' as const }
  const foot = live ? footOf(live) : endsOf(destination, facts)
  const pill = destinationPill(destination, state, index)
  return {
    kind: 'queue',
    id,
    state,
    name,
    ...queueSize,
    frame: frameOf(state, isNotInSource(index, destination)),
    ...(pill && { pill }),
    bar: barOf(live, capacity, tone),
    depth,
    aside,
    foot,
    history: live?.history ?? [],
    capacity: capacity ?? null,
    tone,
    label: spoken([
      name,
      'queue',
      stateWords[state],
      live && `depth ${spokenDepth(live.depth, capacity)}`,
      aside.text,
      foot,
      pill?.text,
    ]),
    title: spoken([name, depth, aside.text, foot]),
  }
}

function depthText(depth: number | undefined, capacity: number | null | undefined, broker: string | undefined): string {
  const now = depth === undefined ? '–' : figure(depth)
  if (capacity === 0) return depth === undefined || depth === 0 ? 'hand to hand' : `${now} / 0`
  if (typeof capacity === 'number') return `${now} / ${figure(capacity)}`
  return depth === undefined
    ? capacity === null
      ? 'no bound'
      : '–'
    : `${now} ${broker === undefined ? 'waiting' : `in ${broker}`}`
}

const spokenDepth = (depth: number, capacity: number | null | undefined): string =>
  typeof capacity === 'number' ? `${figure(depth)} of ${figure(capacity)}` : figure(depth)

/** What will happen, else what happens: time until full or empty, else what is in flight. */
function asideOf(
  live: LiveFigures,
  capacity: number | null | undefined,
  now: number,
  running: boolean,
): QueueCard['aside'] {
  if (!running) return { text: live.inFlight > 0 ? `${figure(live.inFlight)} in flight` : '', tone: 'calm' }
  if (live.paused) return { text: 'paused', tone: 'warn' }
  if (live.fullSince !== undefined && capacity !== 0)
    return { text: `full for ${seconds((now - live.fullSince) / 1000)}`, tone: 'warn' }
  if (live.eta?.until === 'full') return { text: `full in ${seconds(live.eta.seconds)}`, tone: 'warn' }
  if (live.eta?.until === 'empty' && live.depth > 0)
    return { text: `empty in ${seconds(live.eta.seconds)}`, tone: 'calm' }
  return { text: live.inFlight > 0 ? `${figure(live.inFlight)} in flight` : '', tone: 'calm' }
}

function footOf(live: LiveFigures): string {
  const parts = [`${rate(live.inRate)} in`, `${rate(live.outRate)} out`]
  if (live.wait) parts.push(`wait ${duration(live.wait.p50)}`)
  return parts.join(' · ')
}

function endsOf({ id }: Destination, { index }: Facts): string {
  return `${counted(sendEdges(index, id).length, 'producer')} · ${counted(receiveEdges(index, id).length, 'consumer')}`
}
