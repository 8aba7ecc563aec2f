import { subscriptionId } from '../../protocol/graph.ts'
import type { EdgeDraft, EdgeEnd } from './edgeDrafts.ts'
import { grouped } from './grouping.ts'
import type { JoinedDestination } from './joinDestinations.ts'
import type { LiveConsumer, LiveSubscription, Sighting } from './liveSources.ts'
import { lastPart } from './siteIndex.ts'
import type { Joined } from './structure.ts'

/** From the destination, or from a topic's subscription, to the code that receives. */
export function receiveEdges(joined: Joined): void {
  const { drafts } = joined
  for (const site of joined.mapping.sites) {
    if (site.role !== 'receive' || site.destinationId === null) continue
    const destination = joined.mappedDestination(site.destinationId)
    if (destination === undefined) continue
    const read = joined.subscriptionsOf(destination).ofSite.get(site) ?? [undefined]
    for (const subscription of read)
      drafts.edge(endOf(destination, subscription), destination.id, drafts.mappedCode(site.code)).addMapped(site)
  }
  for (const sighting of joined.live.sightings) {
    if (sighting.site.role !== 'receive') continue
    if (onlyDeclared(sighting) && joined.mappedSite(sighting) === undefined) continue
    const destination = joined.destinationOf(sighting.destination)
    const code = destination && joined.codeOf(sighting)
    if (destination === undefined || code === undefined) continue
    const end = endOf(destination, liveSubscriptionId(destination, sighting.subscription))
    const draft = drafts.edge(end, destination.id, code)
    const mapped = joined.mappedSite(sighting)
    if (mapped !== undefined && mapped.destinationId === null) draft.addMapped(mapped)
    else if (mapped === undefined || mapped.destinationId !== destination.mapped?.id) draft.addLive(sighting.site)
    draft.addSample(sighting)
    if (sighting.consumer !== undefined) draft.addConsumer(sighting.consumer.ref)
  }
  attachConsumers(joined)
}

/** Where a subscription is made nothing is received yet: that is what its consumers do, who are seen for themselves. */
const onlyDeclared = ({ subscription, consumer }: Sighting): boolean =>
  subscription !== undefined && consumer === undefined

/** A consumer whose own site was not seen belongs to the edge that is left for it, if there is no doubt which. */
function attachConsumers(joined: Joined): void {
  const receiving = joined.drafts.edges.filter(({ kind }) => kind === 'receive')
  const attached = new Set(receiving.flatMap((draft) => draft.consumers))
  const reading = grouped(receiving, ({ from, end }) => readKey(from, end.subscription))
  for (const consumer of joined.live.consumers) {
    const destination = joined.destinationOf(consumer.destination)
    if (destination === undefined || attached.has(consumer.ref)) continue
    const key = readKey(destination.id, liveSubscriptionId(destination, consumer.subscription))
    edgeFor(consumer, reading.get(key) ?? [], joined)?.addConsumer(consumer.ref)
  }
}

const readKey = (destination: string, subscription: string | undefined): string =>
  `${destination} ${subscription ?? ''}`

function edgeFor(consumer: LiveConsumer, candidates: readonly EdgeDraft[], joined: Joined): EdgeDraft | undefined {
  if (candidates.length === 1) return candidates[0]
  const named = candidates.filter(
    ({ to }) => lastPart(joined.drafts.nameOf(to)) === lastPart(consumer.declaration.name),
  )
  return named.length === 1 ? named[0] : undefined
}

const endOf = (destination: JoinedDestination, subscription: string | undefined): EdgeEnd => ({
  kind: 'receive',
  destination: destination.id,
  ...(subscription !== undefined && { subscription }),
})

const liveSubscriptionId = (
  destination: JoinedDestination,
  subscription: LiveSubscription | undefined,
): string | undefined => subscription && subscriptionId(destination.id, subscription.declaration.name)
