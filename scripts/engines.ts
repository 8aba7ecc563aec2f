/**
 * `npm run engines`: loads the built runtime package (`npm run build` makes it) and runs a small program with it under
 * every engine at hand: this Node, and those of Deno and Bun that are on the PATH or named by `FANOUT_DENO`, `FANOUT_BUN`.
 * A line an engine; exit code 1 if one failed. Not part of `npm test`: each of them is a download of tens of megabytes.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { dist, runtimeEntries } from './bundles.ts'
import { runtimePackageName } from './packageName.ts'

interface Engine {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

const engines: readonly Engine[] = [
  { name: 'Node', command: process.execPath, args: [] },
  { name: 'Deno', command: process.env['FANOUT_DENO'] ?? 'deno', args: ['run', '-A', '--node-modules-dir=manual'] },
  { name: 'Bun', command: process.env['FANOUT_BUN'] ?? 'bun', args: [] },
]

const entries = Object.keys(runtimeEntries()).map((name) =>
  name === 'index' ? runtimePackageName : `${runtimePackageName}/${name}`,
)

/** Loads every entry but the probe's, both ways, and sends a message through each path that depends on the engine. */
const program = `
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { setImmediate as turn } from 'node:timers/promises'
import { EventBus, HandlerTimeoutError, Queue } from '${runtimePackageName}'
import { SimulatedClock } from '${runtimePackageName}/testing'
import { dedupe } from '${runtimePackageName}/middleware/dedupe'

const require = createRequire(import.meta.url)
for (const entry of ${JSON.stringify(entries)}) {
  const [imported, required] = [await import(entry), require(entry)]
  for (const name of Object.keys(required)) assert.equal(typeof imported[name], typeof required[name], name)
}
assert.equal(typeof require('${runtimePackageName}').Queue, 'function')

const dead = new Queue('dead')
const queue = new Queue('work', { capacity: 2 })
const bus = new EventBus('shop')
const seen = []
bus.subscribe('done.*', (body, { correlationId }) => void seen.push([body, correlationId]), { name: 'all' })
queue.consume(
  async (body) => {
    await turn()
    if (body === 'slow') await new Promise(() => {})
    await bus.publish('done.job', body)
  },
  { concurrency: 2, timeout: 2_000, deadLetter: dead, retry: { attempts: 2, delay: 1 }, use: [dedupe({ by: (body) => body })] },
)
for (const body of ['a', 'b', 'b', 'slow', 'c']) await queue.send(body, { id: body === 'a' ? 'first' : undefined })
queue.close()
await queue.drained()
await bus.idle()
assert.deepEqual(seen.map(([body]) => body).sort(), ['a', 'b', 'c'])
assert.equal(seen.find(([body]) => body === 'a')[1], 'first')
const letter = await dead.receive()
assert.match(letter.headers['dead-letter-error'], new RegExp(HandlerTimeoutError.name))

const clock = new SimulatedClock()
const later = new Queue('later', { clock })
await later.send('x', { delay: 1000 })
const received = later.receive()
await clock.advance(1000)
assert.equal((await received).body, 'x')
console.log('ok')
`

const built = path.join(dist, 'runtime')
if (!existsSync(path.join(built, 'package.json'))) {
  console.error(`expected the built package at ${built}: run npm run build`)
  process.exit(2)
}
const folder = mkdtempSync(path.join(tmpdir(), 'fanout-engines-'))
let failed = false
try {
  mkdirSync(path.join(folder, 'node_modules'))
  symlinkSync(built, path.join(folder, 'node_modules', runtimePackageName), 'junction')
  const manifest = { type: 'module', dependencies: { [runtimePackageName]: '*' } }
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(path.join(folder, 'program.mjs'), program)
  for (const { name, command, args } of engines) {
    const version = spawnSync(command, ['--version'], { encoding: 'utf8' })
    if (version.error !== undefined) {
      console.log(`${name}: not here (${command})`)
      continue
    }
    const run = spawnSync(command, [...args, 'program.mjs'], { cwd: folder, encoding: 'utf8', timeout: 60_000 })
    const ok = run.status === 0 && run.stdout.trim() === 'ok'
    failed ||= !ok
    console.log(`${name} ${version.stdout.split('\n')[0]}: ${ok ? 'ok' : `failed\n${run.stdout}${run.stderr}`}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(failed ? 1 : 0)
