import type { Destination } from '../../protocol/graph.ts'
import { counted } from '../format.ts'
import { held } from '../graphIndex.ts'
import { isNotInSource } from '../status.ts'
import { deadLetterSize, type CardTone, type DeadLetterCard } from './card.ts'
import type { Facts } from './cards.ts'
import { destinationPill, frameOf, spoken, stateWords } from './frame.ts'

export function deadLetterCard(destination: Destination, { index, statuses }: Facts): DeadLetterCard {
  const { id, name, live } = destination
  const state = statuses.of.get(id) ?? 'source'
  const letters = held(destination)
  const tone: CardTone = letters > 0 ? 'bad' : state === 'never-ran' ? 'faint' : 'calm'
  const frame = frameOf(state, isNotInSource(index, destination))
  const pill = destinationPill(destination, state, index)
  const count = live ? counted(letters, 'dead letter') : 'dead letters'
  return {
    kind: 'dead-letter',
    id,
    state,
    name,
    ...deadLetterSize,
    frame:
      letters > 0
        ? { tone: 'bad', line: 'dashed' }
        : { ...frame, line: frame.line === 'solid' ? 'dashed' : frame.line },
    ...(pill && { pill }),
    count,
    tone,
    label: spoken([name, 'queue of dead letters', stateWords[state], count, pill?.text]),
    title: spoken([name, count]),
  }
}
