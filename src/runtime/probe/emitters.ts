/* oxlint-disable typescript/unbound-method -- applied to whatever emitter comes */
import type { EventEmitter } from 'node:events'
import { record } from '../histogram.ts'
import { createEventNames } from './eventNames.ts'
import { createEventSources, type EventHost, type EventSource, type Role } from './eventSources.ts'

export interface EmitterHooks {
  watch(names: readonly string[]): void
  /** Brings the number of listeners of each source up to date. */
  countListeners(): void
  /** Takes the hooks out. */
  remove(): void
}

/** So many emits of a source are timed at first, then one in sixteen. */
const timedAtFirst = 100
const timedEvery = 16

/**
 * Hooks `emit` and `on` of `node:events` for the events whose names are watched. An emitter's behaviour is the same;
 * stacks that pass through `emit` have a frame more. Counts are exact from the first emit of a watched name on, but where
 * a listener throws: the ones after it are counted as called.
 */
export function hookEmitters(base: typeof EventEmitter, host: EventHost): EmitterHooks {
  const names = createEventNames()
  const { exact, misfits } = names
  const sources = createEventSources(base, host)
  const { prototype } = base
  const { emit: originalEmit, on: originalOn, addListener, prependListener, listenerCount } = prototype

  // As short as can be: it runs at every emit of the program. `arguments` must not leave it but through `apply`, and
  // calls with a fixed number of parameters are faster than that.
  function emit(this: EventEmitter, name: string | symbol, value?: unknown): boolean {
    if (!exact.has(name) && (names.exactOnly || misfits.has(name))) {
      switch (arguments.length) {
        case 1:
          return originalEmit.call(this, name)
        case 2:
          return originalEmit.call(this, name, value)
      }
    }
    return countedEmit.apply(this, arguments as unknown as [string, ...unknown[]])
  }

  function countedEmit(this: EventEmitter, ...parameters: [string | symbol, ...unknown[]]): boolean {
    const source = sourceOf(this, parameters[0], 'send', emit)
    if (source === undefined) return Reflect.apply(originalEmit, this, parameters)
    const { counters } = source
    const listeners = Reflect.apply(listenerCount, this, [parameters[0]]) as number
    counters.sent++
    counters.received += listeners
    const isEach = counters.sent <= timedAtFirst
    const isTimed = listeners > 0 && (isEach || counters.sent % timedEvery === 0)
    const began = isTimed ? host.elapsed() : 0
    let returned = false
    // No `catch`: it would move the place of an uncaught exception into this file, and hide it from a debugger.
    try {
      const result = Reflect.apply(originalEmit, this, parameters) as boolean
      returned = true
      return result
    } finally {
      if (!returned && listeners > 0) counters.failed++
      if (isTimed) counters.process = record(counters.process, host.elapsed() - began, isEach ? 1 : timedEvery)
    }
  }

  function on(this: EventEmitter, name: string | symbol): EventEmitter {
    const result = Reflect.apply(originalOn, this, arguments) as EventEmitter
    sourceOf(this, name, 'receive', on)
    return result
  }

  function prepend(this: EventEmitter, name: string | symbol): EventEmitter {
    const result = Reflect.apply(prependListener, this, arguments) as EventEmitter
    sourceOf(this, name, 'receive', prepend)
    return result
  }

  function sourceOf(
    emitter: EventEmitter,
    name: string | symbol,
    role: Role,
    below: (...parameters: never[]) => unknown,
  ): EventSource | undefined {
    const watched = names.resolve(name)
    if (watched === undefined) return undefined
    try {
      return sources.of(emitter, watched, role, below)
    } catch {
      // An exotic emitter (a proxy, a revoked one): it is not counted.
      return undefined
    }
  }

  const hooks = [
    ['emit', originalEmit, emit],
    ['on', originalOn, on],
    ['addListener', addListener, addListener === originalOn ? on : undefined],
    ['prependListener', prependListener, prepend],
  ] as const
  const methods = prototype as unknown as Record<string, unknown>
  for (const [name, original, hook] of hooks) {
    if (hook === undefined) continue
    for (const property of ['name', 'length'] as const) {
      Object.defineProperty(hook, property, { value: original[property], configurable: true })
    }
    methods[name] = hook
  }

  return {
    watch: (added) => names.add(added),
    countListeners: () => sources.countListeners(),
    remove() {
      names.clear()
      for (const [name, original, hook] of hooks)
        if (hook !== undefined && methods[name] === hook) methods[name] = original
    },
  }
}
