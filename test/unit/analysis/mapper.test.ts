import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMapper, type Mapper } from '../../../src/extension/analysis/mapper.ts'
import type { MapState } from '../../../src/protocol/graph.ts'
import type { SourceMapping } from '../../../src/protocol/map.ts'

/** A worker that answers as the real one would, with what it was told in place of a map. */
const obedient = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', (m) => {
  if (m.type === 'map') parentPort.postMessage({ type: 'progress', run: m.run, done: 1, total: 2 })
  const told = m.type === 'map' ? [...m.roots, ...m.settings.map(({ layers }) => 'rules ' + layers[0].rules + (m.trusted ? ' trusted' : '')), ...(m.cacheFolder ? [m.cacheFolder + ' anew ' + m.anew] : [])] : m.changes.map((c) => c.file + '=' + c.text)
  if (told.some((t) => t.includes('crash'))) process.exit(1)
  if (told.some((t) => t.includes('throw'))) return parentPort.postMessage({ type: 'failed', run: m.run, message: 'cannot' })
  parentPort.postMessage({ type: 'mapping', run: m.run, configFiles: ['/a/imported.ts'], mapping: { destinations: [], sites: [], problems: told.map((message) => ({ code: m.type, message })), files: told.length } })
})`

let folder: string
let mapper: Mapper | undefined
const states: MapState[] = []
const mappings: SourceMapping[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-mapper-'))
  writeFileSync(join(folder, 'worker.cjs'), obedient)
  states.length = 0
  mappings.length = 0
})
afterEach(async () => {
  await mapper?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

function start(root: string, cacheFolder?: string): Mapper {
  mapper = createMapper({
    roots: [root],
    workerPath: join(folder, 'worker.cjs'),
    ...(cacheFolder !== undefined && { cacheFolder }),
    gather: 5,
    now: () => 42,
    onState: (state) => states.push(state),
    onMapping: (mapping) => mappings.push(mapping),
  })
  return mapper
}
const told = (): string[][] => mappings.map(({ problems }) => problems.map(({ code, message }) => `${code} ${message}`))

it('maps at once, tells its progress, and then that it is ready', async () => {
  start('/a')
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: 'ready', files: 1, at: 42 }))
  expect(states).toContainEqual({ state: 'mapping', done: 1, total: 2 })
  expect(told()).toEqual([['map /a']])
})

it('gathers changes into one update, the last word on a file counting', async () => {
  const one = start('/a')
  await vi.waitFor(() => expect(mappings).toHaveLength(1))
  one.changed([{ file: '/a/x', text: 'first' }])
  one.changed([
    { file: '/a/x', text: 'second' },
    { file: '/a/y', text: null },
  ])
  await vi.waitFor(() => expect(mappings).toHaveLength(2))
  expect(told()[1]).toEqual(['change /a/x=second', 'change /a/y=null'])
})

it('takes a checkout of another branch as one update: 3,000 events, however they come', async () => {
  const one = start('/a')
  await vi.waitFor(() => expect(mappings).toHaveLength(1))
  for (let at = 0; at < 3_000; at += 3) {
    one.changed([{ file: `/a/${at}` }, { file: `/a/${at + 1}`, text: null }])
    one.changed([{ file: `/a/${at + 2}` }])
  }
  await vi.waitFor(() => expect(told().flat()).toHaveLength(3_001))
  expect(mappings).toHaveLength(2)
  expect(states.at(-1)).toEqual({ state: 'ready', files: 3_000, at: 42 })
})

it('starts a crashed worker again, a few times, and then says so', async () => {
  start('/crash')
  await vi.waitFor(
    () => expect(states.at(-1)).toMatchObject({ state: 'failed', message: expect.stringContaining('ended 3 times') }),
    10_000,
  )
  expect(mappings).toHaveLength(0)
})

it('survives a change that the worker cannot bear, and tells the new worker of unsaved text', async () => {
  const one = start('/a')
  await vi.waitFor(() => expect(mappings).toHaveLength(1))
  one.changed([{ file: '/a/x', text: 'kept' }])
  await vi.waitFor(() => expect(mappings).toHaveLength(2))
  one.changed([{ file: '/a/crash' }])
  await vi.waitFor(() => expect(told().slice(2)).toEqual([['map /a'], ['change /a/x=kept']]), 10_000)
})

it('lets the kept map count at the start, and not for one who asks again', async () => {
  const one = start('/a', '/kept')
  await vi.waitFor(() => expect(mappings).toHaveLength(1))
  one.refresh()
  await vi.waitFor(() => expect(mappings).toHaveLength(2))
  expect(told()).toEqual([
    ['map /a', 'map /kept anew false'],
    ['map /a', 'map /kept anew true'],
  ])
})

it('reports what the worker could not do', async () => {
  start('/throw')
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: 'failed', message: 'cannot' }))
})

it('says nothing any more once disposed', async () => {
  const one = start('/a')
  await one.dispose()
  const before = states.length
  one.refresh()
  one.changed([{ file: '/a/x', text: 'late' }])
  expect(states).toHaveLength(before)
  expect(mappings).toHaveLength(0)
})

it('maps anew under another configuration, and tells again what is not saved', async () => {
  const one = start('/a')
  await vi.waitFor(() => expect(mappings).toHaveLength(1))
  one.changed([{ file: '/a/x', text: 'unsaved' }])
  await vi.waitFor(() => expect(mappings).toHaveLength(2))
  one.configure({ settings: [{ root: '/a', layers: [{ rules: 'mine' }] }], trusted: true })
  await vi.waitFor(() =>
    expect(told().slice(2)).toEqual([['map /a', 'map rules mine trusted'], ['change /a/x=unsaved']]),
  )
})

it.each(['/a/fanout.config.json', '/a/fanout.config.ts', '/a/imported.ts', '\\a\\fanout.config.mjs'])(
  'maps anew when the configuration in %s is saved, and not while it is typed or lies elsewhere',
  async (file) => {
    const one = start('/a')
    await vi.waitFor(() => expect(mappings).toHaveLength(1))
    one.changed([{ file: '/a/b/fanout.config.json' }])
    await vi.waitFor(() => expect(mappings).toHaveLength(2))
    one.changed([{ file, text: 'unsaved' }])
    await vi.waitFor(() => expect(mappings).toHaveLength(3))
    one.changed([{ file }])
    await vi.waitFor(() => expect(mappings).toHaveLength(5))
    expect(told().map(([first]) => first?.split(' ')[0])).toEqual(['map', 'change', 'change', 'map', 'change'])
  },
)
