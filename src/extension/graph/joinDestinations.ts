import { destinationId, type DestinationIdentity } from '../../protocol/graph.ts'
import type { MappedDestination, NamePair } from '../../protocol/map.ts'
import type { SourceDeclaration } from '../../protocol/wire.ts'
import { joinedName } from '../joinedName.ts'
import type { LiveSite } from '../live/session.ts'
import { grouped } from './grouping.ts'
import { isPattern, namePattern, type NamePattern } from './namePattern.ts'
import type { SourceRef } from './sessions.ts'
import type { SiteIndex } from './siteIndex.ts'

/** A destination with what stands behind it in source and in running programs. */
export interface JoinedDestination extends DestinationIdentity {
  readonly id: string
  readonly mapped: MappedDestination | undefined
  /** Its instances: several programs, or several of the same name in one. */
  readonly instances: LiveDestination[]
}

/** A queue, topic or event of one session. */
export interface LiveDestination {
  readonly ref: SourceRef
  readonly declaration: Exclude<SourceDeclaration, { kind: 'subscription' | 'consumer' }>
  /** Where it was sent to and received from. */
  readonly sites: readonly LiveSite[]
}

/**
 * Joins what the source and what running programs know by identity. Mapped destinations come first, in the map's order,
 * then those that only ran, in the order of the sessions.
 */
export function joinDestinations(
  mapped: readonly MappedDestination[],
  live: readonly LiveDestination[],
  sites: SiteIndex,
  pairs: readonly NamePair[] = [],
): JoinedDestination[] {
  const identities = new Map(live.map((instance) => [instance, liveIdentity(instance, pairs)]))
  const joined = new Map<string, JoinedDestination>()
  const ofMapped = new Map<string, JoinedDestination>()
  for (const destination of mapped) {
    const id = uniqueId(destination, joined)
    const entry: JoinedDestination = { ...identityOf(destination), id, mapped: destination, instances: [] }
    joined.set(id, entry)
    ofMapped.set(destination.id, entry)
  }
  const candidates = groupCandidates(mapped)
  const scopes = scopesByName([...identities.values()])
  for (const [instance, identity] of identities) {
    const match = findMapped(instance, identity, candidates, scopes, sites)
    if (match !== undefined) {
      ofMapped.get(match.id)!.instances.push(instance)
      continue
    }
    const id = destinationId(identity)
    const entry = joined.get(id) ?? { ...identity, id, mapped: undefined, instances: [] }
    joined.set(id, entry)
    entry.instances.push(instance)
  }
  return [...joined.values()].map(withLiveScope)
}

interface Candidate {
  readonly destination: MappedDestination
  readonly pattern: NamePattern | undefined
}

/** By system, kind and name; the patterns, which match many names, by system and kind. */
interface Candidates {
  readonly named: ReadonlyMap<string, readonly Candidate[]>
  readonly patterns: ReadonlyMap<string, readonly Candidate[]>
}

function findMapped(
  instance: LiveDestination,
  { system, kind, scope, name }: DestinationIdentity,
  candidates: Candidates,
  scopes: ReadonlyMap<string, ReadonlySet<string>>,
  sites: SiteIndex,
): MappedDestination | undefined {
  const exact = candidates.named.get(`${system} ${kind} ${name}`) ?? []
  const patterns = (candidates.patterns.get(`${system} ${kind}`) ?? []).filter(({ pattern }) => pattern!.matches(name))
  if (exact.length + patterns.length === 0) return undefined
  const plain = kind === 'event' && scope === ''
  if (!plain) {
    const same = exact.find(({ destination }) => destination.scope === scope)
    if (same !== undefined) return same.destination
  }
  const bySite = atItsSites(instance, [...exact, ...patterns], sites)
  if (bySite !== undefined) return bySite
  const liveScopes = scopes.get(`${system} ${kind} ${name}`)!
  if (exact.length > 0) return unambiguous(exact, scope, liveScopes, plain)
  const best = Math.max(...patterns.map(({ pattern }) => pattern!.known))
  // A name of which nothing is known says nothing about this one.
  if (best === 0) return undefined
  const mostKnown = patterns.filter(({ pattern }) => pattern!.known === best)
  const sameScope = plain ? [] : mostKnown.filter(({ destination }) => destination.scope === scope)
  return sameScope.length === 1 ? sameScope[0]!.destination : unambiguous(mostKnown, scope, liveScopes, plain)
}

/** A scope that is known on one side only joins if there is one of that name on either side. */
function unambiguous(
  alike: readonly Candidate[],
  scope: string | undefined,
  liveScopes: ReadonlySet<string>,
  plain: boolean,
): MappedDestination | undefined {
  if (alike.length !== 1 || liveScopes.size !== 1) return undefined
  const [{ destination }] = alike as [Candidate]
  const oneSideOnly = destination.scope === undefined || plain
  return oneSideOnly || destination.scope === scope ? destination : undefined
}

/** The one of them whose mapped sites it was seen at, the most often if at several. */
function atItsSites(
  instance: LiveDestination,
  alike: readonly Candidate[],
  sites: SiteIndex,
): MappedDestination | undefined {
  const votes = new Map<string, number>()
  for (const site of instance.sites) {
    const here = new Set(sites.at(site).map((mapped) => mapped.destinationId))
    for (const { destination } of alike)
      if (here.has(destination.id))
        votes.set(destination.id, (votes.get(destination.id) ?? 0) + Math.max(1, site.count))
  }
  let winner: MappedDestination | undefined
  for (const { destination } of alike)
    if ((votes.get(destination.id) ?? 0) > (winner === undefined ? 0 : votes.get(winner.id)!)) winner = destination
  return winner
}

function groupCandidates(mapped: readonly MappedDestination[]): Candidates {
  const all = mapped.map((destination): Candidate => {
    const pattern = isPattern(destination.name) ? namePattern(destination.name) : undefined
    return { destination, pattern }
  })
  return {
    named: grouped(
      all.filter(({ pattern }) => pattern === undefined),
      ({ destination: { system, kind, name } }) => `${system} ${kind} ${name}`,
    ),
    patterns: grouped(
      all.filter(({ pattern }) => pattern !== undefined),
      ({ destination: { system, kind } }) => `${system} ${kind}`,
    ),
  }
}

function scopesByName(identities: readonly DestinationIdentity[]): Map<string, Set<string>> {
  const scopes = new Map<string, Set<string>>()
  for (const { system, kind, scope, name } of identities) {
    const key = `${system} ${kind} ${name}`
    scopes.set(key, (scopes.get(key) ?? new Set()).add(scope ?? ''))
  }
  return scopes
}

function liveIdentity({ declaration }: LiveDestination, pairs: readonly NamePair[]): DestinationIdentity {
  const { system, kind, name } = declaration
  return { system, kind, scope: declaration.kind === 'queue' ? '' : declaration.scope, name: joinedName(name, pairs) }
}

const identityOf = ({ system, kind, scope, name }: DestinationIdentity): DestinationIdentity => ({
  system,
  kind,
  scope,
  name,
})

/** What the source does not say about the scope, a program may. The id stays that of the source. */
function withLiveScope(joined: JoinedDestination): JoinedDestination {
  const [first] = joined.instances
  if (joined.scope !== undefined || first === undefined) return joined
  return { ...joined, scope: liveIdentity(first, []).scope }
}

/** Two emitters whose scope nobody knows have the same identity: the map's own id tells them apart. */
function uniqueId(destination: MappedDestination, taken: ReadonlyMap<string, unknown>): string {
  const id = destinationId(destination)
  return taken.has(id) ? `${id}/${encodeURIComponent(destination.id)}` : id
}
