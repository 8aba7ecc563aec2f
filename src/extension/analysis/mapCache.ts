/**
 * The last map, kept on the disk for the next start. It counts only if every file it was made from has the very same
 * content, under the same analyser; anything else in its place (older, cut, garbled) is as good as nothing.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isManifest } from './program/workspaceFiles.ts'
import { isSource } from './program/sourceKind.ts'
import type { FileChange } from './messages.ts'
import type { FolderRules } from './rules/folderRules.ts'
import type { WorkspaceFiles } from './program/workspaceFiles.ts'
import type { SourceMapping } from '../../protocol/map.ts'

export interface MapCache {
  /** The map of exactly what is on the disk, if that was kept. */
  read(): SourceMapping | undefined
  /** To be told before the changes are mapped: a change in between then costs a rebuild, never a wrong map. */
  changed(changes: readonly FileChange[]): void
  /** Does nothing while any content is not saved: the next start would not find it. Never throws. */
  write(mapping: SourceMapping): void
}

export interface MapCacheOptions {
  readonly folder: string
  /** Changes with the engine and the detectors. */
  readonly analyser: string
  readonly roots: readonly string[]
  readonly exclude: readonly string[]
  /** What the user said of each folder, as it was understood. */
  readonly rules: readonly FolderRules[]
  readonly files: WorkspaceFiles
}

export function createMapCache({ folder, analyser, roots, exclude, rules, files }: MapCacheOptions): MapCache {
  const store = path.join(folder, 'map.json')
  const contents = new Map<string, string>()
  const unsaved = new Set<string>()
  let stored: SourceMapping | undefined
  const take = (file: string): void => {
    const content = contentOf(file)
    if (content === undefined) contents.delete(file)
    else contents.set(file, content)
  }
  for (const file of [...files.sources, ...files.manifests]) take(file)

  const key = (): string =>
    digest(JSON.stringify([analyser, roots, exclude, rules, [...contents].sort(([a], [b]) => (a < b ? -1 : 1))]))

  return {
    read() {
      try {
        const kept = readFileSync(store, 'utf8')
        const end = kept.indexOf('\n')
        const body = kept.slice(end + 1)
        if (kept.slice(0, end) !== `${key()} ${digest(body)}`) return undefined
        stored = JSON.parse(body) as SourceMapping
        return stored
      } catch {
        return undefined
      }
    },
    changed(changes) {
      for (const { file, text } of changes) {
        const name = file.replaceAll('\\', '/')
        if (typeof text === 'string') unsaved.add(name)
        else unsaved.delete(name)
        const base = name.slice(name.lastIndexOf('/') + 1)
        if (contents.has(name) || isSource(base) || isManifest(base)) take(name)
      }
    },
    write(mapping) {
      // What was read is there already; a change in between gives another map.
      if (unsaved.size > 0 || mapping === stored) return
      try {
        mkdirSync(folder, { recursive: true })
        const body = JSON.stringify(mapping)
        // A window of the same workspace that reads meanwhile sees the old map or the new one, nothing between.
        writeFileSync(`${store}.${process.pid}`, `${key()} ${digest(body)}\n${body}`)
        renameSync(`${store}.${process.pid}`, store)
      } catch {
        // Without the cache the next start takes longer; nothing else.
      }
    },
  }
}

const digest = (content: string | Buffer): string => createHash('sha256').update(content).digest('base64')

function contentOf(file: string): string | undefined {
  try {
    return digest(readFileSync(file))
  } catch {
    return undefined
  }
}
