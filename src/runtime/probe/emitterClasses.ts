import type { EventEmitter } from 'node:events'

/** What an emitter's class says about it. */
export interface EmitterClass {
  /**
   * `platform`: one of Node's own objects, never the program's. `plain`: made by `new EventEmitter()`. `own`: a class of
   * the program or of a package. `mixed`: such a class whose parent is one of Node's (a stream, a server).
   */
  readonly kind: 'platform' | 'plain' | 'own' | 'mixed'
  /** The class's name; empty for a plain emitter and a class without a name. */
  readonly scope: string
}

/** Classifies by prototype, once for each. */
export function createEmitterClasses(base: typeof EventEmitter): (emitter: object) => EmitterClass {
  const known = new WeakMap<object, EmitterClass>()
  return (emitter) => {
    const prototype = Object.getPrototypeOf(emitter) as object | null
    if (prototype === null) return plain
    let found = known.get(prototype)
    if (found === undefined) known.set(prototype, (found = classify(prototype, base)))
    return found
  }
}

const platform: EmitterClass = { kind: 'platform', scope: '' }
const plain: EmitterClass = { kind: 'plain', scope: '' }

function classify(prototype: object, base: typeof EventEmitter): EmitterClass {
  if (prototype === base.prototype) return plain
  const builtins = builtinPrototypes()
  if (builtins.has(prototype)) return platform
  const { constructor } = prototype as { constructor?: unknown }
  if (typeof constructor !== 'function' || hiddenBuiltins.has(constructor.name)) return platform
  const scope = Object.hasOwn(prototype, 'constructor') ? constructor.name : ''
  for (
    let at = Object.getPrototypeOf(prototype) as object | null;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    if (at === base.prototype) break
    if (builtins.has(at)) return { kind: 'mixed', scope }
  }
  // A plain object that was made an emitter by copying methods has no class of its own.
  return scope === 'Object' || scope === '' ? plain : { kind: 'own', scope }
}

/** Node's own objects that are plain emitters. */
export function isPlatformObject(emitter: object): boolean {
  const { moduleLoadList, getBuiltinModule } = process as unknown as PlatformProcess
  if (emitter === process) return true
  return moduleLoadList?.includes('NativeModule cluster') === true && emitter === getBuiltinModule?.('cluster')
}

interface PlatformProcess {
  /** `NativeModule NAME` of what is loaded. */
  readonly moduleLoadList?: readonly string[]
  readonly getBuiltinModule?: (name: string) => unknown
}

/** Events of Node's own objects: not those of a program, even if its class inherits from one of them. */
export const platformEvents: ReadonlySet<string> = new Set(
  `abort aborted agentRemoved checkContinue checkExpectation clientError close connect connection continue data
  dirty disconnect drain drop dropRequest end error exit finish free frameError goaway headers history information
  keylog line listening localSettings lookup message messageerror newListener newSession OCSPRequest online open origin
  pause pipe priority push ready readable remoteSettings removeListener request reset resize response resume
  resumeSession secure secureConnect secureConnection session sessionError setup SIGCONT SIGINT SIGTSTP socket spawn
  stream streamClosed timeout tlsClientError trailers unpipe upgrade wantTrailers worker`.split(/\s+/),
)

/** Classes of Node's that are not exported anywhere. */
const hiddenBuiltins: ReadonlySet<string> = new Set([
  'process',
  'StatWatcher',
  'Http2Session',
  'ServerHttp2Session',
  'ClientHttp2Session',
  'Http2Stream',
  'ServerHttp2Stream',
  'ClientHttp2Stream',
  'Http2Server',
  'Http2SecureServer',
  'FSWatcher',
  'Pipe',
  'Control',
])

const modules = [
  'stream', 'net', 'tls', 'http', 'https', 'http2', 'child_process', 'worker_threads', 'cluster', 'fs', 'readline',
  'repl', 'dgram', 'zlib', 'crypto', 'domain', 'inspector', 'tty', 'perf_hooks', 'string_decoder', 'wasi',
] // prettier-ignore

/** Prototypes of the classes that Node's modules export, of those modules that the program has loaded by now. */
function builtinPrototypes(): ReadonlySet<object> {
  const { moduleLoadList, getBuiltinModule } = process as unknown as PlatformProcess
  const loaded = new Set(moduleLoadList ?? ['NativeModule stream'])
  const found = new Set<object>()
  for (const name of modules) {
    if (!loaded.has(`NativeModule ${name}`)) continue
    const exported = (getBuiltinModule?.(name) ?? require(name)) as object
    // Values only: some getters warn that they are deprecated, and some load what the program does not use.
    const values = Object.values(Object.getOwnPropertyDescriptors(exported)).map(({ value }) => value as unknown)
    for (const value of [exported, ...values]) {
      if (typeof value !== 'function') continue
      const prototype = Object.getOwnPropertyDescriptor(value, 'prototype')?.value as unknown
      if (typeof prototype === 'object' && prototype !== null) found.add(prototype)
    }
  }
  return found
}
