import type { Joined } from './structure.ts'

/** From the code that sends to the destination that it sends to. */
export function sendEdges(joined: Joined): void {
  const { drafts } = joined
  for (const site of joined.mapping.sites) {
    if (site.role !== 'send' || site.destinationId === null) continue
    const destination = joined.mappedDestination(site.destinationId)
    if (destination === undefined) continue
    const end = { kind: 'send', destination: destination.id } as const
    drafts.edge(end, drafts.mappedCode(site.code), destination.id).addMapped(site)
  }
  for (const sighting of joined.live.sightings) {
    if (sighting.site.role !== 'send') continue
    const destination = joined.destinationOf(sighting.destination)
    const code = destination && joined.codeOf(sighting)
    if (destination === undefined || code === undefined) continue
    const draft = drafts.edge({ kind: 'send', destination: destination.id }, code, destination.id)
    const mapped = joined.mappedSite(sighting)
    // The map knows the place, but not what is sent to there: the program said it.
    if (mapped !== undefined && mapped.destinationId === null) draft.addMapped(mapped)
    else if (mapped === undefined || mapped.destinationId !== destination.mapped?.id) draft.addLive(sighting.site)
    draft.addSample(sighting)
  }
}
