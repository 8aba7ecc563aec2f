/**
 * Which file of the workspace an import means. Only files that are known are ever the answer, and nothing is asked of
 * the disk; an import without an answer is a library's. node_modules plays no part, so a map is the same with and
 * without it.
 */
import { folderOf, join, record, type PathAliases } from './tsconfigs.ts'

export type Resolve = (specifier: string, from: string) => string | undefined

export interface WorkspacePackage {
  readonly name: string
  readonly folder: string
  readonly manifest: Readonly<Record<string, unknown>>
}

export function createResolver(
  files: ReadonlySet<string>,
  aliases: readonly PathAliases[],
  packages: readonly WorkspacePackage[],
): Resolve {
  const byName = new Map(packages.map((one) => [one.name, one]))
  const byDepth = [...packages].sort((a, b) => b.folder.length - a.folder.length)
  const memo = new Map<string, string | undefined>()

  const findFile = (path: string): string | undefined => {
    if (files.has(path)) return path
    const stem = path.replace(/\.(?:[cm]?jsx?)$/, '')
    for (const base of stem === path ? [path] : [stem, path]) {
      for (const extension of extensions) if (files.has(base + extension)) return base + extension
    }
    for (const extension of extensions) if (files.has(`${path}/index${extension}`)) return `${path}/index${extension}`
    return undefined
  }

  const inPackage = (one: WorkspacePackage, subpath: string): string | undefined => {
    for (const target of targetsOf(one.manifest, subpath)) {
      const path = join(one.folder, target)
      for (const candidate of sourceTwins(path)) {
        const found = findFile(candidate)
        if (found) return found
      }
    }
    const guesses =
      subpath === ''
        ? ['src/index', 'index', 'lib/index', 'src/main', 'src']
        : [subpath, `src/${subpath}`, `lib/${subpath}`]
    for (const guess of guesses) {
      const found = findFile(`${one.folder}/${guess}`)
      if (found) return found
    }
    return undefined
  }

  const byAlias = (specifier: string, from: string): string | undefined => {
    for (const { folder, baseUrl, paths } of aliases) {
      if (folder !== '' && !from.startsWith(`${folder}/`)) continue
      for (const { pattern, targets } of paths) {
        const rest = matchPattern(pattern, specifier)
        if (rest === undefined) continue
        for (const target of targets) {
          for (const candidate of sourceTwins(target.replace('*', () => rest))) {
            const found = findFile(candidate)
            if (found) return found
          }
        }
      }
      const found = baseUrl === undefined ? undefined : findFile(`${baseUrl}/${specifier}`)
      if (found) return found
    }
    return undefined
  }

  const resolve = (specifier: string, from: string): string | undefined => {
    if (specifier.startsWith('.')) return findFile(join(folderOf(from), specifier))
    const aliased = byAlias(specifier, from)
    if (aliased) return aliased
    if (specifier.startsWith('#')) {
      const own = byDepth.find(({ folder }) => from.startsWith(`${folder}/`))
      const imports = record(own?.manifest['imports'])
      for (const [pattern, target] of Object.entries(imports ?? {})) {
        const rest = matchPattern(pattern, specifier)
        if (own === undefined || rest === undefined) continue
        for (const path of strings(target)) {
          for (const candidate of sourceTwins(
            join(
              own.folder,
              path.replace('*', () => rest),
            ),
          )) {
            const found = findFile(candidate)
            if (found) return found
          }
        }
      }
      return undefined
    }
    const [name, subpath] = splitPackage(specifier)
    const one = byName.get(name)
    return one && inPackage(one, subpath)
  }

  return (specifier, from) => {
    const key = `${folderOf(from)}\n${specifier}`
    if (memo.has(key)) return memo.get(key)
    const found = resolve(specifier, from)
    memo.set(key, found)
    return found
  }
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue.ts', '.svelte.ts', '.astro.ts']

/** Where the source of a built file may lie. */
function sourceTwins(path: string): readonly string[] {
  const twins = [path]
  const source = path.replace(/\/(?:dist|build|lib|out|esm|cjs|es|types)(?:\/(?:esm|cjs|src|types|es))?\//, '/src/')
  if (source !== path) twins.push(source, source.replace('/src/', '/'))
  return twins.map((one) => one.replace(/\.d\.[cm]?ts$/, ''))
}

function targetsOf(manifest: Readonly<Record<string, unknown>>, subpath: string): string[] {
  const found: string[] = []
  const exported = manifest['exports']
  if (subpath === '') {
    const table = record(exported)
    found.push(
      ...strings(
        table && '.' in table
          ? table['.']
          : table && Object.keys(table).some((k) => k.startsWith('.'))
            ? undefined
            : exported,
      ),
    )
    for (const field of ['source', 'types', 'typings', 'module', 'main']) found.push(...strings(manifest[field]))
  } else {
    for (const [pattern, target] of Object.entries(record(exported) ?? {})) {
      const rest = matchPattern(pattern, `./${subpath}`)
      if (rest !== undefined) found.push(...strings(target).map((path) => path.replace('*', () => rest)))
    }
  }
  return found
}

/** The part that `*` stands for, '' without a `*`; undefined if the pattern does not match. */
function matchPattern(pattern: string, text: string): string | undefined {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text ? '' : undefined
  const before = pattern.slice(0, star)
  const after = pattern.slice(star + 1)
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
    ? text.slice(before.length, text.length - after.length)
    : undefined
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(strings)
  return Object.values(record(value) ?? {}).flatMap(strings)
}

export function splitPackage(specifier: string): [name: string, subpath: string] {
  const parts = specifier.split('/')
  const length = specifier.startsWith('@') ? 2 : 1
  return [parts.slice(0, length).join('/'), parts.slice(length).join('/')]
}
