import type { DestinationKind } from '../../../src/protocol/graph.ts'
import type { MappedDestination, MappedPackage, MappedSite, SourceMapping } from '../../../src/protocol/map.ts'
import { positionOf } from './sessionBuilder.ts'

/** A map from source, built site by site. */
export class MappingBuilder {
  #destinations: MappedDestination[] = []
  #sites: MappedSite[] = []
  #packages: MappedPackage[] = []

  destination(id: string, kind: DestinationKind, name: string, more: Partial<MappedDestination> = {}): this {
    const system = kind === 'event' ? 'node:events' : 'fanout'
    this.#destinations.push({ id, system, kind, scope: kind === 'queue' ? '' : undefined, name, ...more })
    return this
  }

  /** `code` is the name of the function, at the line above the site if not told. */
  site(
    role: 'send' | 'receive',
    destinationId: string | null,
    at: string,
    code: string,
    more: Partial<MappedSite> = {},
  ): this {
    const position = positionOf(at)
    this.#sites.push({
      ...position,
      role,
      destinationId,
      dynamic: false,
      library: 'fanout',
      evidence: 'a call of the runtime',
      code: { name: code, file: position.file, line: Math.max(1, position.line - 1), column: 1 },
      ...more,
    })
    return this
  }

  package(name: string, folder: string): this {
    this.#packages.push({ name, folder })
    return this
  }

  get mapping(): SourceMapping {
    return { destinations: this.#destinations, sites: this.#sites, packages: this.#packages, problems: [], files: 1 }
  }
}
