/**
 * The graph: what Fanout knows about a workspace and the programs that run from it. It is plain data, so that it can
 * cross a process boundary, be stored, and be compared. Times are milliseconds, points in time are `Date.now()` values.
 */

/** Each message to one consumer / a delivery to every subscription / an emitter's event: synchronous, no depth. */
export type DestinationKind = 'queue' | 'topic' | 'event'

export type Role = 'send' | 'receive'

/** Which side knows a thing: only the source, only running programs, or both. */
export type Presence = 'source' | 'live' | 'both'

/** A place in source. `file` is an absolute path with `/`; line and column count from 1. */
export interface SourcePosition {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A place in source that sends or receives; an endpoint of an edge. */
export interface Site extends SourcePosition {
  readonly role: Role
  /** The detector that found it, or `live` where only a running program showed it. */
  readonly library: string
  /** True if a part of the destination's name is known only at run time. */
  readonly dynamic: boolean
  /** A job's name in a job library, whose destination is the queue. */
  readonly message?: string
  /** Why this counts as a site, in a sentence. */
  readonly evidence?: string
}

/** What identifies a destination on both sides. `scope` is undefined where it is not known. */
export interface DestinationIdentity {
  /** OpenTelemetry's `messaging.system`: `fanout`, `node:events`, `kafka` …; `fanout:redis` through the library's own broker. */
  readonly system: string
  readonly kind: DestinationKind
  /** The bus's name, or the emitter's class or owning variable; empty for queues and remote systems. */
  readonly scope: string | undefined
  /** `*` stands for each part that is only known at run time. */
  readonly name: string
}

export interface Destination extends DestinationIdentity {
  readonly id: string
  readonly presence: Presence
  /** Where it is created, if the source says so. */
  readonly declaredAt?: SourcePosition
  /** Known from source before it ran; live figures win. `null` is unbounded. */
  readonly capacity?: number | null
  /** Another destination gives its dead letters to this one. */
  readonly isDeadLetter: boolean
  /** The subscriptions of a topic, in order of appearance. Empty for queues and events. */
  readonly subscriptions: readonly Subscription[]
  /** Undefined until a program showed it. */
  readonly live?: LiveFigures
}

/** A named, independent reader of a topic, with its own queue. */
export interface Subscription {
  /** Unique in the graph. */
  readonly id: string
  readonly name: string
  readonly group?: string
  readonly presence: Presence
  readonly live?: LiveFigures
}

/** A function (or a module's top level) that sends or receives. */
export interface CodeNode {
  readonly id: string
  /** The function's name as a reader would say it: `uploadPhoto`, `OrderService.place`, `worker`, else the file's name. */
  readonly name: string
  /** Where it starts; for a code node that is only known live, where it was seen. */
  readonly position: SourcePosition
  readonly presence: Presence
  readonly sends: boolean
  readonly receives: boolean
  /** The name of the workspace's package that its file belongs to, if it belongs to one. */
  readonly package?: string
}

/** `command` goes to a queue, `event` to a topic or an emitter; both are solid or dashed lines of the picture. */
export type EdgeKind = 'send' | 'receive' | 'dead-letter'

/**
 * A line of the picture. `send`: code → destination. `receive`: destination (or its subscription) → code.
 * `dead-letter`: code that gave up (or the destination, if the code is unknown) → the queue of dead letters.
 */
export interface Edge {
  readonly id: string
  readonly kind: EdgeKind
  /** Id of a code node, a destination. */
  readonly from: string
  readonly to: string
  /** Of a `receive` edge of a topic: the id of the subscription it reads. */
  readonly subscription?: string
  readonly presence: Presence
  readonly sites: readonly Site[]
  /**
   * Of `send` and `receive` edges: the packages other than the code node's own at the other side of the destination, by
   * name. Absent if messages stay in the package.
   */
  readonly crosses?: readonly string[]
  /** Only on edges that ran. */
  readonly live?: EdgeFigures
}

/** Cumulative since the session began. `sent = acked + deadLettered + dropped + expired + failed + purged + depth + inFlight + delayed`. */
export interface Totals {
  readonly sent: number
  readonly received: number
  readonly acked: number
  readonly nacked: number
  readonly retried: number
  readonly deadLettered: number
  readonly dropped: number
  /** Refused by a full or closed destination; not counted as sent. */
  readonly rejected: number
  readonly expired: number
  /** Given up without a dead letter. */
  readonly failed: number
  readonly purged: number
}

/** As it stands now. */
export interface Gauges {
  readonly depth: number
  readonly inFlight: number
  readonly waitingSenders: number
  readonly waitingReceivers: number
  readonly delayed: number
  /** `null` is unbounded; undefined where there is no buffer (events, topics). */
  readonly capacity?: number | null
  /** Lag: age of the oldest waiting message in ms, 0 if none waits. */
  readonly oldestAge: number
  readonly paused: boolean
}

/** Percentiles in milliseconds over the last ten seconds; undefined while nothing was measured in them. */
export interface Latency {
  readonly p50: number
  readonly p95: number
}

export interface LiveFigures extends Totals, Gauges {
  /** Sent a second, over the last ten seconds (or since the session began, if that is less). */
  readonly inRate: number
  /** Settled a second, likewise. For an event: deliveries to listeners. */
  readonly outRate: number
  /** From sent to received. */
  readonly wait?: Latency
  /** From received to settled. */
  readonly process?: Latency
  /** Full since this time, if it is full. */
  readonly fullSince?: number
  /** Seconds until full (positive rate) or empty at the present rate, if the depth is moving. */
  readonly eta?: { readonly until: 'full' | 'empty'; readonly seconds: number }
  /** Depth once a second, oldest first, at most 60. */
  readonly history: readonly number[]
  /** How many instances in running programs stand behind this node. */
  readonly instances: number
  /** Of an event: listeners attached now. */
  readonly listeners?: number
  /** The last error seen: `name: message`. */
  readonly lastError?: string
}

export interface EdgeFigures {
  /** Messages a second. Exact where one edge explains the destination's figure, else estimated from samples. */
  readonly rate: number
  /** Messages in all, exact or estimated likewise. */
  readonly count: number
  readonly estimated: boolean
  /** Of `send` edges: senders of this edge that wait for a place. */
  readonly waiting: number
  /** Of `receive` edges. */
  readonly concurrency?: number
  readonly busy?: number
  readonly paused?: boolean
  readonly failed?: number
  readonly process?: Latency
  readonly lastError?: string
}

export type SessionState = 'running' | 'ended'

/** One program from its start to its end. */
export interface Session {
  readonly id: string
  /** As a person would name it: the launch configuration's or the script's name. */
  readonly name: string
  readonly pid: number
  readonly state: SessionState
  readonly startedAt: number
  readonly endedAt?: number
  /** `exact`: the program said its last figures itself. `cut`: it was killed; figures are those of the last frame. */
  readonly lastFigures?: 'exact' | 'cut'
  /** When the last frame was made, on the program's clock. */
  readonly lastFrameAt: number
  /** Messages that waited or were in flight when it ended. */
  readonly leftBehind: number
}

/** What could not be understood or done, for a person to read. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly file?: string
  readonly line?: number
  /** Worth knowing, and nothing to mend. */
  readonly note?: true
}

