import type { SourcePosition } from '../../protocol/graph.ts'
import type { AtBroker, Hello, MessageSample, SourceCounters, SourceDeclaration } from '../../protocol/wire.ts'

/** What one program has said so far: cumulative, bounded, decoded. Read-only for everyone but the live side. */
export interface LiveSession {
  readonly id: string
  readonly hello: Hello
  readonly state: 'running' | 'ended'
  /** All on the extension host's clock. */
  readonly connectedAt: number
  readonly endedAt?: number
  /** `exact`: the program wrote its last frame itself; `cut`: it was killed. */
  readonly lastFigures?: 'exact' | 'cut'
  readonly exitCode?: number | null
  /** On the program's clock (same machine). */
  readonly lastFrameAt: number
  readonly sources: ReadonlyMap<number, LiveSource>
  readonly sites: readonly LiveSite[]
  /** The newest sampled messages, oldest first, bounded. */
  readonly samples: readonly MessageSample[]
}

export interface LiveSource {
  readonly declaration: SourceDeclaration
  readonly counters: Readonly<Required<Omit<SourceCounters, 'wait' | 'process' | 'lastError' | 'atBroker'>>> & {
    readonly lastError?: string
    readonly atBroker?: AtBroker
  }
  /** Cumulative bucket counts (see `bucketOf`); empty until something was measured. */
  readonly wait: readonly number[]
  readonly process: readonly number[]
  /** Its owner is gone in the program; totals stay. */
  readonly gone: boolean
}

/** A call site, mapped to the original source where a source map says so. */
export interface LiveSite {
  /** See `SiteSample.id`: of a receive it may be a consumer's or a subscription's. */
  readonly source: number
  readonly role: 'send' | 'receive'
  readonly position: SourcePosition
  /** As the stack says it; may be empty. */
  readonly name: string
  readonly count: number
  /** Its callers, innermost first, mapped likewise: where the call stands in a wrapper, the map's site is one of these. */
  readonly outer?: readonly { readonly position: SourcePosition; readonly name: string }[]
}
