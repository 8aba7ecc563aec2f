/** The runtime package under each engine, loaded both ways. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runtimeBundle, runtimeBundleName, runtimeEntries } from '../../scripts/bundles.ts'
import { engineNames, findEngine } from '../../scripts/engines/install.ts'
import { complaintOf } from '../../scripts/engines/program.ts'
import { runtimePackageName } from '../../scripts/packageName.ts'

let built: string
beforeAll(async () => {
  built = await mkdtemp(path.join(tmpdir(), 'fanout-package-'))
  const paths = Object.entries(runtimeEntries()).map(([name, source]) => {
    const file = `./${runtimeBundleName(source)}`
    return [name === 'index' ? '.' : `./${name}`, { import: `${file}.js`, require: `${file}.cjs` }]
  })
  const manifest = { name: runtimePackageName, version: '0.0.0', type: 'module', exports: Object.fromEntries(paths) }
  await Promise.all([
    build({ ...runtimeBundle('esm'), outdir: built }),
    build({ ...runtimeBundle('cjs'), outdir: built }),
    writeFile(path.join(built, 'package.json'), JSON.stringify(manifest)),
  ])
})
afterAll(() => rm(built, { recursive: true, force: true }))

it.for(engineNames)('runs under %s', { timeout: 300_000 }, async (name, { skip }) => {
  const engine = await findEngine(name)
  if (engine === undefined) return skip(`no ${name} to be had`)
  expect(complaintOf(engine, built)).toBeUndefined()
})
