/** The API reference is what the doc comments say now; `npm run docs` makes it anew. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { root } from '../../../scripts/bundles.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'fanout-api-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('docs/api is up to date', { timeout: 120_000 }, () => {
  execFileSync(process.execPath, [path.join(root, 'node_modules/typedoc/bin/typedoc'), '--out', folder], { cwd: root })
  const made = pagesOf(folder)
  expect(Object.keys(made)).toContain('fanout.md')
  expect(pagesOf(path.join(root, 'docs/api')), 'npm run docs makes it anew').toEqual(made)
})

function pagesOf(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
  return Object.fromEntries(
    files.sort().map((name) => [name.replaceAll('\\', '/'), readFileSync(path.join(directory, name), 'utf8')]),
  )
}
