/**
 * Names of modules that a program gives its own files when it runs: `_moduleAliases` of its manifest, as module-alias reads
 * them, or a table in a file that replaces Node's `Module._resolveFilename`.
 */
import { folderOf, join, record, type PathAliases } from './tsconfigs.ts'
import type { WorkspacePackage } from './resolver.ts'

export interface SourceText {
  readonly fileName: string
  readonly text: string
}

export function runtimeAliases(
  packages: readonly WorkspacePackage[],
  sources: Iterable<SourceText>,
  roots: readonly string[],
): PathAliases[] {
  const found = packages.flatMap(({ folder, manifest }) => {
    const table = Object.entries(record(manifest['_moduleAliases']) ?? {})
    return aliasesOf(
      folder,
      table.flatMap(([name, path]) => (typeof path === 'string' ? [[name, path] as const] : [])),
    )
  })
  const folders = [...packages.map(({ folder }) => folder), ...roots].sort((a, b) => b.length - a.length)
  for (const { fileName, text } of sources) {
    if (!replacesResolution(text)) continue
    const folder = folders.find((one) => fileName.startsWith(`${one}/`)) ?? folderOf(fileName)
    const table = [...text.matchAll(entry)].flatMap(([, name, path]) =>
      name !== undefined && path !== undefined ? [[name, path] as const] : [],
    )
    found.push(...aliasesOf(folder, table, [folder, folderOf(fileName)]))
  }
  return found
}

/** Whether what such a file says decides how paths resolve. */
export function replacesResolution(text: string): boolean {
  return text.includes('_resolveFilename')
}

/** `logger: 'lib/logger.js'`. */
const entry = /['"]?([\w@$/-]+)['"]?\s*:\s*['"](\.{0,2}\/?[\w@$./-]+\.[cm]?[jt]s)['"]/g

function aliasesOf(
  folder: string,
  table: readonly (readonly [name: string, path: string])[],
  from: readonly string[] = [folder],
): PathAliases[] {
  if (table.length === 0) return []
  const paths = table.flatMap(([name, path]) => {
    const targets = from.map((one) => join(one, path))
    return [
      { pattern: name, targets },
      { pattern: `${name}/*`, targets: targets.map((one) => `${one}/*`) },
    ]
  })
  return [{ folder, baseUrl: undefined, paths }]
}
