/* oxlint-disable typescript/unbound-method -- applied to what they belong to */
/**
 * What the probe uses of the platform, taken before the program runs: fake timers, a mocked Date or a patched fs neither
 * break the probe nor see it.
 */
import type * as Fs from 'node:fs'
import type * as Net from 'node:net'
import type * as Module from 'node:module'
import type * as Events from 'node:events'
import type * as AsyncHooks from 'node:async_hooks'
import type * as WorkerThreads from 'node:worker_threads'

interface Builtins {
  readonly 'node:fs': typeof Fs
  readonly 'node:net': typeof Net
  readonly 'node:module': typeof Module
  readonly 'node:events': typeof Events
  readonly 'node:async_hooks': typeof AsyncHooks
  readonly 'node:worker_threads': typeof WorkerThreads
}

/** Loads a module of Node's at the first call, not when the probe starts. */
export function builtin<K extends keyof Builtins>(name: K): Builtins[K] {
  const { getBuiltinModule } = process as { getBuiltinModule?: (name: string) => unknown }
  return (getBuiltinModule?.(name) ?? require(name)) as Builtins[K]
}

export interface Originals {
  readonly setInterval: typeof setInterval
  readonly clearInterval: typeof clearInterval
  readonly setTimeout: typeof setTimeout
  readonly clearTimeout: typeof clearTimeout
  readonly setImmediate: typeof setImmediate
  readonly now: () => number
  /** Monotonic, in ms. */
  readonly elapsed: () => number
  readonly stringify: (value: unknown) => string
  readonly fs: Pick<
    typeof Fs,
    'readFileSync' | 'writeFileSync' | 'renameSync' | 'writeSync' | 'statSync' | 'openSync' | 'closeSync'
  >
  /** Runs what makes timers and sockets outside of every AsyncLocalStorage context of the program. */
  readonly outside: <T>(run: () => T) => T
}

/** Call it before any of the program's own code runs. */
export function takeOriginals(): Originals {
  const { AsyncResource } = builtin('node:async_hooks')
  const root = new AsyncResource('FANOUT')
  const { performance, JSON: json } = globalThis
  const read = performance.now
  const stringify = json.stringify
  return {
    setInterval: globalThis.setInterval,
    clearInterval: globalThis.clearInterval,
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setImmediate: globalThis.setImmediate,
    now: Date.now,
    elapsed: () => Reflect.apply(read, performance, []),
    stringify: (value) => stringify(value),
    fs: { ...pick(builtin('node:fs')) },
    outside: (run) => root.runInAsyncScope(run),
  }
}

function pick(fs: typeof Fs): Originals['fs'] {
  const { readFileSync, writeFileSync, renameSync, writeSync, statSync, openSync, closeSync } = fs
  return { readFileSync, writeFileSync, renameSync, writeSync, statSync, openSync, closeSync }
}
