import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeAbandonedFolders } from '../../../src/extension/live/abandonedFolders.ts'
import { startLiveServer } from '../../../src/extension/live/server.ts'

let parent: string
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'abandoned-'))
})
afterEach(() => rm(parent, { recursive: true, force: true }))

/** Leaves what a server leaves whose process is killed. */
async function abandon(name: string): Promise<void> {
  const folder = path.join(parent, name)
  await mkdir(folder)
  await writeFile(path.join(folder, '1.json'), '{}')
  const listen = `require('node:net').createServer().listen(${JSON.stringify(path.join(folder, 's'))}, () => console.log('listens'))`
  const child = spawn(process.execPath, ['-e', listen])
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
}

it.skipIf(process.platform === 'win32')('goes when its server was killed, and only then', async () => {
  await abandon('fanout-killed')
  await abandon('others-killed')
  await mkdir(path.join(parent, 'fanout-begun'))
  await mkdir(path.join(parent, 'fanout-live'))
  const server = await startLiveServer({ folder: path.join(parent, 'fanout-live') })
  try {
    const removed = await removeAbandonedFolders(parent, 'fanout-')
    expect(removed).toEqual([path.join(parent, 'fanout-killed')])
    expect((await readdir(parent)).sort()).toEqual(['fanout-begun', 'fanout-live', 'others-killed'])
  } finally {
    await server.dispose()
  }
})

it('is not looked for in a folder that is not there', async () => {
  expect(await removeAbandonedFolders(path.join(parent, 'nowhere'), 'fanout-')).toEqual([])
})
