import { symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mapWorkspace } from '../../../src/extension/analysis/map.ts'
import { createGraphStore } from '../../../src/extension/graph/store.ts'
import { openLab, until, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.dispose())

const source = `import { Queue } from 'fanout'
const queue = new Queue('linked')
const produce = () => queue.trySend(1)
queue.consume(async () => {}, { name: 'worker' })
produce()
queue.close()
await queue.drained()
`

it('in a workspace that is opened through a link, what runs is what was mapped, and opens under the link', async () => {
  const link = path.join(path.dirname(lab.folder), 'opened here')
  await symlink(lab.folder, link, 'junction')
  await writeFile(path.join(lab.folder, 'linked.mjs'), source)
  const store = createGraphStore({ now: Date.now })
  store.setMapping(mapWorkspace({ roots: [link] }))
  const mapped = store.graph.edges.map(({ id }) => id)
  expect(mapped).toHaveLength(2)
  lab.server.onChange((session) => store.update(session))

  const ended = await lab.run('linked.mjs', source, { launch: { roots: [link] } })
  expect(ended).toMatchObject({ code: 0, stderr: '' })

  await until(() => lab.server.sessions[0]?.sites.length === 2, 'both call sites')
  const { edges, code } = store.graph
  expect(edges.map(({ id, presence }) => [id, presence])).toEqual(mapped.map((id) => [id, 'both']))
  const places = [...edges.flatMap(({ sites }) => sites), ...code.map(({ position }) => position)]
  expect(new Set(places.map(({ file }) => file))).toEqual(
    new Set([path.join(link, 'linked.mjs').replaceAll('\\', '/')]),
  )
  store.dispose()
})
