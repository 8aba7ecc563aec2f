import type { CodeNode, Destination, Problem, Subscription } from '../../protocol/graph.ts'
import type { MappedSite, SourceMapping } from '../../protocol/map.ts'
import { deadLetterEdges } from './deadLetters.ts'
import { EdgeDrafts, type EdgePlan } from './edgeDrafts.ts'
import { grouped } from './grouping.ts'
import { joinDestinations, type JoinedDestination, type LiveDestination } from './joinDestinations.ts'
import { joinSubscriptions, presenceOf, type JoinedSubscriptions } from './joinSubscriptions.ts'
import { liveSources, type LiveSources, type Sighting } from './liveSources.ts'
import { withPackages } from './packages.ts'
import { receiveEdges } from './receiveEdges.ts'
import { sendEdges } from './sendEdges.ts'
import type { SessionRecord, SourceRef } from './sessions.ts'
import { siteIndex } from './siteIndex.ts'

/** How many destinations, and how many code nodes, that only running programs know are drawn. */
export const liveOnlyLimit = 2000

/** Nodes and edges, and what their figures come from. */
export interface Structure {
  readonly destinations: readonly DestinationPlan[]
  readonly code: readonly CodeNode[]
  readonly edges: readonly EdgePlan[]
  readonly problems: readonly Problem[]
}

export interface DestinationPlan {
  /** Without figures. */
  readonly node: Destination
  readonly instances: readonly SourceRef[]
  readonly subscriptions: readonly SubscriptionPlan[]
}

export interface SubscriptionPlan {
  readonly node: Subscription
  readonly instances: readonly SourceRef[]
}

/** What the parts of the merge work on: both sides, joined. */
export interface Joined {
  readonly mapping: SourceMapping
  readonly live: LiveSources
  readonly destinations: readonly JoinedDestination[]
  /** Undefined for a destination that was left out. */
  readonly destinationOf: (live: LiveDestination) => JoinedDestination | undefined
  /** The destination of that mapped id. */
  readonly mappedDestination: (id: string) => JoinedDestination | undefined
  readonly subscriptionsOf: (topic: JoinedDestination) => JoinedSubscriptions
  /** The mapped site that a live one was joined to. */
  readonly mappedSite: (sighting: Sighting) => MappedSite | undefined
  /** The code node, of the map if it knows the function, that a live site stands in. */
  readonly codeOf: (sighting: Sighting) => string | undefined
  readonly drafts: EdgeDrafts
}

/**
 * Merges the map with what programs showed. A pure function of both: it does not matter which came first. Sessions of
 * the generation before stay in it, so that the picture does not jump when a program is started again.
 */
export function buildStructure(mapping: SourceMapping, records: readonly SessionRecord[]): Structure {
  const joined = join(mapping, liveSources(records.filter(({ generation }) => generation <= 1)))
  sendEdges(joined)
  receiveEdges(joined)
  const receivers = deadLetterEdges(joined)
  const drawn = joined.drafts.finish()
  const { code, edges } = withPackages(drawn.code, drawn.edges, mapping.packages)
  return {
    destinations: joined.destinations.map((destination) => planOf(destination, joined, receivers)),
    code,
    edges,
    problems: [...mapping.problems, ...leftOut(joined)],
  }
}

function join(mapping: SourceMapping, live: LiveSources): Joined {
  const index = siteIndex(mapping)
  const destinations = bounded(joinDestinations(mapping.destinations, live.destinations, index, mapping.join))
  const ofLive = new Map(destinations.flatMap((joined) => joined.instances.map((instance) => [instance, joined])))
  const ofMapped = new Map(destinations.flatMap((joined) => (joined.mapped ? [[joined.mapped.id, joined]] : [])))
  const mappedSites = new Map<Sighting, MappedSite>()
  for (const sighting of live.sightings) {
    const site = index.find(sighting.site, ofLive.get(sighting.destination)?.mapped?.id)
    if (site !== undefined) mappedSites.set(sighting, site)
  }
  const subscriptions = topicSubscriptions(mapping, live, destinations, ofLive, mappedSites)
  const drafts = new EdgeDrafts()
  return {
    mapping,
    live,
    destinations,
    drafts,
    destinationOf: (instance) => ofLive.get(instance),
    mappedDestination: (id) => ofMapped.get(id),
    subscriptionsOf: (topic) => subscriptions.get(topic.id) ?? { subscriptions: [], ofSite: new Map() },
    mappedSite: (sighting) => mappedSites.get(sighting),
    codeOf(sighting) {
      const mapped = mappedSites.get(sighting)?.code ?? index.codeAround(sighting.site.position, sighting.site.name)
      if (mapped !== undefined) return drafts.mappedCode(mapped)
      return drafts.liveOnlyCode < liveOnlyLimit ? drafts.liveCode(sighting.site) : undefined
    },
  }
}

