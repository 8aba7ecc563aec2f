import {
  codeNodeId,
  edgeId,
  type CodeNode,
  type Edge,
  type EdgeKind,
  type Site,
  type SourcePosition,
} from '../../protocol/graph.ts'
import type { MappedCode, MappedSite } from '../../protocol/map.ts'
import type { LiveSite } from '../live/session.ts'
import { presenceOf } from './joinSubscriptions.ts'
import type { Sighting } from './liveSources.ts'
import { siteKey } from './rateWindow.ts'
import type { SessionRecord, SourceRef } from './sessions.ts'
import { comparableFile } from './siteIndex.ts'

/** An edge with what its figures come from. */
export interface EdgePlan {
  readonly edge: Edge
  /** Id of the destination whose messages it carries. */
  readonly destination: string
  /** Call sites of running programs that stand behind it: their sample counts tell its share. */
  readonly samples: readonly SampleRef[]
  /** Consumers that stand behind it: their counters tell its figures. */
  readonly consumers: readonly SourceRef[]
}

/** A call site of a session, by its place in the session's list, which only grows. */
export interface SampleRef {
  readonly record: SessionRecord
  readonly index: number
  readonly key: string
}

export type EdgeEnd = { readonly kind: EdgeKind; readonly destination: string; readonly subscription?: string }

/** Collects code nodes and edges while the graph is put together; what comes twice is one. */
export class EdgeDrafts {
  readonly #code = new Map<string, { node: CodeNode; mapped: boolean; live: boolean }>()
  readonly #edges = new Map<string, EdgeDraft>()
  #liveOnlyCode = 0

  /** The code node of a function that the map knows. */
  mappedCode({ name, file, line, column }: MappedCode): string {
    const position = { file, line, column }
    return this.#codeNode(codeNodeId(position), name, position, true)
  }

  /** The code node of a function that only a running program showed: one for all its sites, if it has a name. */
  liveCode({ position, name }: Pick<LiveSite, 'position' | 'name'>): string {
    const anonymous = name === '' || name.includes('<anonymous>')
    return anonymous
      ? this.#codeNode(codeNodeId(position), fileName(position), position, false)
      : this.#codeNode(`code:${position.file}#${name}`, name, position, false)
  }

  nameOf(code: string): string {
    return this.#code.get(code)!.node.name
  }

  /** How many functions are known that the map does not list. */
  get liveOnlyCode(): number {
    return this.#liveOnlyCode
  }

  /** The edge between a code node and a destination; `dead-letter` edges may also begin at a destination. */
  edge(end: EdgeEnd, from: string, to: string): EdgeDraft {
    const id = edgeId(end.kind, from, to, end.subscription)
    const known = this.#edges.get(id) ?? new EdgeDraft(id, end, from, to)
    this.#edges.set(id, known)
    return known
  }

  get edges(): EdgeDraft[] {
    return [...this.#edges.values()]
  }

  /** Code nodes without an edge are left out. */
  finish(): { code: CodeNode[]; edges: EdgePlan[] } {
    for (const { kind, from, to, live } of this.#edges.values()) {
      const code = this.#code.get(kind === 'receive' ? to : from)
      if (code === undefined) continue
      code.live ||= live
      if (kind === 'send') code.node = { ...code.node, sends: true }
      if (kind === 'receive') code.node = { ...code.node, receives: true }
    }
    return {
      code: [...this.#code.values()]
        .filter(({ node }) => node.sends || node.receives)
        .map(({ node, mapped, live }) => ({ ...node, presence: presenceOf(mapped, live) })),
      edges: this.edges.map((draft) => draft.plan()),
    }
  }

  #codeNode(id: string, name: string, position: SourcePosition, mapped: boolean): string {
    const node: CodeNode = { id, name, position, presence: 'source', sends: false, receives: false }
    const known = this.#code.get(id)
    if (known === undefined) {
      this.#code.set(id, { node, mapped, live: false })
      if (!mapped) this.#liveOnlyCode++
    } else if (mapped && !known.mapped) {
      known.mapped = true
      this.#liveOnlyCode--
    }
    return id
  }
}

export class EdgeDraft {
  readonly id: string
  readonly kind: EdgeKind
  readonly from: string
  readonly to: string
  readonly end: EdgeEnd
  readonly #sites = new Map<string, Site>()
  readonly #samples = new Map<string, SampleRef>()
  readonly #consumers: SourceRef[] = []
  mapped = false
  live = false

  constructor(id: string, end: EdgeEnd, from: string, to: string) {
    this.id = id
    this.kind = end.kind
    this.end = end
    this.from = from
    this.to = to
  }

  addMapped({ file, line, column, role, library, dynamic, message, evidence }: MappedSite): void {
    const site = { file, line, column, role, library, dynamic, ...(message !== undefined && { message }), evidence }
    this.#sites.set(positionKey(site), site)
    this.mapped = true
  }

  /** A site that the map does not list for this destination. */
  addLive({ position, role }: LiveSite): void {
    const key = positionKey(position)
    if (!this.#sites.has(key)) this.#sites.set(key, { ...position, role, library: 'live', dynamic: false })
  }

  addSample({ record, site, index }: Sighting): void {
    const key = siteKey(site)
    this.#samples.set(`${record.id} ${index}`, { record, index, key })
    this.live = true
  }

  addConsumer(ref: SourceRef): void {
    if (!this.#consumers.some(({ record, id }) => record === ref.record && id === ref.id)) this.#consumers.push(ref)
    this.live = true
  }

  get consumers(): readonly SourceRef[] {
    return this.#consumers
  }

  plan(): EdgePlan {
    const { id, kind, from, to, end } = this
    return {
      edge: {
        id,
        kind,
        from,
        to,
        ...(end.subscription !== undefined && { subscription: end.subscription }),
        presence: presenceOf(this.mapped, this.live),
        sites: [...this.#sites.values()],
      },
      destination: end.destination,
      samples: [...this.#samples.values()],
      consumers: this.#consumers,
    }
  }
}

const positionKey = ({ file, line, column }: SourcePosition): string => `${comparableFile(file)}:${line}:${column}`

const fileName = ({ file }: SourcePosition): string => /[^/\\]+$/.exec(file)?.[0] ?? file
