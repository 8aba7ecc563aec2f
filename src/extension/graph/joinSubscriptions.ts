import { subscriptionId, type Presence } from '../../protocol/graph.ts'
import type { MappedSite } from '../../protocol/map.ts'
import type { JoinedDestination } from './joinDestinations.ts'
import type { LiveSubscription } from './liveSources.ts'
import { isPattern } from './namePattern.ts'
import type { SourceRef } from './sessions.ts'
import { lastPart } from './siteIndex.ts'

export interface JoinedSubscription {
  readonly id: string
  readonly name: string
  readonly group: string | undefined
  readonly presence: Presence
  readonly instances: readonly SourceRef[]
}

/** The subscriptions of one topic, and which of them each mapped site reads. */
export interface JoinedSubscriptions {
  readonly subscriptions: readonly JoinedSubscription[]
  /** More than one where a call subscribes under several names. */
  readonly ofSite: ReadonlyMap<MappedSite, readonly string[]>
}

/**
 * Joins subscriptions by name. Where the source does not tell the name, the program does, if it was seen at that site;
 * until then the handler's name stands in, which is also what the runtime falls back on.
 */
export function joinSubscriptions(
  topic: JoinedDestination,
  sites: readonly MappedSite[],
  live: readonly LiveSubscription[],
  seenAt: (subscription: LiveSubscription) => ReadonlySet<MappedSite>,
): JoinedSubscriptions {
  const drafts = new Map<string, { group: string | undefined; mapped: boolean; instances: SourceRef[] }>()
  const ofSite = new Map<MappedSite, string[]>()
  const draft = (name: string) => {
    const known = drafts.get(name) ?? { group: undefined, mapped: false, instances: [] }
    drafts.set(name, known)
    return known
  }

  for (const site of sites) {
    const seen = live.filter((subscription) => seenAt(subscription).has(site))
    const names = namesOf(site, seen, live)
    ofSite.set(
      site,
      names.map((name) => subscriptionId(topic.id, name)),
    )
    for (const name of names) {
      const known = draft(name)
      known.mapped = true
      known.group ??= site.group
    }
  }
  for (const { declaration, ref } of live) {
    const known = draft(declaration.name)
    known.group ??= declaration.group
    known.instances.push(ref)
  }

  const subscriptions = [...drafts].map(([name, { group, mapped, instances }]) => ({
    id: subscriptionId(topic.id, name),
    name,
    group,
    presence: presenceOf(mapped, instances.length > 0),
    instances,
  }))
  return { subscriptions, ofSite }
}

export const presenceOf = (mapped: boolean, live: boolean): Presence => (mapped ? (live ? 'both' : 'source') : 'live')

function namesOf(site: MappedSite, seen: readonly LiveSubscription[], live: readonly LiveSubscription[]): string[] {
  const told = site.subscription ?? site.group
  if (told !== undefined && !isPattern(told)) return [told]
  if (seen.length > 0) return [...new Set(seen.map(({ declaration }) => declaration.name))]
  if (told !== undefined) return [told]
  const handler = lastPart(site.code.name)
  return [live.some(({ declaration }) => declaration.name === handler) ? handler : site.code.name]
}
