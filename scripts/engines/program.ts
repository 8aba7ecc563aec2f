/** A small program with the runtime package, run by any engine. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runtimeEntries } from '../bundles.ts'
import { runtimePackageName } from '../packageName.ts'
import type { Engine } from './install.ts'

/** What it said, if that is not `ok` alone. `built` is the folder of the package. */
export function complaintOf({ command, args }: Engine, built: string): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'fanout-engines-'))
  try {
    mkdirSync(path.join(folder, 'node_modules'))
    symlinkSync(built, path.join(folder, 'node_modules', runtimePackageName), 'junction')
    const manifest = { type: 'module', dependencies: { [runtimePackageName]: '*' } }
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest))
    writeFileSync(path.join(folder, 'program.mjs'), program)
    const run = spawnSync(command, [...args, 'program.mjs'], { cwd: folder, encoding: 'utf8', timeout: 60_000 })
    const isOk = run.status === 0 && run.stdout.trim() === 'ok'
    return isOk ? undefined : `exit code ${run.status}\n${run.stdout}${run.stderr}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

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
