/** What a user said of one workspace folder, in its configuration file and in settings: read, decoded, put together. */
import { existsSync, readFileSync } from 'node:fs'
import { DecodeError } from '../../../protocol/decoder.ts'
import { globs, joinPairs } from './configForm.ts'
import { dataFile, scripts } from './configNames.ts'
import { came, record } from './form.ts'
import { linesOf, parseJsonText } from './jsonLines.ts'
import { readRules } from './userRules.ts'
import type { RunConfig } from './runConfig.ts'
import type { Detector } from '../detectors/detector.ts'
import type { Problem } from '../../../protocol/graph.ts'
import type { NamePair } from '../../../protocol/map.ts'

/** Everything that a user said of the map of one workspace folder, understood and bounded. */
export interface FolderRules {
  /** Absolute, with `/`. */
  readonly root: string
  readonly detectors: readonly Detector[]
  readonly join: readonly NamePair[]
  /** Globs, relative to the folder. */
  readonly exclude: readonly string[]
  /** What could not be understood or was left out. */
  readonly problems: readonly Problem[]
}

/** What each folder leaves out by its own configuration. */
export function excludedBy(rules: readonly FolderRules[]): ReadonlyMap<string, readonly string[]> {
  return new Map(rules.map(({ root, exclude }) => [root, exclude]))
}

export interface FolderSettings {
  readonly root: string
  /** From the widest to the narrowest: the user's, the workspace's, the folder's. They add up. */
  readonly layers: readonly SettingsLayer[]
}

/** What settings of one place say, as they hold it: anything that a person can type. */
export interface SettingsLayer {
  readonly rules?: unknown
  readonly join?: unknown
  /** The file that they stand in, where that is known. */
  readonly file?: string
}

export interface ReadOptions {
  /** An untrusted workspace's JavaScript is never run. */
  readonly trusted: boolean
  /** Absent where nothing can run a configuration. */
  readonly run?: RunConfig
}

export interface ReadFolder {
  readonly rules: FolderRules
  /** Files on which it depends: a change of one is another configuration. */
  readonly files: readonly string[]
}

/** Never throws: what is wrong is a problem, and costs no more than the part that is wrong. */
export async function readFolder(settings: FolderSettings, options: ReadOptions): Promise<ReadFolder> {
  const { root } = settings
  const config = await readConfig(root, options)
  const ofConfig = config ? decoded(config, root) : nothing
  const parts = [
    ofConfig,
    ...settings.layers.map(({ rules = [], join = {}, file }) => {
      const lines = file === undefined ? () => ({}) : settingsLines(file)
      return decoded({ value: { rules, join }, prefix: 'fanout.', lines, problems: [] }, root)
    }),
  ]
  return {
    rules: {
      root,
      detectors: parts.flatMap(({ detectors }) => detectors),
      // The first pair that matches counts: what is said nearer to the user goes before what the folder says.
      join: parts.toReversed().flatMap(({ join }) => join),
      exclude: ofConfig.exclude,
      problems: [...(config?.problems ?? []), ...parts.flatMap(({ problems }) => problems)],
    },
    files: config?.files ?? [],
  }
}

/** A file, or a file and a line. */
type Place = Pick<Problem, 'file' | 'line'>

interface Written {
  readonly value: unknown
  /** How its parts are called: `fanout.rules`, `fanout.config.json#rules`. */
  readonly prefix: string
  /** Where a part stands: `rules[3]`. */
  readonly lines: (path: string) => Place
  readonly problems: readonly Problem[]
  readonly files?: readonly string[]
}

