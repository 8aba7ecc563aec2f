import type { EdgeDraft } from './edgeDrafts.ts'
import type { JoinedDestination } from './joinDestinations.ts'
import type { Joined } from './structure.ts'

/** From the code that gave up, or from the destination where that is not known, to the queue of dead letters. Returns the ids of those queues. */
export function deadLetterEdges(joined: Joined): ReadonlySet<string> {
  const { drafts } = joined
  const receivers = new Set<string>()
  const edge = (giver: JoinedDestination, from: string, receiver: JoinedDestination): EdgeDraft => {
    receivers.add(receiver.id)
    return drafts.edge({ kind: 'dead-letter', destination: giver.id }, from, receiver.id)
  }
  for (const { destinationId, deadLetter, code } of joined.mapping.sites) {
    if (destinationId === null || deadLetter === undefined) continue
    const giver = joined.mappedDestination(destinationId)
    const receiver = joined.mappedDestination(deadLetter)
    if (giver !== undefined && receiver !== undefined) edge(giver, drafts.mappedCode(code), receiver).mapped = true
  }
  const reading = drafts.edges.filter(({ kind }) => kind === 'receive')
  const readerOf = new Map(reading.flatMap((draft) => draft.consumers.map((ref) => [ref, draft.to])))
  for (const consumer of joined.live.consumers) {
    const giver = joined.destinationOf(consumer.destination)
    const receiver = queueNamed(joined, consumer.declaration.deadLetter, giver)
    if (giver === undefined || receiver === undefined) continue
    const from = readerOf.get(consumer.ref) ?? onlyGiver(joined, giver, receiver) ?? giver.id
    edge(giver, from, receiver).addConsumer(consumer.ref)
  }
  return receivers
}

/** Of a consumer whose code was not seen: the one that the source tells to give up, if there is no doubt which. */
function onlyGiver({ drafts }: Joined, giver: JoinedDestination, receiver: JoinedDestination): string | undefined {
  const told = drafts.edges.filter(
    ({ kind, to, end, mapped }) =>
      kind === 'dead-letter' && mapped && to === receiver.id && end.destination === giver.id,
  )
  return told.length === 1 ? told[0]?.from : undefined
}

function queueNamed(
  joined: Joined,
  name: string | undefined,
  giver: JoinedDestination | undefined,
): JoinedDestination | undefined {
  if (name === undefined || giver === undefined) return undefined
  return joined.destinations.find(
    (destination) =>
      destination.kind === 'queue' &&
      destination.system === giver.system &&
      (destination.name === name || destination.instances.some(({ declaration }) => declaration.name === name)),
  )
}
