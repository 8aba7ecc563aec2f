/** A workspace folder on the disk, and its map under rules that a user wrote. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mapWorkspace } from '../../../../src/extension/analysis/map.ts'
import { readRules } from '../../../../src/extension/analysis/rules/userRules.ts'
import type { NamePair, SourceMapping } from '../../../../src/protocol/map.ts'

export interface Folder {
  readonly root: string
  write(files: Readonly<Record<string, string>>): void
  remove(): void
}

export function makeFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fanout-rules-'))).replaceAll('\\', '/')
  const folder: Folder = {
    root,
    write(more) {
      for (const [name, text] of Object.entries(more)) {
        mkdirSync(join(root, name, '..'), { recursive: true })
        writeFileSync(join(root, name), text)
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  }
  folder.write(files)
  return folder
}

export function mapUnder({ root }: Folder, rules: unknown, join: readonly NamePair[] = []): SourceMapping {
  const { detectors, errors } = readRules(rules, 'fanout.rules', root)
  const problems = errors.map(({ message }) => ({ code: 'rule', message }))
  return mapWorkspace({ roots: [root], rules: [{ root, detectors, join, exclude: [], problems }] })
}

/** `src/a.ts:3 send paid`, each site once. */
export function sitesOf({ sites, destinations }: SourceMapping, { root }: Folder): string[] {
  const names = new Map(destinations.map(({ id, name }) => [id, name]))
  return sites.map(
    ({ file, line, role, destinationId }) =>
      `${file.slice(root.length + 1)}:${line} ${role} ${destinationId === null ? '(unknown)' : names.get(destinationId)}`,
  )
}
