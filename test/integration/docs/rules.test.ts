/** Each example of docs/rules.md, in a folder of its own, gives the sites that the page says. */
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { configRunnerBundle, root } from '../../../scripts/bundles.ts'
import { mapWorkspace } from '../../../src/extension/analysis/map.ts'
import { readFolder } from '../../../src/extension/analysis/rules/folderRules.ts'
import { configRun } from '../../../src/extension/analysis/rules/runConfig.ts'
import { makeFolder, sitesOf, type Folder } from '../../unit/analysis/rules/folder.ts'

const page = readFileSync(path.join(root, 'docs/rules.md'), 'utf8')
let tools: Folder
let folder: Folder | undefined
beforeAll(async () => {
  tools = makeFolder()
  await build({ ...configRunnerBundle(), outfile: path.join(tools.root, 'configRunner.cjs') })
})
afterAll(() => tools.remove())
afterEach(() => folder?.remove())

interface Example {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly sites: readonly string[]
}

/** Of a section: blocks of code under the path in their first line, the configuration, and what comes of it. */
const examples = page.split(/^## /m).flatMap((section): Example[] => {
  const files: Record<string, string> = {}
  let sites: string[] | undefined
  for (const [, language, text = ''] of section.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (language === 'json') files['fanout.config.json'] = text
    else if (language === 'text') sites = text.trim().split('\n')
    else files[/^\/\/ (\S+)\n/.exec(text)?.[1] ?? '?'] = text
  }
  return sites ? [{ name: section.slice(0, section.indexOf('\n')), files, sites }] : []
})

it('has examples', () => expect(examples.length).toBeGreaterThan(4))

it.each(examples)('$name', async ({ files, sites }) => {
  folder = makeFolder(files)
  const run = configRun({ runner: path.join(tools.root, 'configRunner.cjs'), limit: 20_000 })
  const { rules } = await readFolder({ root: folder.root, layers: [] }, { trusted: true, run })
  const map = mapWorkspace({ roots: [folder.root], rules: [rules] })
  expect(map.problems).toEqual([])
  expect(sitesOf(map, folder)).toEqual(sites)
})
