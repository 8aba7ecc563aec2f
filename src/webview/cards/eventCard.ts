import type { Destination } from '../../protocol/graph.ts'
import { counted, rate } from '../format.ts'
import { carrierOf, receiveEdges } from '../graphIndex.ts'
import { isNotInSource } from '../status.ts'
import { eventSize, type EventCard } from './card.ts'
import type { Facts } from './cards.ts'
import { destinationPill, frameOf, spoken, stateWords } from './frame.ts'

export function eventCard(destination: Destination, { index, statuses }: Facts): EventCard {
  const { id, name, live } = destination
  const state = statuses.of.get(id) ?? 'source'
  const pill = destinationPill(destination, state, index)
  const listeners = counted(live?.listeners ?? receiveEdges(index, id).length, 'listener')
  const emitter = carrierOf(destination)
  const figure = live && index.ran ? rate(live.inRate) : ''
  return {
    kind: 'event',
    id,
    state,
    name,
    ...eventSize,
    frame: frameOf(state, isNotInSource(index, destination)),
    ...(pill && { pill }),
    emitter,
    listeners,
    figure,
    tone: state === 'never-ran' ? 'faint' : 'topic',
    label: spoken([name, `event of ${emitter}`, stateWords[state], figure, listeners, pill?.text]),
    title: spoken([`${emitter}: ${name}`, figure, listeners]),
  }
}
