/** Decides from a debug configuration alone whether the program can be watched, and with which environment. */
import path from 'node:path'
import { appendOption, environmentFileValue, requireOption, usesPermissionModel } from './nodeOptions.ts'

/** A debug configuration, as anyone may have written it. */
export type LaunchConfiguration = Readonly<Record<string, unknown>>

/** Reads a text file, or returns undefined if it can't be read. */
export type ReadText = (file: string) => string | undefined

export type LaunchDecision =
  /** Not a Node.js program's launch, or a part of one that was already seen: left as it is. */
  { readonly watch: 'untouched' } | { readonly watch: 'no'; readonly reason: string } | { readonly watch: 'yes' }

const nodeTypes: ReadonlySet<unknown> = new Set(['node', 'pwa-node', 'node-terminal'])

export function decideLaunch(configuration: LaunchConfiguration, readText: ReadText): LaunchDecision {
  if (!nodeTypes.has(configuration['type']) || joinsStarted(configuration)) return { watch: 'untouched' }
  const reason = whyNot(configuration, readText)
  return reason === undefined ? { watch: 'yes' } : { watch: 'no', reason }
}

/**
 * The configuration's `env` with the probe's variables. js-debug lets `env` win over `envFile` and adds its own
 * NODE_OPTIONS and the process's to it: a value from the file would be lost if it were not carried over here.
 */
export function environmentWithProbe(
  configuration: LaunchConfiguration,
  readText: ReadText,
  probePath: string,
  variables: Readonly<Record<string, string>>,
  platform: NodeJS.Platform = process.platform,
): Record<string, unknown> {
  const env = { ...asRecord(configuration['env']) }
  const key = nodeOptionsKey(env, platform)
  const own = env[key]
  const existing =
    own === undefined ? fromEnvironmentFile(configuration, readText) : typeof own === 'string' ? own : undefined
  return { ...env, [key]: appendOption(existing, requireOption(probePath)), ...variables }
}

/**
 * Sessions that js-debug opens by itself join processes whose environment was settled when they started: those of a
 * parent session, and those of a JavaScript Debug Terminal.
 */
function joinsStarted({ type, request, __pendingTargetId: target, delegateId }: LaunchConfiguration): boolean {
  return target !== undefined || delegateId !== undefined || (type === 'node-terminal' && request === 'attach')
}

function whyNot(configuration: LaunchConfiguration, readText: ReadText): string | undefined {
  if (configuration['request'] === 'attach') {
    return 'The debugger attached to a program that was already running. Only programs that it starts are watched: use a launch configuration or a JavaScript Debug Terminal.'
  }
  const words = commandWords(configuration)
  const executable = executableName(words[0])
  const other = otherRuntimes.get(executable)
  if (other !== undefined) return `The program runs in ${other}. Programs that run in Node.js are watched.`
  const options = [
    ...words,
    nodeOptionsOf(configuration) ?? fromEnvironmentFile(configuration, readText) ?? '',
    packageScript(configuration, words, readText) ?? '',
  ]
  if (options.some(usesPermissionModel)) {
    return "The launch turns on Node.js's permission model, which does not let anything be added to the program."
  }
  return undefined
}

const otherRuntimes: ReadonlyMap<string, string> = new Map([
  ['deno', 'Deno'],
  ['bun', 'Bun'],
  ['bunx', 'Bun'],
  ['electron', 'Electron'],
])

/** The words that come before the program's own arguments. */
function commandWords(configuration: LaunchConfiguration): string[] {
  if (configuration['type'] === 'node-terminal') {
    const command = configuration['command']
    return typeof command === 'string' ? command.trim().split(/\s+/) : []
  }
  const executable = configuration['runtimeExecutable']
  return [
    typeof executable === 'string' ? executable : 'node',
    ...asWords(configuration['runtimeArgs']),
    ...(configuration['program'] === undefined ? asWords(configuration['args']) : []),
  ]
}

function executableName(word: string | undefined): string {
  return path.win32
    .basename(word ?? '')
    .replace(/\.(?:exe|cmd|bat|ps1)$/i, '')
    .toLowerCase()
}

const packageManagers: ReadonlySet<string> = new Set(['npm', 'pnpm', 'yarn', 'cnpm', 'tnpm'])

/** What `npm run <script>` runs, one level deep. */
function packageScript(
  configuration: LaunchConfiguration,
  words: readonly string[],
  readText: ReadText,
): string | undefined {
  if (!packageManagers.has(executableName(words[0]))) return undefined
  const name = words.slice(1).find((word) => !word.startsWith('-') && word !== 'run' && word !== 'run-script')
  const folder = configuration['cwd']
  if (name === undefined || typeof folder !== 'string') return undefined
  try {
    const manifest: unknown = JSON.parse(readText(path.join(folder, 'package.json')) ?? 'null')
    const script = asRecord(asRecord(manifest)['scripts'])[name]
    return typeof script === 'string' ? script : undefined
  } catch {
    return undefined
  }
}

function nodeOptionsOf(configuration: LaunchConfiguration): string | undefined {
  const env = asRecord(configuration['env'])
  const value = env[nodeOptionsKey(env, process.platform)]
  return value === null ? '' : typeof value === 'string' ? value : undefined
}

function fromEnvironmentFile(configuration: LaunchConfiguration, readText: ReadText): string | undefined {
  const file = configuration['envFile']
  const text = typeof file === 'string' ? readText(file) : undefined
  return text === undefined ? undefined : environmentFileValue(text, 'NODE_OPTIONS')
}

/** Names of variables do not tell cases apart on Windows. */
function nodeOptionsKey(env: Readonly<Record<string, unknown>>, platform: NodeJS.Platform): string {
  const found = platform === 'win32' ? Object.keys(env).find((key) => key.toUpperCase() === 'NODE_OPTIONS') : undefined
  return found ?? 'NODE_OPTIONS'
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function asWords(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/\s+/)
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : []
}
