/**
 * The border between the runtime and whoever watches it (the probe). Every copy of the library in a program (ESM, CJS,
 * bundled, other versions) meets at one registry under a global symbol; whoever comes first creates it. The layout is
 * versioned by the symbol's name: a change that old readers cannot take gets a new symbol.
 */
import { channel, type Channel } from 'node:diagnostics_channel'
import type { SourceDeclaration } from '../protocol/wire.ts'

/** Without the id, which the registry gives. */
export type Declaration = SourceDeclaration extends infer D ? (D extends { id: number } ? Omit<D, 'id'> : never) : never

/** Plain integers, always on, kept up to date by the owner at O(1) a message. Totals only grow. */
export interface Counters {
  sent: number
  received: number
  acked: number
  nacked: number
  retried: number
  deadLettered: number
  dropped: number
  rejected: number
  expired: number
  failed: number
  purged: number
  /** Includes what has expired and nobody has noticed yet; the sum that `sent` is of it and the others holds all the same. */
  depth: number
  inFlight: number
  waitingSenders: number
  waitingReceivers: number
  delayed: number
  /** 1 while paused. */
  paused: number
  /** Of a consumer: workers now. Of an event: listeners now. */
  concurrency: number
  /** Log-bucketed histograms (see `bucketOf` in the protocol), made at the first measurement. */
  wait: Uint32Array | undefined
  process: Uint32Array | undefined
  lastError: string | undefined
}

export interface RegistryEntry {
  /** Unique in the program, never used again. */
  readonly id: number
  /** Replaced by another when more of it is known. */
  declaration: Declaration
  readonly counters: Counters
  /** Age in ms of the oldest waiting message, 0 if none. Must not keep the owner alive. */
  readonly oldestAge: () => number
  /**
   * Of a queue or a group at a broker: asks that what waits there. For whoever watches to call, seldom; nobody else does.
   * Rejects where the broker does not answer, undefined if there is nobody to ask any more. Must not keep the owner alive.
   */
  readonly askBroker?: () => Promise<{ readonly waiting: number; readonly inFlight: number | undefined } | undefined>
}

export interface Registry {
  readonly version: 1
  nextId: number
  /** Counters live here until their owner is collected; the owner itself is never held. */
  readonly entries: Map<number, RegistryEntry>
  /** Called inside the call that creates a source (`new Queue`, `consume`, `subscribe` …): a stack taken here shows its site. */
  readonly onRegister: Set<(entry: RegistryEntry) => void>
  /** Called when an owner was collected or gave up its entry, before the entry leaves the map. */
  readonly onRemove: Set<(entry: RegistryEntry) => void>
  /** Whoever samples messages. Copies of the library that are older than it do not look at it. */
  sampler?: Sampler | undefined
}

/**
 * Is told of a few messages without a channel, since one that ever had a listener stays slower. Only messages whose
 * times are measured are told, so that the others do not even look whether there is a sampler.
 */
export interface Sampler {
  /** Hand-overs that it still wants to be told of; the runtime counts it down. The settling of each is told too. */
  wanted: number
  processed(announcement: ProcessAnnouncement): void
  settled(announcement: SettleAnnouncement): void
}

const registryKey = Symbol.for('fanout.registry.v1')

let found: Registry | undefined

/** The program's registry; made at the first call. */
export function registry(): Registry {
  if (found !== undefined) return found
  const holder = globalThis as { [registryKey]?: Registry }
  return (found = holder[registryKey] ??=
    {
      version: 1,
      nextId: 1,
      entries: new Map(),
      onRegister: new Set(),
      onRemove: new Set(),
    })
}

/** Published inside `send`, `trySend` and `publish`: a stack taken by a listener shows the sender's site. */
export interface SendAnnouncement {
  /** Entry of the queue or topic. */
  readonly entry: number
  readonly message: string
  readonly at: number
  readonly correlation?: string
  readonly causation?: string
}

/** Published inside `receive` and the iterator's `next`, when called: it shows the receiver's site, not a hand-over. */
export interface ReceiveAnnouncement {
  readonly entry: number
}

/** Published when a message is handed to a consumer. */
export interface ProcessAnnouncement {
  /** Entry of the queue or subscription. */
  readonly entry: number
  readonly consumer?: number
  readonly message: string
  readonly at: number
  readonly attempt: number
  /** Ms it waited. */
  readonly wait: number
}

export interface SettleAnnouncement {
  readonly entry: number
  readonly consumer?: number
  readonly message: string
  readonly at: number
  readonly attempt: number
  readonly outcome: 'ack' | 'nack' | 'dead-letter' | 'drop'
  /** Ms of processing. */
  readonly duration: number
  readonly error?: string
}

/**
 * What is published is the announcement of that name. Whether anybody listens is looked at whenever a clock is read, so
 * a listener that comes in the midst of more than 10,000 messages a second may miss the first fifteen.
 */
export const channels: {
  /** {@link SendAnnouncement} */
  readonly send: Channel
  /** {@link ReceiveAnnouncement} */
  readonly receive: Channel
  /** {@link ProcessAnnouncement} */
  readonly process: Channel
  /** {@link SettleAnnouncement} */
  readonly settle: Channel
} = {
  send: channel('fanout:send'),
  receive: channel('fanout:receive'),
  process: channel('fanout:process'),
  settle: channel('fanout:settle'),
}
