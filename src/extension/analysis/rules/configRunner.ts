/**
 * Entry of dist/configRunner.cjs: a process that runs one configuration and writes what it exports, as JSON, to its
 * fourth file descriptor. The task comes on standard input.
 */
import { readFileSync, writeSync } from 'node:fs'
import Module, { register } from 'node:module'
import { Worker } from 'node:worker_threads'

export interface ConfigTask {
  /** URL of the configuration. */
  readonly entry: string
  /** ES modules by their URL. */
  readonly sources: Readonly<Record<string, string>>
  /** By a module's URL and the specifier that stands in it. */
  readonly resolutions: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Milliseconds. */
  readonly limit: number
}

const answerDescriptor = 3

async function main(): Promise<void> {
  const task = JSON.parse(readFileSync(0, 'utf8')) as ConfigTask
  endByItself(task.limit)
  provideHelper()
  const { entry, sources, resolutions } = task
  register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: { sources, resolutions } })
  const exported = (await import(entry)) as Record<string, unknown>
  const given = exported['default'] ?? exported
  const value: unknown = await (typeof given === 'function' ? (given as () => unknown)() : given)
  answer(JSON.stringify({ value: plain(value, 'it') }))
}

/** Should whoever started this be gone, a configuration that never ends must not stay. */
function endByItself(limit: number): void {
  const code = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${Number(limit) + 2_000})`
  new Worker(code, { eval: true }).unref()
}

/** `fanout/config` need not be installed where a configuration is written. */
function provideHelper(): void {
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown }
  const load = loader._load.bind(loader)
  loader._load = (request, ...rest) =>
    request === 'fanout/config' ? { defineConfig: (config: unknown) => config } : load(request, ...rest)
}

/** They run in a thread of their own, so they are a text. */
const hooks = `
let given
export const initialize = (data) => { given = data }
export const resolve = (specifier, context, next) => {
  if (specifier === 'fanout/config')
    return { url: 'data:text/javascript,export const defineConfig = (config) => config', format: 'module', shortCircuit: true }
  const url = given.resolutions[context.parentURL]?.[specifier]
  return url ? { url, shortCircuit: true } : given.sources[specifier] ? { url: specifier, shortCircuit: true } : next(specifier, context)
}
export const load = (url, context, next) => {
  const source = given.sources[url]
  return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
}`

/** Data alone: what JSON would leave out in silence is told. */
function plain(value: unknown, path: string, around: readonly unknown[] = []): unknown {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return value
  if (typeof value !== 'object') throw new Error(`${path}: expected data, came a ${typeof value}`)
  if (around.includes(value)) throw new Error(`${path}: expected data, came an object that holds itself`)
  const within = [...around, value]
  if (Array.isArray(value)) return value.map((one, index) => plain(one, `${path}[${index}]`, within))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one, `${path}.${name}`, within)]))
}

function answer(text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(answerDescriptor, bytes, at)
    } catch (error) {
      // The pipe is full: its reader is at work.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
  process.exit(0)
}

main().catch((error: unknown) => {
  answer(JSON.stringify({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }))
})
