/**
 * The runtime against its peers: jobs are pushed and worked off, both in the figure; ratios of medians, each subject in a
 * process of its own, by its CPU time, the subjects of a round one after the other. `FANOUT_BENCH_NODE` is the node to
 * measure with (default: this one), `FANOUT_BENCH_ROUNDS` how often.
 *
 * `fastq.promise` is 500,000 jobs pushed at once and three workers: fastq has no bound, so what waits grows to that. The
 * bounded queue is set against the same, since its goal is what a bound is worth. Rows without a goal set it against
 * producers that hold fastq within a bound from outside: 100 jobs under way (eight times of which would be more than a
 * bare loop that awaits a no-op), or each push awaited, which for fastq means until the job is done: one at a time.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'
import { atLeast, atMost, median, type Figure } from './figure.ts'

interface Ratio {
  readonly name: string
  readonly subject: string
  readonly peer: string
  /** None: shown for comparison. */
  readonly goal?: number
  /** Measured twice in the same rounds: what a ratio of equals differs by from 1. */
  readonly control?: string
}

const ratios: readonly Ratio[] = [
  { name: 'buffered / fastq.promise', subject: 'buffered: as it comes', peer: 'fastq.promise', goal: 6 },
  {
    name: 'buffered, no context / fastq.promise',
    subject: 'buffered: context off',
    peer: 'fastq.promise',
    goal: 15,
  },
  { name: 'buffered, no context / bare loop', subject: 'buffered: context off', peer: 'bare loop', goal: 0.3 },
  { name: 'bounded / fastq.promise', subject: 'bounded: as it comes', peer: 'fastq.promise', goal: 3 },
  {
    name: 'bounded, no context / fastq.promise',
    subject: 'bounded: context off',
    peer: 'fastq.promise',
    goal: 8,
  },
  {
    name: 'bounded / fastq.promise, 100 under way',
    subject: 'bounded: as it comes',
    peer: 'bounded: fastq.promise, 100 under way',
  },
  {
    name: 'bounded, no context / fastq.promise, 100 under way',
    subject: 'bounded: context off',
    peer: 'bounded: fastq.promise, 100 under way',
  },
  {
    name: 'bounded, no context / fastq.promise, each awaited',
    subject: 'bounded: context off',
    peer: 'bounded: fastq.promise, each awaited',
  },
  { name: 'bus 1 → 10 / a queueMicrotask each', subject: 'fan-out: bus', peer: 'fan-out: queueMicrotask', goal: 5 },
  { name: 'capacity 0 / bare promises', subject: 'ping-pong: capacity 0', peer: 'ping-pong: bare promises', goal: 0.5 },
  {
    name: 'counters read at 20 Hz / built without channels',
    subject: 'watched: counters read at 20 Hz',
    peer: 'without channels',
    goal: 0.98,
    control: 'without channels, again',
  },
  {
    name: 'listener, 1,000 samples a second / none',
    subject: 'watched: 1,000 samples a second',
    peer: 'watched: control',
    goal: 0.9,
  },
]

/** Shown for comparison, measured in the first round only. */
const others: readonly string[] = [
  'buffered: async.queue',
  'buffered: p-queue',
  'fan-out: bus, context off',
  'fan-out: emittery',
  'fan-out: EventEmitter (synchronous)',
  'fan-out: BroadcastChannel',
]

const run = promisify(execFile)
const node = process.env['FANOUT_BENCH_NODE'] ?? process.execPath
const rounds = Number(process.env['FANOUT_BENCH_ROUNDS'] ?? 7)

export async function bench(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fanout-bench-'))
  try {
    const here = path.join(import.meta.dirname, 'runtime')
    await bundle(path.join(here, 'subjects.ts'), path.join(folder, 'subjects.mjs'), [])
    await bundle(path.join(here, 'subjects.ts'), path.join(folder, 'bare.mjs'), [withoutChannels])
    await bundle(path.join(here, 'memory.ts'), path.join(folder, 'memory.mjs'), [])
    const rates = await measure(folder)
    const memory = async (name: string): Promise<number> =>
      Number((await run(node, ['--expose-gc', path.join(folder, 'memory.mjs'), name])).stdout)
    return [
      ...ratios.map((ratio) => figureOf(ratio, rates)),
      ...[...rates].map(([name, values]) => ({
        name: `  ${name}`,
        value: `${median(values).toFixed(2)} M/s`,
        goal: '–',
        ok: true,
      })),
      atMost('10 M messages: heap left (a shrunk heap is as good)', await memory('ten million messages'), 2, 'MB'),
      atMost('1 M buffered messages: each over its body', await memory('a million buffered'), 120, 'B'),
      atMost('abort among 100,000 waiting senders / among 1,000', await memory('aborts: growth'), 3),
      atMost('200,000 aborted senders: heap left', await memory('aborts: left'), 1, 'MB'),
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(folder: string): Promise<Map<string, number[]>> {
  const names = new Set([
    ...ratios.flatMap(({ subject, peer, control }) => [peer, subject, control ?? peer]),
    ...others,
  ])
  const rates = new Map([...names].map((name) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, values] of rates) {
      if (round > 0 && others.includes(name)) continue
      const bare = name.startsWith('without channels')
      const args = bare
        ? [path.join(folder, 'bare.mjs'), 'watched: control']
        : [path.join(folder, 'subjects.mjs'), name]
      values.push(Number((await run(node, args)).stdout))
    }
  }
  return rates
}

function figureOf({ name, subject, peer, goal, control }: Ratio, rates: Map<string, number[]>): Figure {
  const rate = (of: string): number => median(rates.get(of) ?? [])
  const value = rate(subject) / rate(peer)
  if (goal === undefined) return { name, value: value.toPrecision(3), goal: '–', ok: true }
  if (control === undefined) return atLeast(name, value, goal)
  const spread = Math.abs(1 - rate(control) / rate(peer))
  return { ...atLeast(`${name} (A/A ± ${spread.toFixed(3)})`, value, goal), ok: value >= goal - spread }
}

async function bundle(entry: string, outfile: string, plugins: Plugin[]): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins,
  })
}

/** The library as if it announced nothing. */
const withoutChannels: Plugin = {
  name: 'without channels',
  setup(building) {
    building.onLoad({ filter: /src[\\/]runtime[\\/][^\\/]+\.ts$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replaceAll(
        /\b(heard\.(send|process|settle)|channels\.\w+\.hasSubscribers)\b(?! =)/g,
        'false',
      ),
      loader: 'ts',
    }))
  },
}
