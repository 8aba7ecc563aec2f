/**
 * What a probe (in the user's program) and the extension say to each other: lines of JSON over a local socket. Counters
 * are cumulative, so a frame that is lost or merged with the next never loses a count. Every name is mirrored in
 * decode.ts, which is the only way in.
 */

export const wireVersion: number = 1

/** Longest line either side accepts, in bytes. */
export const maxLineBytes: number = 4 * 1024 * 1024

/** Environment variable that holds the path of the probe's configuration file. Absent or unreadable: the probe does nothing. */
export const probeEnvironmentVariable: string = 'FANOUT_PROBE'

/**
 * The JSON file that the variable names. It is read once, synchronously, when the program starts. When the extension is
 * gone the file is gone, and the probe does nothing.
 */
export interface ProbeConfiguration {
  readonly version: number
  /** Path of a Unix socket or a Windows named pipe. */
  readonly socket: string
  /** Secret that the hello must carry. */
  readonly token: string
  /** Folder (0700) in which a program leaves its last frame when it ends, as `<session>.last`. */
  readonly folder: string
  /** Names of events that the map knows for `node:events` emitters; `*` stands for any part. Others are not hooked. */
  readonly events: readonly string[]
  /** Name of the launch, shown to the user; a terminal has none. */
  readonly name?: string
  /** `debug`: always active. `terminal`: active only in a JavaScript Debug Terminal or if `terminals` is true. */
  readonly origin: 'debug' | 'terminal'
  readonly terminals: boolean
  /** Folders whose source the map covers, absolute, `/`. */
  readonly roots: readonly string[]
  /** Id of the debug session that launched it, if known. */
  readonly launch?: string
}

export type ProbeMessage = Hello | Frame | Goodbye

/** First line of a connection. */
export interface Hello {
  readonly type: 'hello'
  readonly version: number
  readonly token: string
  /** Random, chosen by the probe; one per program (process or worker). */
  readonly session: string
  readonly pid: number
  /** 0 in the main thread. */
  readonly thread: number
  readonly node: string
  /** `process.argv`'s script and arguments, shortened. */
  readonly title: string
  readonly cwd: string
  readonly startedAt: number
  readonly launch?: string
  readonly name?: string
}

/**
 * What changed since the last frame that was handed to the socket. `declared` comes once per source and again after a
 * reconnect; counters are cumulative.
 */
export interface Frame {
  readonly type: 'frame'
  /** From 1, without gaps unless frames were merged. */
  readonly sequence: number
  /** `Date.now()` of the program when counters were read. */
  readonly at: number
  readonly declared: readonly SourceDeclaration[]
  readonly counters: readonly SourceCounters[]
  /** Call sites seen so far, cumulative sample counts. */
  readonly sites: readonly SiteSample[]
  readonly samples: readonly MessageSample[]
  /** Sources that are gone; their totals stay part of the session's. */
  readonly gone: readonly number[]
}

/** The program is about to end of its own; its last frame was written. */
export interface Goodbye {
  readonly type: 'goodbye'
  readonly exitCode: number | null
}

/** The content of `<session>.last`: everything, not only what changed. `final` totals are exact. */
export interface LastFrame {
  readonly version: number
  readonly token: string
  readonly hello: Hello
  readonly frame: Frame
  readonly exitCode: number | null
}

/** A thing with counters in the program. `id` is unique in the session and never used again. */
export type SourceDeclaration =
  | {
      readonly id: number
      readonly kind: 'queue'
      readonly system: string
      readonly name: string
      readonly capacity: number | null
      readonly overflow: string
      /** See {@link AtBroker}. */
      readonly broker?: string
    }
  | {
      readonly id: number
      readonly kind: 'topic'
      readonly system: string
      readonly scope: string
      readonly name: string
    }
  | {
      readonly id: number
      readonly kind: 'subscription'
      /** The topic's id. */
      readonly of: number
      readonly name: string
      readonly group?: string
      /** Of a pattern subscription (`order.*`). */
      readonly pattern?: string
      readonly capacity: number | null
      /** See {@link AtBroker}. */
      readonly broker?: string
    }
  | {
      readonly id: number
      readonly kind: 'consumer'
      /** The queue's or subscription's id. */
      readonly of: number
      readonly name: string
      readonly concurrency: number
      /** Name of the queue that takes its dead letters. */
      readonly deadLetter?: string
    }
  | {
      readonly id: number
      readonly kind: 'event'
      readonly system: string
      /** The emitter's class, if it is a subclass of EventEmitter; empty for a plain one, which its sites identify. */
      readonly scope: string
      readonly name: string
    }

