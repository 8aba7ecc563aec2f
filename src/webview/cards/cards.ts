import type { CodeNode, Destination } from '../../protocol/graph.ts'
import type { GraphIndex } from '../graphIndex.ts'
import type { Statuses } from '../status.ts'
import type { Card } from './card.ts'
import { codeCard } from './codeCard.ts'
import { deadLetterCard } from './deadLetterCard.ts'
import { eventCard } from './eventCard.ts'
import { queueCard } from './queueCard.ts'
import { topicCard } from './topicCard.ts'

/** What a card needs besides its node. */
export interface Facts {
  readonly index: GraphIndex
  readonly statuses: Statuses
  readonly recentFailures: ReadonlySet<string>
  readonly now: number
  readonly roots: readonly string[]
}

/** One card for each node of the graph, destinations first. */
export function cardsOf(facts: Facts): readonly Card[] {
  const { destinations, code } = facts.index.graph
  return [
    ...destinations.map((node) => destinationCard(node, facts)),
    ...code.map((node: CodeNode) => codeCard(node, facts)),
  ]
}

function destinationCard(destination: Destination, facts: Facts): Card {
  if (destination.isDeadLetter && !readByCode(destination, facts.index)) return deadLetterCard(destination, facts)
  switch (destination.kind) {
    case 'queue':
      return queueCard(destination, facts)
    case 'topic':
      return topicCard(destination, facts)
    case 'event':
      return eventCard(destination, facts)
  }
}

/** Dead letters that somebody works off are a queue like any other. */
const readByCode = ({ id }: Destination, index: GraphIndex): boolean => (index.outgoing.get(id)?.length ?? 0) > 0
