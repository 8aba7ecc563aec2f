import type { SourceDeclaration } from '../../protocol/wire.ts'
import type { LiveSite } from '../live/session.ts'
import type { LiveDestination } from './joinDestinations.ts'
import type { SessionRecord, SourceRef } from './sessions.ts'

type DeclarationOf<K extends SourceDeclaration['kind']> = Extract<SourceDeclaration, { kind: K }>

export interface LiveSubscription {
  readonly ref: SourceRef
  readonly declaration: DeclarationOf<'subscription'>
  readonly topic: LiveDestination
}

export interface LiveConsumer {
  readonly ref: SourceRef
  readonly declaration: DeclarationOf<'consumer'>
  readonly destination: LiveDestination
  readonly subscription: LiveSubscription | undefined
}

/** A call site that a program showed, with what it sends to or receives from. */
export interface Sighting {
  readonly record: SessionRecord
  readonly site: LiveSite
  /** Its place in the session's list of sites. */
  readonly index: number
  readonly destination: LiveDestination
  readonly subscription: LiveSubscription | undefined
  readonly consumer: LiveConsumer | undefined
}

/** What the sessions declared, with ids resolved; what refers to something unknown is left out. */
export interface LiveSources {
  readonly destinations: readonly LiveDestination[]
  readonly subscriptions: readonly LiveSubscription[]
  readonly consumers: readonly LiveConsumer[]
  readonly sightings: readonly Sighting[]
}

export function liveSources(records: readonly SessionRecord[]): LiveSources {
  const all = records.map(sourcesOf)
  return {
    destinations: all.flatMap((sources) => sources.destinations),
    subscriptions: all.flatMap((sources) => sources.subscriptions),
    consumers: all.flatMap((sources) => sources.consumers),
    sightings: all.flatMap((sources) => sources.sightings),
  }
}

function sourcesOf(record: SessionRecord): LiveSources {
  const destinations = new Map<number, LiveDestination & { sites: LiveSite[] }>()
  const subscriptions = new Map<number, LiveSubscription>()
  const consumers = new Map<number, LiveConsumer>()
  for (const declaration of record.declarations)
    if (declaration.kind !== 'subscription' && declaration.kind !== 'consumer')
      destinations.set(declaration.id, { ref: { record, id: declaration.id }, declaration, sites: [] })
  for (const declaration of record.declarations) {
    if (declaration.kind !== 'subscription') continue
    const topic = destinations.get(declaration.of)
    if (topic !== undefined)
      subscriptions.set(declaration.id, { ref: { record, id: declaration.id }, declaration, topic })
  }
  for (const declaration of record.declarations) {
    if (declaration.kind !== 'consumer') continue
    const subscription = subscriptions.get(declaration.of)
    const destination = subscription?.topic ?? destinations.get(declaration.of)
    if (destination !== undefined)
      consumers.set(declaration.id, { ref: { record, id: declaration.id }, declaration, destination, subscription })
  }

  const sightings: Sighting[] = []
  for (const [index, site] of record.sites.entries()) {
    const consumer = consumers.get(site.source)
    const subscription = consumer?.subscription ?? subscriptions.get(site.source)
    const destination = consumer?.destination ?? subscription?.topic ?? destinations.get(site.source)
    if (destination === undefined) continue
    sightings.push({ record, site, index, destination, subscription, consumer })
    destinations.get(destination.ref.id)!.sites.push(site)
  }
  return {
    destinations: [...destinations.values()],
    subscriptions: [...subscriptions.values()],
    consumers: [...consumers.values()],
    sightings,
  }
}
