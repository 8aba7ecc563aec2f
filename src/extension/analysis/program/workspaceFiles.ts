/** Finds a workspace's files. Symbolic links are followed at most once a real folder, so a loop ends. */
import { existsSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs'
import { matchesGlob } from './glob.ts'
import { isSkippedFolder, isSource } from './sourceKind.ts'
import type { Problem } from '../../../protocol/graph.ts'

export interface WorkspaceFiles {
  /** Absolute, with `/`, sorted. */
  readonly sources: readonly string[]
  /** tsconfig, jsconfig and package.json files. */
  readonly manifests: readonly string[]
  readonly problems: readonly Problem[]
}

/** `own`: what one folder leaves out besides, by its path. */
export function findFiles(
  roots: readonly string[],
  exclude: readonly string[],
  own: ReadonlyMap<string, readonly string[]> = new Map(),
): WorkspaceFiles {
  const sources = new Set<string>()
  const manifests = new Set<string>()
  const problems: Problem[] = []
  const visited = new Set<string>()

  const visit = (folder: string, root: string): void => {
    const real = realPath(folder)
    if (real === undefined || visited.has(real)) return
    visited.add(real)
    for (const entry of entriesOf(folder, problems)) {
      const path = `${folder}/${entry.name}`
      const relative = path.slice(root.length + 1)
      if (exclude.some((glob) => matchesGlob(relative, glob))) continue
      if (own.get(root)?.some((glob) => matchesGlob(relative, glob))) continue
      const kind = kindOf(entry, path)
      if (kind === 'folder') {
        if (
          isSkippedFolder(entry.name, folder.slice(root.length + 1)) &&
          !(entry.name === 'node_modules' && isWritten(path))
        )
          continue
        if (entry.isSymbolicLink()) {
          const target = realPath(path)
          if (target !== undefined && (real === target || real.startsWith(`${target}/`))) {
            problems.push({
              code: 'symlink-loop',
              message: `The link leads back to a folder that holds it: ${target}`,
              file: path,
            })
            continue
          }
        }
        visit(path, root)
      } else if (kind === 'file') {
        if (isSource(entry.name)) sources.add(path)
        else if (isManifest(entry.name)) manifests.add(path)
      }
    }
  }
  for (const root of roots) {
    const folder = root.replaceAll('\\', '/').replace(/\/+$/, '')
    visit(folder, folder)
  }
  if (sources.size === 0) {
    problems.push({ code: 'no-source', message: 'No TypeScript or JavaScript source was found here.' })
  }
  return { sources: [...sources].sort(), manifests: [...manifests].sort(), problems }
}

/** A `node_modules` that nobody installs into: some programs keep their own packages in one. */
function isWritten(folder: string): boolean {
  const installed = [
    `${folder}/../package.json`,
    `${folder}/.package-lock.json`,
    `${folder}/.bin`,
    `${folder}/.modules.yaml`,
  ]
  return !installed.some((path) => existsSync(path))
}

export function isManifest(name: string): boolean {
  return name === 'package.json' || /^(?:tsconfig|jsconfig)(?:\.[\w-]+)*\.json$/.test(name)
}

function entriesOf(folder: string, problems: Problem[]): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    problems.push({ code: 'unreadable', message: `The folder cannot be read: ${String(error)}`, file: folder })
    return []
  }
}

function kindOf(entry: Dirent, path: string): 'file' | 'folder' | 'other' {
  if (entry.isDirectory()) return 'folder'
  if (entry.isFile()) return 'file'
  if (!entry.isSymbolicLink()) return 'other'
  try {
    const stat = statSync(path)
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other'
  } catch {
    return 'other' // a dangling link
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path).replaceAll('\\', '/')
  } catch {
    return undefined
  }
}
