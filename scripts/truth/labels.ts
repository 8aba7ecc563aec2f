/** The labels files under test/truth and the checkouts that they speak of. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Label } from './match.ts'

export interface Labels {
  readonly repository: string
  readonly commit: string
  readonly split: 'tuning' | 'held-out'
  readonly covered: readonly string[]
  readonly sites: readonly Label[]
  readonly doubts: readonly Label[]
  /** Git blob hash by path, of every file with a label. */
  readonly files: Readonly<Record<string, string>>
}

/** Own files, made and checked with the repository: their form is trusted. */
export function readLabels(folder: string): Labels[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Labels)
}

/** Where the repository lies in the folder of checkouts, or why it can't be used. */
export function findCheckout(labels: Labels, checkouts: string): { folder: string } | { reason: string } {
  const folder = join(checkouts, labels.repository.replace('/', '+'))
  if (!existsSync(folder)) return { reason: `absent: expected ${folder} at commit ${labels.commit}` }
  const commit = commitOf(folder)
  if (commit !== undefined && commit !== labels.commit) {
    return { reason: `other commit: expected ${labels.commit}, ${folder} is at ${commit}` }
  }
  const changed = Object.entries(labels.files).filter(([path, hash]) => blobHash(join(folder, path)) !== hash)
  if (changed.length === 0) return { folder }
  return { reason: `other content than at ${labels.commit}: ${changed.length} files, the first is ${changed[0]![0]}` }
}

/** Undefined for an exported tree, which the files' hashes tell about. */
function commitOf(folder: string): string | undefined {
  if (!existsSync(join(folder, '.git'))) return undefined
  return execFileSync('git', ['-C', folder, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()
}

function blobHash(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  const content = readFileSync(path)
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}
