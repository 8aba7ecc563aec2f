/**
 * One tree, in a process of its own, so that what another left in the memory counts nowhere. Run with `--expose-gc` and
 * `parse` or `map` and the tree's folders; prints the figures as JSON. Parsing alone has a process of its own too: after a
 * map the parser would be compiled and warm.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ts } from 'ts-morph'
import { openCachedWorkspace } from '../../../src/extension/analysis/cachedWorkspace.ts'
import { openWorkspace } from '../../../src/extension/analysis/map.ts'
import { createMapCache } from '../../../src/extension/analysis/mapCache.ts'
import { findFiles } from '../../../src/extension/analysis/program/workspaceFiles.ts'
import type { SourceMapping } from '../../../src/protocol/map.ts'

export interface ParseFigures {
  readonly files: number
  readonly lines: number
  /** In milliseconds, as all times; processor time, as other programs of the machine have less influence on it. */
  readonly parsing: number
}

export interface MapFigures {
  /** In processor time. */
  readonly firstMap: number
  readonly keptMap: number
  /** Each of another file. */
  readonly saves: readonly number[]
  /** The same in processor time. */
  readonly savesProcessor: readonly number[]
  /** In megabytes: what the workspace holds between two maps. */
  readonly heap: number
}

/** Spread over the tree; as many again of files whose names, wrappers and classes others use. */
const saves = 24

function measureMap(roots: readonly string[]): MapFigures {
  const files = findFiles(roots, []).sources
  const heapBefore = heap()
  let workspace: ReturnType<typeof openWorkspace> | undefined
  let mapping: SourceMapping | undefined
  const firstMap = processorTime(() => {
    workspace = openWorkspace({ roots })
    mapping = workspace.map()
  })
  const heapAfter = heap()

  const wall: number[] = []
  const processor: number[] = []
  const saved = [...spread(files), ...spread(files.filter((file) => isUsedByOthers(readFileSync(file, 'utf8'))))]
  for (const file of new Set(saved)) {
    const text = `${readFileSync(file, 'utf8')}\nexport const saved = 1\n`
    processor.push(
      processorTime(() => {
        wall.push(
          measured(() => {
            workspace?.change([{ file, text }])
            workspace?.map()
          }),
        )
      }),
    )
  }
  workspace = undefined
  const keptMap = keptStart(roots, mapping)
  return {
    firstMap,
    keptMap,
    saves: wall,
    savesProcessor: processor,
    heap: (heapAfter - heapBefore) / 1e6,
  }
}

function measureParsing(roots: readonly string[]): ParseFigures {
  const { sources } = findFiles(roots, [])
  const texts = sources
    .map((file) => [file, readFileSync(file, 'utf8')] as const)
    .filter(([, text]) => text.length < 1e6)
  return {
    files: sources.length,
    lines: texts.reduce((sum, [, text]) => sum + text.split('\n').length, 0),
    parsing: processorTime(() => {
      for (const [file, text] of texts) ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
    }),
  }
}

function spread(files: readonly string[]): readonly string[] {
  const step = Math.ceil(files.length / saves)
  return files.filter((_, at) => at % step === 0)
}

function isUsedByOthers(text: string): boolean {
  return /\bexport (?:const )?enum\b|\bexport (?:default )?(?:abstract )?class\b[^{]*\{[\s\S]*\.(?:emit|publish|send|on)\(/.test(
    text,
  )
}

/** All that a start does when nothing changed: finds the files, reads them to the last byte, reads the map. */
function keptStart(roots: readonly string[], mapping: SourceMapping | undefined): number {
  if (!mapping) throw new Error('expected a first map, came none')
  const folder = mkdtempSync(path.join(tmpdir(), 'fanout-bench-'))
  const cache = () =>
    createMapCache({ folder, analyser: 'bench', roots, exclude: [], rules: [], files: findFiles(roots, []) })
  try {
    cache().write(mapping)
    return measured(() => {
      openCachedWorkspace({ roots }, cache(), false).map()
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function heap(): number {
  const { gc } = globalThis
  if (!gc) throw new Error('expected to be run with --expose-gc')
  gc()
  return process.memoryUsage().heapUsed
}

function processorTime(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function measured(work: () => void): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

const [what, ...folders] = process.argv.slice(2)
const roots = folders.map((folder) => folder.replaceAll('\\', '/'))
process.stdout.write(JSON.stringify(what === 'parse' ? measureParsing(roots) : measureMap(roots)))
