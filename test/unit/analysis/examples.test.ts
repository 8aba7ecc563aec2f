/** The examples are real programs: their maps are told here end by end, so that none is missing and none is made up. */
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { mapWorkspace } from '../../../src/extension/analysis/map.ts'
import { toJson } from '../../../src/extension/analysis/report.ts'

const examples = fileURLToPath(new URL('../../../examples', import.meta.url)).replaceAll('\\', '/')

function ends(name: string): string[] {
  const root = `${examples}/${name}`
  const mapping = mapWorkspace({ roots: [root] })
  expect(mapping.problems.filter(({ note }) => !note)).toEqual([])
  return toJson(mapping, root)
    .sites.map(({ file, line, role, destination }) => `${file}:${line} ${role} ${destination ?? '(unknown)'}`)
    .sort()
}

it.each(['burst', 'signup', 'both', 'shop'])('maps %s end by end', (name) => {
  expect(ends(name)).toMatchSnapshot()
})
