import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCachedWorkspace } from '../../../src/extension/analysis/cachedWorkspace.ts'
import { mapWorkspace } from '../../../src/extension/analysis/map.ts'
import { createMapCache, type MapCache } from '../../../src/extension/analysis/mapCache.ts'
import { findFiles } from '../../../src/extension/analysis/program/workspaceFiles.ts'
import type { FolderRules } from '../../../src/extension/analysis/rules/folderRules.ts'
import type { SourceMapping } from '../../../src/protocol/map.ts'

let folder: string
let root: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-cache-')).replaceAll('\\', '/')
  root = `${folder}/source`
  mkdirSync(root)
  queue('a.ts', 'first')
  queue('b.ts', 'second')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const textOf = (name: string): string => `import { Queue } from 'fanout'\nvoid new Queue('${name}').send(1)\n`
const queue = (file: string, name: string): void => writeFileSync(join(root, file), textOf(name))
const store = (): string => join(folder, 'kept', 'map.json')

function cacheOf(analyser = 'one', exclude: readonly string[] = [], rules: readonly FolderRules[] = []): MapCache {
  const roots = [root]
  return createMapCache({
    folder: join(folder, 'kept'),
    analyser,
    roots,
    exclude,
    rules,
    files: findFiles(roots, exclude),
  })
}
function keep(): SourceMapping {
  const mapping = mapWorkspace({ roots: [root] })
  cacheOf().write(mapping)
  return mapping
}

it('gives back what a map made anew would be', () => {
  expect(cacheOf().read()).toBeUndefined()
  const mapping = keep()
  expect(mapping.sites).toHaveLength(2)
  expect(cacheOf().read()).toEqual(mapping)
  expect(readdirSync(join(folder, 'kept'))).toEqual(['map.json'])
})

describe('a kept map counts no more', () => {
  beforeEach(() => void keep())
  it.each([
    ['a file has other content of the same length', () => queue('a.ts', 'fIrst')],
    ['a file was added', () => queue('c.ts', 'third')],
    ['a file is gone', () => rmSync(join(root, 'b.ts'))],
    ['a file has another name', () => (rmSync(join(root, 'b.ts')), queue('c.ts', 'second'))],
    ['a manifest changed', () => writeFileSync(join(root, 'package.json'), '{ "name": "x" }')],
  ])('when %s', (_, change) => {
    expect(cacheOf().read()).toBeDefined()
    change()
    expect(cacheOf().read()).toBeUndefined()
  })
  it('under other rules of the user', () => {
    const none = { root, detectors: [], join: [], exclude: [], problems: [] }
    const joined = { ...none, join: [{ from: 'first', to: 'one' }] }
    for (const rules of [[joined], [{ ...none, exclude: ['a.ts'] }]]) {
      expect(cacheOf('one', [], rules).read()).toBeUndefined()
    }
    cacheOf('one', [], [joined]).write(mapWorkspace({ roots: [root], rules: [joined] }))
    expect(
      cacheOf('one', [], [joined])
        .read()
        ?.destinations.map(({ name }) => name),
    ).toContain('one')
    expect(cacheOf().read()).toBeUndefined()
  })

  it('under another analyser, or with other files left out', () => {
    expect(cacheOf('two').read()).toBeUndefined()
    expect(cacheOf('one', ['none/**']).read()).toBeUndefined()
  })
  it('when it is cut or garbled at any place', () => {
    const kept = readFileSync(store())
    for (let at = 0; at < kept.length; at += 7) {
      const garbled = Buffer.from(kept)
      garbled[at] = (garbled[at] ?? 0) ^ 1
      for (const broken of [garbled, kept.subarray(0, at)]) {
        writeFileSync(store(), broken)
        expect(cacheOf().read()).toBeUndefined()
      }
    }
    const mapping = openCachedWorkspace({ roots: [root] }, cacheOf(), false).map()
    cacheOf().write(mapping)
    expect(cacheOf().read()).toEqual(mapWorkspace({ roots: [root] }))
  })
})

describe('a workspace with a cache', () => {
  it('opens from the kept map, and takes changes in as one without', () => {
    const kept = { ...keep(), files: 42 }
    cacheOf().write(kept)
    const cache = cacheOf()
    const workspace = openCachedWorkspace({ roots: [root] }, cache, false)
    expect(workspace.map().files).toBe(42)
    queue('a.ts', 'changed')
    queue('c.ts', 'third')
    rmSync(join(root, 'b.ts'))
    workspace.change([{ file: `${root}/a.ts` }, { file: `${root}/c.ts` }, { file: `${root}/b.ts`, text: null }])
    const mapping = workspace.map()
    expect(mapping).toEqual(mapWorkspace({ roots: [root] }))
    cache.write(mapping)
    expect(cacheOf().read()).toEqual(mapping)
  })
  it('does not write again what it read', () => {
    keep()
    const cache = cacheOf()
    const mapping = openCachedWorkspace({ roots: [root] }, cache, false).map()
    rmSync(store())
    cache.write(mapping)
    expect(existsSync(store())).toBe(false)
    cache.write({ ...mapping })
    expect(cacheOf().read()).toEqual(mapping)
  })
  it('keeps no map of what is not saved', () => {
    const kept = keep()
    const cache = cacheOf()
    const workspace = openCachedWorkspace({ roots: [root] }, cache, false)
    workspace.change([{ file: `${root}/a.ts`, text: textOf('typed') }])
    expect(workspace.map().destinations.map(({ name }) => name)).toContain('typed')
    cache.write(workspace.map())
    expect(cacheOf().read()).toEqual(kept)
  })
  it('does not ask for the kept map where it is to be made anew', () => {
    cacheOf().write({ ...keep(), files: 42 })
    expect(openCachedWorkspace({ roots: [root] }, cacheOf(), true).map().files).toBe(2)
  })
})