async function readConfig(root: string, { trusted, run }: ReadOptions): Promise<Written | undefined> {
  const there = [...scripts, dataFile].filter((name) => existsSync(`${root}/${name}`))
  const canRun = trusted && run !== undefined
  const chosen = there.find((name) => canRun || name === dataFile)
  const problems = there
    .filter((name) => name !== chosen)
    .map((name): Problem => {
      const reason =
        chosen !== undefined && (canRun || name === dataFile)
          ? `${chosen} is read in its place`
          : trusted
            ? 'it is not run here'
            : 'the workspace is not trusted, so its code is not run'
      return { code: 'config-left-out', message: `${name} was left out: ${reason}`, file: `${root}/${name}` }
    })
  if (chosen === undefined) return there.length === 0 ? undefined : { ...empty, problems }
  const file = `${root}/${chosen}`
  const prefix = `${chosen}#`
  if (chosen === dataFile) {
    const { value, error, lineOf } = readJson(file)
    return {
      value: value ?? {},
      prefix,
      lines: (path) => ({ file, line: lineOf(path) }),
      problems: error ? [...problems, error] : problems,
      files: [file],
    }
  }
  const ran = (await run?.(file)) ?? { files: [file] }
  const failure = ran.error === undefined ? [] : [{ code: 'config', message: `${chosen}: ${ran.error}`, file }]
  return {
    value: ran.value ?? {},
    prefix,
    lines: () => ({ file }),
    problems: [...problems, ...failure],
    files: ran.files,
  }
}

const empty: Written = { value: {}, prefix: '', lines: () => ({}), problems: [] }
const nothing: Omit<FolderRules, 'root'> = { detectors: [], join: [], exclude: [], problems: [] }

function decoded({ value, prefix, lines }: Written, root: string): Omit<FolderRules, 'root'> {
  const problems: Problem[] = []
  const report = (path: string, message: string): void => {
    problems.push({ code: 'rule', message, ...lines(path.slice(prefix.length)) })
  }
  const attempt = <T>(path: string, read: () => T, otherwise: T): T => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      report(path, error.message)
      return otherwise
    }
  }
  const from = attempt(prefix, () => record(value, prefix.replace(/#$/, '')), {})
  const known = new Set(['rules', 'join', 'exclude', '$schema'])
  for (const name of Object.keys(from)) {
    if (known.has(name)) continue
    const error = new DecodeError(`${prefix}${name}`, 'rules, join or exclude', came(name))
    report(error.path, error.message)
  }
  const part = (name: string): string => `${prefix}${name}`
  const { detectors, errors } = readRules(from['rules'] ?? [], part('rules'), root, (path) =>
    lines(path.slice(prefix.length)),
  )
  for (const { path, message } of errors) report(path, message)
  const join = attempt(part('join'), () => joinPairs.decode(from['join'] ?? {}, part('join')), {})
  const exclude = attempt(part('exclude'), () => globs.decode(from['exclude'] ?? [], part('exclude')), [])
  return { detectors, join: Object.entries(join).map(([name, to]) => ({ from: name, to })), exclude, problems }
}

const largestFile = 1_000_000

function readJson(file: string): { value?: unknown; error?: Problem; lineOf: (path: string) => number } {
  const code = 'config'
  try {
    const text = readFileSync(file, 'utf8')
    if (text.length > largestFile)
      return {
        error: { code, message: `expected at most ${largestFile} characters, came ${text.length}`, file },
        lineOf: () => 1,
      }
    const { value, error, source } = parseJsonText(text)
    return {
      value,
      lineOf: (path) => linesOf(source, path),
      ...(error && { error: { code, message: `expected JSON: ${error.message}`, file, line: error.line } }),
    }
  } catch (error) {
    return { error: { code, message: `The file cannot be read: ${String(error)}`, file }, lineOf: () => 1 }
  }
}

/** Where `rules[3]` of the settings stands: in the folder's settings, or those of a workspace file. */
function settingsLines(file: string): (path: string) => Place {
  let source: ReturnType<typeof parseJsonText>['source'] | undefined
  return (path) => {
    try {
      source ??= parseJsonText(readFileSync(file, 'utf8')).source
      const within = file.endsWith('.code-workspace') ? 'settings.' : ''
      return { file, line: linesOf(source, `${within}"fanout.${path.replace(/(\[|$)/, '"$1')}`) }
    } catch {
      return {}
    }
  }
}
