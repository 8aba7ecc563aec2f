import type { EdgeDraft } from './edgeDrafts.ts'
import type { JoinedDestination } from './joinDestinations.ts'
import type { Joined } from './structure.ts'

/**
 * From the code that gave up, or from the destination where that is not known, to the queue of dead letters. Returns the
 * ids of those queues.
 */
export function deadLetterEdges(joined: Joined): ReadonlySet<string> {
  const receivers = new Set<string>()
  for (const receiver of joined.destinations) {
    for (const id of receiver.mapped?.deadLetterOf ?? []) {
      const giver = joined.mappedDestination(id)
      if (giver === undefined) continue
      receivers.add(receiver.id)
      edge(joined, giver, onlyReceiver(joined, giver) ?? giver.id, receiver).mapped = true
    }
  }
  const reading = joined.drafts.edges.filter(({ kind }) => kind === 'receive')
  const readerOf = new Map(reading.flatMap((draft) => draft.consumers.map((ref) => [ref, draft.to])))
  for (const consumer of joined.live.consumers) {
    const giver = joined.destinationOf(consumer.destination)
    const receiver = queueNamed(joined, consumer.declaration.deadLetter, giver)
    if (giver === undefined || receiver === undefined) continue
    receivers.add(receiver.id)
    const draft = edge(joined, giver, readerOf.get(consumer.ref) ?? giver.id, receiver)
    draft.addConsumer(consumer.ref)
    if (draft.from !== giver.id) replaceVague(joined, giver, receiver, draft)
  }
  return receivers
}

function edge({ drafts }: Joined, giver: JoinedDestination, from: string, receiver: JoinedDestination): EdgeDraft {
  return drafts.edge({ kind: 'dead-letter', destination: giver.id }, from, receiver.id)
}

function onlyReceiver({ drafts }: Joined, giver: JoinedDestination): string | undefined {
  const readers = new Set(
    drafts.edges.filter(({ kind, from }) => kind === 'receive' && from === giver.id).map(({ to }) => to),
  )
  return readers.size === 1 ? [...readers][0] : undefined
}

/** The source told only that the destination has dead letters; the program tells whose they are. */
function replaceVague(joined: Joined, giver: JoinedDestination, receiver: JoinedDestination, by: EdgeDraft): void {
  const vague = joined.drafts.edges.find(
    ({ kind, from, to, consumers }) =>
      kind === 'dead-letter' && from === giver.id && to === receiver.id && consumers.length === 0,
  )
  if (vague === undefined) return
  by.mapped ||= vague.mapped
  joined.drafts.remove(vague)
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
