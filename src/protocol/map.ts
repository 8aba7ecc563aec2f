import type { DestinationKind, Problem, Role, SourcePosition } from './graph.ts'

/** What the analysis says of a workspace's source: the input of the graph, and of `npm run map`. Paths are absolute. */
export interface SourceMapping {
  readonly destinations: readonly MappedDestination[]
  readonly sites: readonly MappedSite[]
  /** Those of the workspace that have a name, in no order. A file belongs to the innermost whose folder holds it. */
  readonly packages: readonly MappedPackage[]
  readonly problems: readonly Problem[]
  /** How many files were read. */
  readonly files: number
  /** Names that the user says are one; a running program's names are joined by them too. */
  readonly join?: readonly NamePair[]
}

export interface NamePair {
  /** With `*` for any part. */
  readonly from: string
  /** The name that is shown. Each `*` takes what the `*` of the same place in `from` stood for. */
  readonly to: string
}

/** A folder with a `package.json` that gives it a name. */
export interface MappedPackage {
  readonly name: string
  /** Absolute. */
  readonly folder: string
}

export interface MappedDestination {
  /** Unique in one mapping; also tells two destinations apart whose scope is not known. */
  readonly id: string
  readonly system: string
  readonly kind: DestinationKind
  /** Comparable with what a running program says (bus name, emitter's class); undefined if unknown. */
  readonly scope: string | undefined
  readonly name: string
  /** What the source calls it besides, where the user said that these are one. */
  readonly alsoNamed?: readonly string[]
  readonly declaredAt?: SourcePosition
  readonly capacity?: number | null
}

export interface MappedSite extends SourcePosition {
  readonly role: Role
  /** Null where nothing is known of the name. */
  readonly destinationId: string | null
  readonly dynamic: boolean
  readonly message?: string
  readonly library: string
  readonly evidence: string
  /** Of a receive site of a topic: the subscription's name, if the source tells. */
  readonly subscription?: string
  readonly group?: string
  /** Of a receive site: the id of the destination that takes what it gives up. */
  readonly deadLetter?: string
  /**
   * The function that holds the site: of a send site the enclosing function, of a receive site the handler if there is
   * one (its declaration), else the enclosing function.
   */
  readonly code: MappedCode
}

export interface MappedCode extends SourcePosition {
  readonly name: string
}