function topicSubscriptions(
  mapping: SourceMapping,
  live: LiveSources,
  destinations: readonly JoinedDestination[],
  ofLive: ReadonlyMap<LiveDestination, JoinedDestination>,
  mappedSites: ReadonlyMap<Sighting, MappedSite>,
): Map<string, JoinedSubscriptions> {
  const receiving = grouped(
    mapping.sites.filter(({ role }) => role === 'receive'),
    (site) => site.destinationId,
  )
  const ofTopic = grouped(live.subscriptions, ({ topic }) => ofLive.get(topic))
  const seen = new Map<SourceRef, Set<MappedSite>>()
  for (const sighting of live.sightings) {
    const site = mappedSites.get(sighting)
    if (sighting.subscription === undefined || site === undefined) continue
    const { ref } = sighting.subscription
    seen.set(ref, (seen.get(ref) ?? new Set()).add(site))
  }
  const topics = destinations.filter(({ kind }) => kind === 'topic')
  return new Map(
    topics.map((topic) => {
      const sites = topic.mapped === undefined ? [] : (receiving.get(topic.mapped.id) ?? [])
      const seenAt = ({ ref }: { ref: SourceRef }) => seen.get(ref) ?? new Set<MappedSite>()
      return [topic.id, joinSubscriptions(topic, sites, ofTopic.get(topic) ?? [], seenAt)]
    }),
  )
}

function planOf(destination: JoinedDestination, joined: Joined, receivers: ReadonlySet<string>): DestinationPlan {
  const { id, system, kind, scope, name, mapped, instances } = destination
  const { subscriptions } = joined.subscriptionsOf(destination)
  const plans = subscriptions.map(({ id, name, group, presence, instances }): SubscriptionPlan => ({
    node: { id, name, ...(group !== undefined && { group }), presence },
    instances,
  }))
  const capacity = capacityOf(destination)
  return {
    node: {
      id,
      system,
      kind,
      scope,
      name,
      presence: presenceOf(mapped !== undefined, instances.length > 0),
      ...(mapped?.declaredAt !== undefined && { declaredAt: mapped.declaredAt }),
      ...(capacity !== undefined && { capacity }),
      isDeadLetter: receivers.has(id),
      subscriptions: plans.map(({ node }) => node),
    },
    instances: instances.map(({ ref }) => ref),
    subscriptions: plans,
  }
}

/** A running program's capacity wins: it may come from a configuration that the source does not show. */
function capacityOf({ mapped, instances }: JoinedDestination): number | null | undefined {
  const declaration = instances.at(-1)?.declaration
  return declaration?.kind === 'queue' ? declaration.capacity : mapped?.capacity
}

function bounded(destinations: readonly JoinedDestination[]): JoinedDestination[] {
  let liveOnly = 0
  return destinations.filter(({ mapped }) => mapped !== undefined || ++liveOnly <= liveOnlyLimit)
}

function leftOut({ live, destinationOf, drafts }: Joined): Problem[] {
  const problems: Problem[] = []
  const destinations = live.destinations.filter((instance) => destinationOf(instance) === undefined).length
  if (destinations > 0)
    problems.push({
      code: 'too-many-destinations',
      message: `${destinations} destinations that are not in the source are left out: the picture holds at most ${liveOnlyLimit} of them.`,
    })
  if (drafts.liveOnlyCode >= liveOnlyLimit)
    problems.push({
      code: 'too-many-functions',
      message: `Functions that are not in the map are left out past the first ${liveOnlyLimit}.`,
    })
  return problems
}
