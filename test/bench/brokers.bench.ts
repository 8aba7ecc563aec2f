/**
 * Messages a second over a Redis on this machine, sent and settled: the broker against the least that does the same with
 * the same client, each in a process of its own. `FANOUT_BENCH_ROUNDS` says how often.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { hasRedis, startRedis } from '../contract/redisServer.ts'
import { atLeast, median, type Figure } from './figure.ts'

const ratios: readonly (readonly [name: string, subject: string, peer: string, goal: number])[] = [
  ['redis: 100 at a time / bare XADD, XREADGROUP, XACK, XDEL', 'redis, ours', 'redis, bare', 0.5],
  ['ioredis: the same', 'ioredis, ours', 'ioredis, bare', 0.5],
  ['redis: one after the other / bare', 'redis, ours, one after the other', 'redis, bare, one after the other', 0.5],
]
/** Shown for comparison. */
const others: readonly string[] = ['redis, ours, context off']

const run = promisify(execFile)
const rounds = Number(process.env['FANOUT_BENCH_ROUNDS'] ?? 7)

export async function bench(): Promise<readonly Figure[]> {
  if (!hasRedis('the bench of the brokers')) return []
  const folder = mkdtempSync(path.join(import.meta.dirname, '../../.cache/bench-'))
  const server = await startRedis()
  try {
    const outfile = path.join(folder, 'subjects.mjs')
    const entryPoints = [path.join(import.meta.dirname, 'brokers/subjects.ts')]
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
    const names = new Set([...ratios.flatMap(([, subject, peer]) => [peer, subject]), ...others])
    const rates = new Map([...names].map((name) => [name, [] as number[]]))
    for (let round = 0; round < rounds; round++) {
      for (const [name, values] of rates) {
        await server.restart()
        values.push(Number((await run(process.execPath, [outfile, name, String(server.port)])).stdout))
      }
    }
    const rate = (of: string): number => median(rates.get(of) ?? [])
    return [
      ...ratios.map(([name, subject, peer, goal]) => atLeast(name, rate(subject) / rate(peer), goal)),
      ...[...rates.keys()].map((name) => ({
        name: `  ${name}`,
        value: `${rate(name).toFixed(1)} k/s`,
        goal: '–',
        ok: true,
      })),
    ]
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
