/** Reads path aliases from every tsconfig and jsconfig of a workspace, forgivingly: a broken one is a problem. */
import { ts } from 'ts-morph'
import type { Problem } from '../../../protocol/graph.ts'

export interface PathAliases {
  /** Folder of the configuration: it speaks for the files below it. */
  readonly folder: string
  readonly baseUrl: string | undefined
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[]
}

export function readAliases(
  files: readonly string[],
  read: (file: string) => string | undefined,
): { aliases: PathAliases[]; problems: Problem[] } {
  const problems: Problem[] = []
  const aliases: PathAliases[] = []
  for (const file of files) {
    if (!/\/(?:tsconfig|jsconfig)[^/]*\.json$/.test(file)) continue
    const text = read(file)
    if (text === undefined) continue
    const { config, error } = ts.parseConfigFileTextToJson(file, text) as { config?: unknown; error?: ts.Diagnostic }
    if (error) {
      problems.push({
        code: 'tsconfig-broken',
        message: ts.flattenDiagnosticMessageText(error.messageText, ' '),
        file,
        ...(error.start !== undefined && { line: text.slice(0, error.start).split('\n').length }),
      })
    }
    const options = record(record(config)?.['compilerOptions'])
    const folder = folderOf(file)
    const baseUrl = typeof options?.['baseUrl'] === 'string' ? join(folder, options['baseUrl']) : undefined
    const paths = Object.entries(record(options?.['paths']) ?? {}).map(([pattern, targets]) => ({
      pattern,
      targets: (Array.isArray(targets) ? targets : [])
        .filter((target): target is string => typeof target === 'string')
        .map((target) => join(baseUrl ?? folder, target)),
    }))
    if (baseUrl !== undefined || paths.length > 0) aliases.push({ folder, baseUrl, paths })
  }
  // The nearest configuration is asked first.
  aliases.sort((a, b) => b.folder.length - a.folder.length)
  return { aliases, problems }
}

export function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')))
}

export function join(folder: string, path: string): string {
  const parts = path.startsWith('/') ? [] : folder.split('/')
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return path.startsWith('/') ? `/${parts.join('/')}` : parts.join('/')
}

export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}
