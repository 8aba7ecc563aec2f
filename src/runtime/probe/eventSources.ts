/* oxlint-disable typescript/unbound-method -- applied to whatever emitter comes */
import type { EventEmitter } from 'node:events'
import { newCounters } from '../entries.ts'
import type { Counters } from '../registry.ts'
import { createEmitterClasses, isPlatformObject, platformEvents, type EmitterClass } from './emitterClasses.ts'
import type { RawFrame } from './stack.ts'

/** One event of a class, or of one plain emitter. */
export interface EventSource {
  readonly scope: string
  readonly name: string
  readonly counters: Counters
  /** Of the emitters behind it, the first few: for the number of listeners. */
  readonly emitters: WeakRef<EventEmitter>[]
  /** Calls to pass before the next one has its stack taken; the gap grows, so that stacks get rare. */
  readonly pace: Record<Role, { wait: number; gap: number }>
}

export type Role = 'send' | 'receive'

export interface EventHost {
  /**
   * The stack of the caller of `below`, if one may be taken now: the frames of the user's code, and whether Node itself
   * made the call.
   */
  stack(below: (...parameters: never[]) => unknown): { user: readonly RawFrame[]; fromPlatform: boolean } | undefined
  /** A call of the user's own code. */
  seen(source: EventSource, role: Role, frames: readonly RawFrame[]): void
  /** Monotonic, in ms. */
  elapsed(): number
}

export interface EventSources {
  /** What counts this call, undefined if the event is not the program's. Now and then the call's site is seen. */
  of(emitter: unknown, name: string, role: Role, below: (...parameters: never[]) => unknown): EventSource | undefined
  /** Brings the number of listeners of each source up to date. */
  countListeners(): void
}

/** In all; emitters that come after share one source a name. */
const mostSources = 2_000
/** Plain emitters whose first call is at the same place: so many have a source of their own, the others share the last. */
const mostAtOnePlace = 20
const mostEmitters = 16
const longestGap = 4_096

/**
 * Which emitters count as one. All of a class do, as they are one destination on the map. A plain `new EventEmitter()`
 * is a source of its own, since its call sites must not be mixed with those of others.
 */
export function createEventSources(base: typeof EventEmitter, host: EventHost): EventSources {
  const classOf = createEmitterClasses(base)
  const { listenerCount } = base.prototype
  const known = new WeakMap<object, Map<string, EventSource | null>>()
  const atPlace = new Map<string, EventSource[]>()
  const all = new Set<EventSource>()

  function create(name: string, type: EmitterClass, role: Role, first: RawFrame | undefined): EventSource {
    const isFull = all.size >= mostSources
    if (type.kind !== 'plain' && !isFull) return newSource(type.scope, name)
    const place = first === undefined || isFull ? name : `${name} ${role} ${first.file}:${first.line}:${first.column}`
    const like = atPlace.get(place) ?? []
    const most = first === undefined || isFull ? 1 : mostAtOnePlace
    if (like.length >= most) return like.at(-1)!
    const source = newSource(type.scope, name)
    atPlace.set(place, [...like, source])
    return source
  }

  return {
    of(emitter, name, role, below) {
      if (typeof emitter !== 'object' || emitter === null) return undefined
      const type = classOf(emitter)
      const key = type.kind === 'plain' ? emitter : type
      let mine = known.get(key)
      if (mine === undefined) known.set(key, (mine = new Map()))
      let source = mine.get(name)
      if (source === null) return undefined
      if (source !== undefined) {
        if (role === 'receive') remember(source, emitter)
        if (!isDue(source.pace[role])) return source
      }
      const stack = host.stack(below)
      if (source === undefined) {
        if (isOfPlatform(emitter, type, name, role === 'send' && stack?.fromPlatform === true)) {
          mine.set(name, null)
          return undefined
        }
        source = create(name, type, role, stack?.user[0])
        all.add(source)
        mine.set(name, source)
      }
      remember(source, emitter)
      if (stack !== undefined && stack.user.length > 0) host.seen(source, role, stack.user)
      return source
    },
    countListeners() {
      for (const { emitters, counters, name } of all) {
        let listeners = 0
        for (const reference of emitters) {
          const emitter = reference.deref()
          if (emitter !== undefined) listeners += Reflect.apply(listenerCount, emitter, [name]) as number
        }
        counters.concurrency = listeners
      }
    },
  }
}

function remember({ emitters }: EventSource, emitter: object): void {
  if (emitters.length >= mostEmitters || emitters.some((known) => known.deref() === emitter)) return
  emitters.push(new WeakRef(emitter as EventEmitter))
}

function isDue(pace: { wait: number; gap: number }): boolean {
  if (pace.wait-- > 0) return false
  pace.gap = Math.min(pace.gap * 2, longestGap)
  pace.wait = pace.gap
  return true
}

function isOfPlatform(emitter: object, type: EmitterClass, name: string, fromPlatform: boolean): boolean {
  if (type.kind === 'platform' || fromPlatform || isPlatformObject(emitter)) return true
  return type.kind === 'mixed' && platformEvents.has(name)
}

function newSource(scope: string, name: string): EventSource {
  const pace = (): { wait: number; gap: number } => ({ wait: 0, gap: 1 })
  return { scope, name, counters: newCounters(), emitters: [], pace: { send: pace(), receive: pace() } }
}
