/** A workspace that is larger than the memory: the map says what it left out, and the worker does not die of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openWorkspace } from '../../../src/extension/analysis/map.ts'
import { createMapper } from '../../../src/extension/analysis/mapper.ts'
import type { MapState } from '../../../src/protocol/graph.ts'
import type { SourceMapping } from '../../../src/protocol/map.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fanout-bound-')).replaceAll('\\', '/')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const sender = (name: string): string => `import { Queue } from 'fanout'\nvoid new Queue('${name}').send(1)\n`

function workspace(files: number, filler: string): string {
  const folder = mkdtempSync(`${root}/workspace-`)
  mkdirSync(`${folder}/deep`)
  for (let at = 0; at < files; at++) writeFileSync(`${folder}/deep/f${at}.ts`, sender(`queue-${at}`) + filler)
  return folder
}
const names = ({ destinations }: SourceMapping): string[] => destinations.map(({ name }) => name).sort()
const bounds = ({ problems }: SourceMapping): string[] =>
  problems.flatMap(({ code, message }) => (code === 'memory-bound' ? [message] : []))

it('leaves out what does not fit, says where and how many, and finds the same again', () => {
  const folder = workspace(6, '')
  const one = sender('queue-0').length
  const open = openWorkspace({ roots: [folder], mostOpen: one * 4 })
  const first = open.map()
  expect(names(first)).toEqual(['queue-0', 'queue-1', 'queue-2', 'queue-3'])
  expect(bounds(first)).toEqual([expect.stringContaining('2 files')])
  expect(bounds(first)[0]).toContain(`${folder}/deep (2)`)
  expect(open.map()).toEqual(first)
  rmSync(`${folder}/deep/f0.ts`)
  rmSync(`${folder}/deep/f1.ts`)
  open.change([
    { file: `${folder}/deep/f0.ts`, text: null },
    { file: `${folder}/deep/f1.ts`, text: null },
  ])
  const fits = open.map()
  expect(names(fits)).toEqual(['queue-2', 'queue-3', 'queue-4', 'queue-5'])
  expect(bounds(fits)).toEqual([])
})

it('keeps a worker of little memory alive', { timeout: 240_000 }, async () => {
  const workerPath = join(root, 'worker.cjs')
  await build({
    entryPoints: [fileURLToPath(new URL('../../../src/extension/analysis/worker.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: workerPath,
    logLevel: 'error',
  })
  // Some 20 MB of source: parsed it would take several times the memory that the worker has.
  const folder = workspace(60, 'export const f = (a: number, b: { c: string }) => [a + 1, b.c, { a }]\n'.repeat(5_000))
  const states: MapState[] = []
  const mappings: SourceMapping[] = []
  const mapper = createMapper({
    roots: [folder],
    workerPath,
    memory: 256,
    onState: (state) => states.push(state),
    onMapping: (mapping) => mappings.push(mapping),
  })
  try {
    await vi.waitFor(() => expect(states.at(-1)?.state).toMatch(/ready|failed/), { timeout: 200_000, interval: 100 })
    expect(states.at(-1)).toMatchObject({ state: 'ready' })
    const [mapping] = mappings
    expect(mapping && names(mapping).length).toBeGreaterThan(0)
    expect(mapping && bounds(mapping)).toHaveLength(1)
  } finally {
    await mapper.dispose()
  }
})