/**
 * Counters of one source. Those that a kind does not have are left out and count as 0. `acked` of a topic is the number
 * of deliveries made; `received` of an event the number of listener calls.
 */
export interface SourceCounters {
  readonly id: number
  readonly sent?: number
  readonly received?: number
  readonly acked?: number
  readonly nacked?: number
  readonly retried?: number
  readonly deadLettered?: number
  readonly dropped?: number
  readonly rejected?: number
  readonly expired?: number
  readonly failed?: number
  readonly purged?: number
  readonly depth?: number
  readonly inFlight?: number
  readonly waitingSenders?: number
  readonly waitingReceivers?: number
  readonly delayed?: number
  readonly oldestAge?: number
  readonly paused?: boolean
  /** Of an event: how many listeners there are. Of a consumer: its concurrency now. */
  readonly listeners?: number
  readonly concurrency?: number
  /** Cumulative histograms: flat pairs of bucket index and count, only buckets that changed. See `bucketOf`. */
  readonly wait?: readonly number[]
  readonly process?: readonly number[]
  readonly lastError?: string
  /** Left out until the broker was asked, and where it did not tell anything new. */
  readonly atBroker?: AtBroker
}

/**
 * What waits for a queue or a group at a broker, outside of the program. Other programs see the same: sources of one name
 * whose declarations name the same `broker` are told of once, by whoever asked last, and their own `depth` is 0.
 */
export interface AtBroker {
  /** When the broker was asked, on the program's clock. */
  readonly at: number
  readonly waiting: number
  /** Those that some member has, of whatever program. Left out if the broker does not tell. */
  readonly inFlight?: number
}

/** A position in what the program runs; `source` is there if the probe could map it through a source map. */
export interface SiteSample {
  /**
   * Of a send: the queue, topic or event that was sent to. Of a receive: the consumer or subscription that this call
   * created, the queue whose `receive` was called, or the event that was listened to.
   */
  readonly id: number
  readonly role: 'send' | 'receive'
  /** Path or file URL as the stack says it. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** Function name as the stack says it; may be empty. */
  readonly name: string
  readonly count: number
  /** True if file, line and column already are those of the original source. */
  readonly mapped: boolean
  /**
   * The callers of that frame in the program's own code, innermost first, at most {@link maxOuterFrames}. Where the call
   * stands in a wrapper, the site that the map knows is one of these. Samples with other callers are other samples.
   */
  readonly outer?: readonly SiteFrame[]
}

/** How many callers a site sample carries at most. */
export const maxOuterFrames: number = 4

export interface SiteFrame {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly name: string
  readonly mapped: boolean
}

/** One message, of the few that are sampled. Never a payload. */
export interface MessageSample {
  readonly id: number
  readonly operation: 'send' | 'receive' | 'settle'
  readonly message: string
  readonly at: number
  readonly attempt?: number
  readonly correlation?: string
  readonly causation?: string
  readonly outcome?: 'ack' | 'nack' | 'dead-letter' | 'drop'
  /** Wait or processing time in ms. */
  readonly duration?: number
  readonly error?: string
}

export type ControlMessage = Welcome | Watch | Stop

/** Answer to a good hello. */
export interface Welcome {
  readonly type: 'welcome'
  readonly version: number
}

/** The map grew: these event names are known as well. */
export interface Watch {
  readonly type: 'watch'
  readonly events: readonly string[]
}

/** Stop watching: the probe takes its hooks out and closes the link. */
export interface Stop {
  readonly type: 'stop'
}

/** One line of the wire, its end included. */
export function encodeLine(message: ProbeMessage | ControlMessage): string {
  return `${JSON.stringify(message)}\n`
}

/** Ratio of one histogram bucket to the next: percentiles are right within 5 %. */
export const bucketRatio: number = 1.1

/** Bucket 0 holds all below a microsecond; bucket i ≥ 1 holds [ratio^(i-1), ratio^i) microseconds. */
export const bucketCount: number = 290

/** The bucket of a duration in milliseconds. */
export function bucketOf(milliseconds: number): number {
  const microseconds = milliseconds * 1000
  if (!(microseconds >= 1)) return 0
  return Math.min(bucketCount - 1, 1 + Math.floor(Math.log(microseconds) / Math.log(bucketRatio)))
}

/** The middle (geometric) of a bucket, in milliseconds: at most 4.9 % from any value in it. */
export function bucketValue(bucket: number): number {
  return bucket <= 0 ? 0.0005 : bucketRatio ** (bucket - 0.5) / 1000
}
