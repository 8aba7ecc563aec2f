/**
 * What the probe costs a program: throughput with and without it, emits of names that it does not know, start-up, a
 * frame. Medians, watched and plain one after the other in each round. Times are CPU times of the whole process, which
 * other work on the machine disturbs least. `FANOUT_BENCH_NODE` is the node to measure with (default: this one),
 * `FANOUT_BENCH_ROUNDS` how often.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { probeBundle, root } from '../../scripts/bundles.ts'
import { startLiveServer } from '../../src/extension/live/server.ts'
import type { RegistryEntry } from '../../src/runtime/registry.ts'
import { newCounters } from '../../src/runtime/entries.ts'
import { Frames } from '../../src/runtime/probe/frames.ts'
import { Sites } from '../../src/runtime/probe/sites.ts'
import { atLeast, atMost, median, type Figure } from './figure.ts'

const node = process.env['FANOUT_BENCH_NODE'] ?? process.execPath
const rounds = Number(process.env['FANOUT_BENCH_ROUNDS'] ?? 9)

const cpu = `const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }`

/** Messages a millisecond of CPU through a bounded queue, after a warm-up. */
const queueProgram = (options: string): string => `
${cpu}
import { Queue } from '@runtime'
const queue = new Queue('bench', { capacity: 100, ${options} })
queue.consume(async () => {}, { concurrency: 3 })
const run = async (ms) => {
  const began = cpu()
  let sent = 0
  while (cpu() - began < ms) for (let n = 0; n < 5000; n++, sent++) await queue.send(n)
  return sent / (cpu() - began)
}
await run(500)
console.log(await run(1500))
`

const emitProgram = `
${cpu}
const { EventEmitter } = require('node:events')
const emitters = Array.from({ length: 3 }, () => {
  const emitter = new EventEmitter()
  let sum = 0
  for (const name of ['data', 'tick', 'value']) emitter.on(name, (value) => { sum += value })
  return emitter
})
const run = (amount) => {
  const began = cpu()
  for (let n = 0; n < amount; n++) {
    const emitter = emitters[n % 3]
    emitter.emit('data', n)
    emitter.emit('tick', n)
    emitter.emit('value', n)
  }
  return (3 * amount) / (cpu() - began)
}
run(300000)
run(300000)
console.log(Math.max(run(1e6), run(1e6), run(1e6)))
`

/** CPU time until the program's first line, in ms. */
const startProgram = `${cpu}\nconsole.log(cpu())`

/** CPU time of a program that makes one queue, sends a message and lives for 120 ms, in ms. */
const shortProgram = `
${cpu}
import { Queue } from '@runtime'
const queue = new Queue('short')
queue.consume(async () => {})
await queue.send(1)
await new Promise((resolve) => setTimeout(resolve, 120))
console.log(cpu())
`

export async function bench(): Promise<readonly Figure[]> {
  const base = await mkdtemp(path.join(tmpdir(), 'fb-'))
  try {
    return await measure(base)
  } finally {
    await rm(base, { recursive: true, force: true })
  }
}

async function measure(base: string): Promise<readonly Figure[]> {
  const probe = path.join(base, 'probe.cjs')
  const sockets = path.join(base, 'live')
  await mkdir(sockets, { mode: 0o700 })
  await build({ ...probeBundle(), outfile: probe })
  const programs = {
    queue: await program(base, 'queue.mjs', queueProgram('context: true')),
    noContext: await program(base, 'noContext.mjs', queueProgram('context: false')),
    emit: await program(base, 'emit.cjs', emitProgram),
    start: await program(base, 'start.cjs', startProgram),
    short: await program(base, 'short.mjs', shortProgram),
  }
  const server = await startLiveServer({ folder: sockets })
  server.setEvents(Array.from({ length: 40 }, (_, index) => `event${index}`))
  const launch = await server.prepare({ origin: 'debug', terminals: false, roots: [base] })
  const required = { NODE_OPTIONS: `--require ${JSON.stringify(probe)}` }
  const watched = { ...required, ...launch.environment }
  const inert = { ...required, FANOUT_PROBE: path.join(base, 'gone.json') }

  const compare = async (
    file: string,
    environment: Record<string, string>,
    times = rounds,
  ): Promise<[number, number]> => {
    const [plain, with_]: [number[], number[]] = [[], []]
    for (let round = 0; round < times; round++) {
      plain.push(await figure(file, {}))
      with_.push(await figure(file, environment))
    }
    return [median(with_), median(plain)]
  }
  try {
    const [queueWith, queueWithout] = await compare(programs.queue, watched)
    const [noContextWith, noContextWithout] = await compare(programs.noContext, watched)
    const [emitWith, emitWithout] = await compare(programs.emit, watched)
    const [startInert, startPlain] = await compare(programs.start, inert, 3 * rounds)
    const [startUnset, startPlain2] = await compare(programs.start, required, 3 * rounds)
    const [startActive, startPlain3] = await compare(programs.start, watched, 3 * rounds)
    const [shortWith, shortWithout] = await compare(programs.short, watched, 3 * rounds)
    return [
      atLeast('queue throughput, watched / not', queueWith / queueWithout, 0.9),
      atLeast('queue throughput without context, watched / not', noContextWith / noContextWithout, 0.9),
      atLeast('emit of unknown names, watched / not', emitWith / emitWithout, 0.9),
      atMost('start-up, no configuration file', startInert - startPlain, 3, 'ms'),
      atMost('start-up, no variable', startUnset - startPlain2, 3, 'ms'),
      atMost('start-up, watched', startActive - startPlain3, 10, 'ms'),
      atMost('CPU time of a short watched program', shortWith - shortWithout, 20, 'ms'),
      atMost('a frame of 100 sources that all changed', frameCost(), 1, 'ms'),
    ]
  } finally {
    await server.dispose()
  }
}

async function program(base: string, name: string, source: string): Promise<string> {
  const entry = path.join(base, `entry-${name}`)
  const outfile = path.join(base, name)
  await writeFile(entry, source)
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: name.endsWith('.mjs') ? 'esm' : 'cjs',
    logLevel: 'error',
    alias: { '@runtime': path.join(root, 'src/runtime/index.ts') },
  })
  return outfile
}

async function figure(file: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const { PATH = '', HOME = '' } = process.env
  const { stdout } = await promisify(execFile)(node, [file], { env: { PATH, HOME, ...environment } })
  return Number(stdout)
}

function frameCost(): number {
  const frames = new Frames(new Sites(() => undefined))
  const entries = Array.from({ length: 100 }, (_, index): RegistryEntry => {
    const counters = newCounters()
    counters.wait = new Uint32Array(290)
    const declaration = {
      kind: 'queue',
      system: 'fanout',
      name: `queue ${index}`,
      capacity: 10,
      overflow: 'wait',
    } as const
    return { id: index + 1, declaration, counters, oldestAge: () => 5 }
  })
  for (const entry of entries) frames.track(entry)
  const costs: number[] = []
  for (let round = 0; round < 400; round++) {
    for (const { counters } of entries) {
      counters.sent += 10
      counters.received += 9
      counters.depth++
      counters.wait![round % 290]!++
      counters.wait![(round * 7) % 290]!++
    }
    const began = performance.now()
    JSON.stringify(frames.next(round, round * 50))
    costs.push(performance.now() - began)
  }
  return median(costs)
}
