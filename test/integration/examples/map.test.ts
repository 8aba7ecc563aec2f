import { readFile } from 'node:fs/promises'
import path from 'node:path'
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
