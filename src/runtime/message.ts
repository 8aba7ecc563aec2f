import type { Flow } from './context.ts'

/** What travels with a body. Strings only, so that every broker can carry them. */
export type Headers = Readonly<Record<string, string>>

export const noHeaders: Headers = Object.freeze({})

/**
 * What a message carries besides body, number and time. Most carry nothing (undefined), or only the flow that caused
 * them, which the messages of one handler have in common.
 */
export type Meta = Flow | Envelope

export interface EnvelopeParts {
  readonly id?: string | undefined
  readonly headers?: Headers | undefined
  readonly cause?: Flow | undefined
  readonly priority?: number | undefined
  readonly expiresAt?: number | undefined
  readonly correlationId?: string | undefined
  readonly causationId?: string | undefined
  readonly home?: Home | undefined
  readonly destination?: string | undefined
}

/** Where a dead letter came from: takes it back. Rejects if that is closed. */
export type Home = (body: unknown, id: string, headers: Headers) => Promise<void>

/** The meta of a message that was sent with options, or that is a dead letter. */
export class Envelope {
  readonly id: string | undefined
  readonly headers: Headers
  /** A flow: what is sent in a handler is caused by it. */
  readonly cause: Flow | undefined
  readonly priority: number
  readonly expiresAt: number
  readonly correlationId: string | undefined
  readonly causationId: string | undefined
  readonly home: Home | undefined
  /** The topic, of an event that came through a pattern. */
  readonly destination: string | undefined
  /** Of one that can expire, here and below, kept by the store: gone is what expired and has its place there still. */
  standing: 'away' | 'waits' | 'gone'
  /** True if it counts towards the capacity. */
  takesPlace: boolean
  /** True if the store has it in its list of those that can expire. */
  listed: boolean

  constructor(parts: EnvelopeParts) {
    this.id = parts.id
    this.headers = parts.headers ?? noHeaders
    this.cause = parts.cause
    this.priority = parts.priority ?? 0
    this.expiresAt = parts.expiresAt ?? Infinity
    this.correlationId = parts.correlationId
    this.causationId = parts.causationId
    this.home = parts.home
    this.destination = parts.destination
    this.standing = 'away'
    this.takesPlace = this.listed = false
  }
}

/** A message that waits outside of the ring: put back, due later, or of a priority of its own. */
export interface Stored<T> {
  readonly body: T
  readonly sequence: number
  readonly time: number
  readonly meta: Meta | undefined
  /** Deliveries so far. */
  readonly attempt: number
}

/** Infinity if it never does. */
export function expiryOf(meta: Meta | undefined): number {
  return meta instanceof Envelope ? meta.expiresAt : Infinity
}

export function idOf(prefix: string, sequence: number, meta: Meta | undefined): string {
  return (meta instanceof Envelope ? meta.id : undefined) ?? prefix + sequence
}

export function headersOf(meta: Meta | undefined): Headers {
  return meta instanceof Envelope ? meta.headers : noHeaders
}

export function correlationOf(meta: Meta | undefined): string | undefined {
  if (meta === undefined) return undefined
  return meta instanceof Envelope ? (meta.correlationId ?? meta.cause?.correlationId) : meta.correlationId
}

export function causationOf(meta: Meta | undefined): string | undefined {
  if (meta === undefined) return undefined
  return meta instanceof Envelope ? (meta.causationId ?? meta.cause?.id) : meta.id
}