export interface Graph {
  /** Grows with every change. */
  readonly revision: number
  /** Grows only when nodes or edges come, go or change their nature: not with figures. */
  readonly structure: number
  readonly destinations: readonly Destination[]
  readonly code: readonly CodeNode[]
  readonly edges: readonly Edge[]
  /** Newest first. */
  readonly sessions: readonly Session[]
  readonly problems: readonly Problem[]
  /** What the map from source is doing. */
  readonly map: MapState
  /** Why a program is not watched, if one is not. */
  readonly notWatched?: string
}

export type MapState =
  | { readonly state: 'none' }
  | { readonly state: 'mapping'; readonly done: number; readonly total: number }
  | { readonly state: 'ready'; readonly files: number; readonly at: number }
  | { readonly state: 'failed'; readonly message: string }

/** The stable id of a destination; parts are escaped so that `/` separates. */
export function destinationId({ system, kind, scope, name }: DestinationIdentity): string {
  return [system, kind, scope ?? '?', name].map(escapePart).join('/')
}

/** Whether what goes through destinations of a system is counted in running programs: others are known from source alone. */
export function isCounted(system: string): boolean {
  return system === 'fanout' || system === 'node:events' || brokerOf(system) !== undefined
}

/** What carries the messages of a destination that the library keeps at a broker: they outlive the program. */
export function brokerOf(system: string): string | undefined {
  return system.startsWith(brokerPrefix) ? system.slice(brokerPrefix.length) : undefined
}

/** The system of the library's own destinations at a broker. */
export const brokerPrefix = 'fanout:'

export function subscriptionId(destination: string, name: string): string {
  return `${destination}/${escapePart(name)}`
}

export function codeNodeId(position: SourcePosition): string {
  return `code:${position.file}:${position.line}:${position.column}`
}

export function edgeId(kind: EdgeKind, from: string, to: string, subscription?: string): string {
  return [kind, from, to, subscription ?? ''].join(' ')
}

const escapePart = (part: string): string => part.replaceAll('%', '%25').replaceAll('/', '%2F').replaceAll(' ', '%20')

export const emptyGraph: Graph = {
  revision: 0,
  structure: 0,
  destinations: [],
  code: [],
  edges: [],
  sessions: [],
  problems: [],
  map: { state: 'none' },
}
