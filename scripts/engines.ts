/**
 * `npm run engines`: loads the built runtime package (`npm run build` makes it) and runs a small program with it under
 * Node, Deno and Bun. A line an engine; exit code 1 if one failed. `npm test` does the same.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { dist } from './bundles.ts'
import { engineNames, findEngine } from './engines/install.ts'
import { complaintOf } from './engines/program.ts'

const built = path.join(dist, 'runtime')
if (!existsSync(path.join(built, 'package.json'))) {
  console.error(`expected the built package at ${built}: run npm run build`)
  process.exit(2)
}
for (const name of engineNames) {
  const engine = await findEngine(name)
  if (engine === undefined) continue
  const complaint = complaintOf(engine, built)
  console.log(`${name} ${engine.version}: ${complaint ?? 'ok'}`)
  if (complaint !== undefined) process.exitCode = 1
}
