import { isCounted, type Destination, type Subscription } from '../../protocol/graph.ts'
import { counted, duration, figure, rate } from '../format.ts'
import { failures, receiveEdges } from '../graphIndex.ts'
import { isNotInSource, isPaused } from '../status.ts'
import { barOf } from './bar.ts'
import { topicHeight, topicWidth, type CardTone, type Lane, type TopicCard } from './card.ts'
import type { Facts } from './cards.ts'
import { destinationPill, frameOf, spoken, stateWords } from './frame.ts'

export function topicCard(destination: Destination, facts: Facts): TopicCard {
  const { index, statuses } = facts
  const { id, name, live, subscriptions } = destination
  const state = statuses.of.get(id) ?? 'source'
  const fan = `${figure(subscriptions.length)} ×`
  const lanes = subscriptions.map((subscription) => laneOf(destination, subscription, facts))
  const pill = destinationPill(destination, state, index)
  // A lane tells its own trouble: the frame of the whole topic stays calm, since its neighbours are not harmed.
  const frame = frameOf(
    state === 'paused' || state === 'failing' ? 'flowing' : state,
    isNotInSource(index, destination),
  )
  return {
    kind: 'topic',
    id,
    state,
    name,
    width: topicWidth,
    height: topicHeight(lanes.length),
    frame,
    ...(pill && { pill }),
    fan: live && index.running ? `${rate(live.inRate)} · ${fan}` : fan,
    lanes,
    tone: state === 'never-ran' ? 'faint' : 'topic',
    label: spoken([
      name,
      'topic',
      stateWords[state],
      live && `${rate(live.inRate)} in`,
      counted(lanes.length, 'subscription'),
      ...lanes.map((lane) => lane.title),
      pill?.text,
    ]),
    title: spoken([name, counted(lanes.length, 'subscription')]),
  }
}

function laneOf(topic: Destination, subscription: Subscription, { index, recentFailures }: Facts): Lane {
  const { id, name, live } = subscription
  const edges = receiveEdges(index, topic.id, id)
  const paused = (live?.paused ?? false) || edges.some((edge) => isPaused(index, edge))
  const failing = recentFailures.has(id) || edges.some((edge) => recentFailures.has(edge.id))
  const faint = index.ran && isCounted(topic.system) && subscription.presence === 'source'
  const left = !index.running && (live?.depth ?? 0) > 0
  const waits = live !== undefined && live.depth > 0 && (paused || left)
  const tone: CardTone = waits ? 'warn' : 'calm'
  const bar = barOf(live && { ...live, paused }, live?.capacity ?? null, faint ? 'faint' : waits ? 'warn' : 'topic')
  const failed = live ? failures(live) : 0
  return {
    id,
    name,
    bar,
    depth: live ? figure(live.depth) : '–',
    tone,
    failing,
    faint,
    title: spoken([
      `subscription ${name}`,
      live && `depth ${figure(live.depth)}`,
      live && live.oldestAge > 0 ? `oldest ${duration(live.oldestAge)}` : undefined,
      paused ? 'paused' : undefined,
      failed > 0 ? `${figure(failed)} failed` : undefined,
      faint ? 'never ran' : undefined,
    ]),
  }
}
