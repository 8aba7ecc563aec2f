/**
 * The map against parsing alone, in one run, on one tree: the folder named by FANOUT_BENCH_TREE, a checkout of a real
 * program; without it on sources that are at hand here, the repository's own and those of what it depends on.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ts } from 'ts-morph'
import { openCachedWorkspace } from '../../src/extension/analysis/cachedWorkspace.ts'
import { openWorkspace } from '../../src/extension/analysis/map.ts'
import { createMapCache } from '../../src/extension/analysis/mapCache.ts'
import { findFiles } from '../../src/extension/analysis/program/workspaceFiles.ts'
import { atMost, median, quantile, type Figure } from './figure.ts'
import type { SourceMapping } from '../../src/protocol/map.ts'

const saves = 7

export async function bench(): Promise<readonly Figure[]> {
  const root = (process.env['FANOUT_BENCH_TREE'] ?? process.cwd()).replaceAll('\\', '/')
  const files = findFiles([root], []).sources
  const texts = files.map((file) => [file, readFileSync(file, 'utf8')] as const).filter(([, text]) => text.length < 1e6)
  const lines = texts.reduce((sum, [, text]) => sum + text.split('\n').length, 0)

  const parsing = measured(() => {
    for (const [file, text] of texts) ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
  })
  let workspace: ReturnType<typeof openWorkspace> | undefined
  const mapping = measured(() => {
    workspace = openWorkspace({ roots: [root] })
    workspace.map()
  })
  const warm = warmStart(root, workspace?.map())
  const again: number[] = []
  const sample = texts.filter((_, index) => index % Math.ceil(texts.length / saves) === 0)
  for (const [file, text] of sample) {
    again.push(
      measured(() => {
        workspace?.change([{ file, text: `${text}\nexport const saved = 1\n` }])
        workspace?.map()
      }),
    )
  }
  const memory = process.memoryUsage().heapUsed / 1e6
  return [
    { name: `analysis: lines in ${files.length} files`, value: String(lines), goal: '-', ok: true },
    { name: 'analysis: parsing alone', value: `${Math.round(parsing)} ms`, goal: '-', ok: true },
    atMost('analysis: first map / parsing', mapping / parsing, 1.5),
    atMost('analysis: start with a kept map → map', warm, 1000, 'ms'),
    { name: 'analysis: a saved file → map, median', value: `${Math.round(median(again))} ms`, goal: '-', ok: true },
    atMost('analysis: a saved file → map, p95', quantile(again, 0.95), 300, 'ms'),
    atMost('analysis: heap for each million lines, with what parsing left', (memory * 1e6) / lines, 1200, 'MB'),
  ]
}

/** All that a start does when nothing changed: finds the files, reads them to the last byte, reads the map. */
function warmStart(root: string, mapping: SourceMapping | undefined): number {
  if (!mapping) throw new Error('expected a first map, came none')
  const folder = mkdtempSync(path.join(tmpdir(), 'fanout-bench-'))
  const cache = () =>
    createMapCache({ folder, analyser: 'bench', roots: [root], exclude: [], rules: [], files: findFiles([root], []) })
  try {
    cache().write(mapping)
    return measured(() => {
      openCachedWorkspace({ roots: [root] }, cache(), false).map()
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function measured(work: () => void): number {
  const began = performance.now()
  work()
  return performance.now() - began
}
