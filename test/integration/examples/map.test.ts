import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { root } from '../../../scripts/bundles.ts'
import { mapWorkspace } from '../../../src/extension/analysis/map.ts'
import { toJson } from '../../../src/extension/analysis/report.ts'
import { folderOf } from './exampleLab.ts'

describe('the map holds every destination and site, and none besides, of', () => {
  it.each(['burst', 'both', 'signup', 'shop'])('%s', async (example) => {
    const folder = folderOf(example)
    const expected: unknown = JSON.parse(
      await readFile(path.join(root, 'test', 'fixtures', 'examples', `${example}.json`), 'utf8'),
    )
    expect(toJson(mapWorkspace({ roots: [folder] }), folder)).toEqual(expected)
  })
})

it('is made from inside the examples too', async () => {
  const npm = promisify(execFile)('npm', ['run', '--silent', 'map', '--', 'burst', '--json'], {
    cwd: path.join(root, 'examples'),
    shell: process.platform === 'win32',
  })
  const folder = folderOf('burst')
  expect(JSON.parse((await npm).stdout)).toEqual(toJson(mapWorkspace({ roots: [folder] }), folder))
}, 30_000)
