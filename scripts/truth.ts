/**
 * `npm run truth -- <folder of checkouts> [--repo owner/name [--misses]]`: the map against what people found when reading
 * (test/truth). Checkouts lie in `<folder>/<owner>+<name>`. Exit 1 below a goal or if nothing could be compared.
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { MapJson } from '../src/extension/analysis/report.ts'
import { findCheckout, readLabels } from './truth/labels.ts'
import type { Labels } from './truth/labels.ts'
import { compare } from './truth/match.ts'
import type { Comparison, Place, Score } from './truth/match.ts'

/** A map that takes longer counts as empty. */
const timeLimitMs = 180_000
const goals = { recall: 0.95, precision: 0.95, names: 0.9 }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repo: { type: 'string' }, misses: { type: 'boolean', default: false } },
})
const [checkouts] = positionals
if (checkouts === undefined) {
  console.error('usage: npm run truth -- <folder of checkouts> [--repo owner/name [--misses]]')
  process.exit(2)
}
const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), checkouts)

const results: { labels: Labels; comparison: Comparison }[] = []
for (const labels of readLabels(resolve(import.meta.dirname, '../test/truth'))) {
  if (values.repo !== undefined && values.repo !== labels.repository) continue
  const checkout = findCheckout(labels, folder)
  if ('reason' in checkout) {
    console.log(`${labels.repository.padEnd(28)} ${checkout.reason}`)
    continue
  }
  const comparison = compareWithMap(labels, checkout.folder)
  results.push({ labels, comparison })
  console.log(row(labels, comparison))
  if (values.misses) printMisses(labels, comparison)
}

let short = results.length === 0
for (const split of ['tuning', 'held-out'] as const) {
  const own = results.filter(({ labels }) => labels.split === split)
  if (own.length === 0) continue
  for (const [name, goal] of Object.entries(goals) as [keyof typeof goals, number][]) {
    const figures = own.map(({ comparison }) => comparison[name]).filter((value) => value !== undefined)
    const middle = median(figures)
    const ok = middle !== undefined && middle >= goal
    short ||= !ok
    console.log(
      `truth.${split}.${name} ${shown(middle)} ≥ ${goal} ${ok ? 'ok' : 'short'}  (median of ${figures.length} of ${own.length} repositories)`,
    )
  }
}
process.exitCode = short ? 1 : 0

function compareWithMap(labels: Labels, checkout: string): Comparison {
  const found = mapOf(checkout).map(({ file, line, role, destination }) => ({ file, line, role, name: destination }))
  return compare(labels.sites, labels.doubts, labels.covered, found)
}

/** In a process of its own, so that one repository can neither hang the others nor leave its memory to them. */
function mapOf(checkout: string): MapJson['sites'] {
  const command = ['--import', 'tsx', resolve(import.meta.dirname, 'map.ts'), checkout, '--json']
  const { status, stdout, stderr, signal } = spawnSync(process.execPath, command, {
    cwd: resolve(import.meta.dirname, '..'),
    encoding: 'utf8',
    timeout: timeLimitMs,
    maxBuffer: 2 ** 28,
  })
  if (status === 0) return (JSON.parse(stdout) as MapJson).sites
  console.log(
    signal === null
      ? `  no map: exit ${status}: ${stderr.trim()}`
      : `  no map within ${timeLimitMs / 1000} s (${signal})`,
  )
  return []
}

function row(labels: Labels, { labelled, found, recall, precision, names }: Score): string {
  return [
    labels.repository.padEnd(28),
    labels.split.padEnd(8),
    `labelled ${String(labelled).padStart(3)}`,
    `found ${String(found).padStart(3)}`,
    `recall ${shown(recall)}`,
    `precision ${shown(precision)}`,
    `names ${shown(names)}`,
  ].join('  ')
}

/** Only of the tuning half: who sees the others' misses would tune on them. */
function printMisses({ repository, split }: Labels, { missed, falseAlarms, wrongNames }: Comparison): void {
  if (split === 'held-out') {
    console.log(`  ${repository} is held out: its misses are not shown`)
    return
  }
  for (const place of missed) console.log(`  missed       ${described(place)}`)
  for (const place of falseAlarms) console.log(`  false alarm  ${described(place)}`)
  for (const { place, shown: names } of wrongNames) {
    console.log(`  wrong name   ${described(place)}, the map says ${names.map(quoted).join(' | ')}`)
  }
}

function described({ file, line, role, names }: Place): string {
  return `${file}:${line} ${role} ${names.length === 0 ? '(any name)' : names.map(quoted).join(' | ')}`
}

function quoted(name: string | null): string {
  return name === null ? 'unknown' : `"${name}"`
}

function shown(value: number | undefined): string {
  return value === undefined ? '  – ' : value.toFixed(2)
}

function median(numbers: readonly number[]): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}
