/** Real programs, run with the probe and watched by a real server. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { vi } from 'vitest'
import { probeBundle, root, runtimeBundle } from '../../../scripts/bundles.ts'
import { startLiveServer, type LiveServer } from '../../../src/extension/live/server.ts'
import type { LiveSession, LiveSource } from '../../../src/extension/live/session.ts'
import type { Launch } from '../../../src/extension/live/launches.ts'

export interface Lab {
  /** Where programs stand: a path with spaces. `fanout` and `redis` can be imported there. */
  readonly folder: string
  /** The injected file, also at a path with spaces. */
  readonly probe: string
  readonly server: LiveServer
  readonly log: string[]
  /** Writes a program and starts it, watched unless `environment` is given. */
  start(name: string, source: string, options?: StartOptions): Promise<Program>
  /** Starts it and waits for its end and for that of all sessions. */
  run(name: string, source: string, options?: StartOptions): Promise<Ended>
  dispose(): Promise<void>
}

export interface StartOptions {
  /** Arguments before the program's file. */
  readonly node?: readonly string[]
  readonly executable?: string
  readonly launch?: Partial<Launch>
  /** In place of what a launch adds. */
  readonly environment?: Readonly<Record<string, string>>
  readonly extra?: Readonly<Record<string, string>>
}

export interface Program {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  readonly output: () => string
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly endedAt: number
}

export async function openLab(): Promise<Lab> {
  const base = await mkdtemp(path.join(tmpdir(), 'fl-'))
  const folder = path.join(base, 'user programs')
  const sockets = path.join(base, 'live')
  const probe = path.join(base, 'global storage', 'probe.cjs')
  const runtime = path.join(folder, 'node_modules', 'fanout')
  await Promise.all(
    [sockets, runtime, path.dirname(probe)].map((each) => mkdir(each, { recursive: true, mode: 0o700 })),
  )
  await Promise.all([
    build({ ...probeBundle(), outfile: probe }),
    build({ ...runtimeBundle('esm'), outdir: runtime }),
    build({ ...runtimeBundle('cjs'), outdir: runtime }),
    writeFile(path.join(runtime, 'package.json'), JSON.stringify(manifest)),
    symlink(path.join(root, 'node_modules', 'redis'), path.join(folder, 'node_modules', 'redis'), 'junction'),
  ])
  const log: string[] = []
  const server = await startLiveServer({ folder: sockets, log: (line) => log.push(line) })
  const children = new Set<ChildProcess>()

  async function start(name: string, source: string, options: StartOptions = {}): Promise<Program> {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, source)
    const environment = options.environment ?? (await watched(options.launch))
    const child = spawn(options.executable ?? process.execPath, [...(options.node ?? []), file], {
      cwd: folder,
      env: { ...plainEnvironment(), ...environment, ...options.extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.add(child)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => {
        children.delete(child)
        resolve({ code, signal, stdout, stderr, endedAt: Date.now() })
      })
    })
    return { child, ended, output: () => stdout }
  }

  async function watched(launch: Partial<Launch> = {}): Promise<Record<string, string>> {
    const { environment } = await server.prepare({ origin: 'debug', terminals: false, roots: [folder], ...launch })
    return { ...environment, NODE_OPTIONS: injected(probe) }
  }

  return {
    folder,
    probe,
    server,
    log,
    start,
    async run(name, source, options) {
      const ended = await (await start(name, source, options)).ended
      await vi.waitFor(() => {
        if (server.sessions.some(({ state }) => state === 'running')) throw new Error('a session still runs')
      }, waiting)
      return ended
    },
    async dispose() {
      for (const child of children) child.kill('SIGKILL')
      await server.dispose()
      await rm(base, { recursive: true, force: true })
    },
  }
}

export const waiting = { timeout: 45_000, interval: 10 }

export function injected(probe: string): string {
  return `--require ${JSON.stringify(probe)}`
}

/** Counters of all sources of a kind and name, in all sessions or one. */
export function sourcesNamed(
  sessions: readonly LiveSession[],
  kind: LiveSource['declaration']['kind'],
  name: string,
): readonly LiveSource[] {
  return sessions
    .flatMap((session) => [...session.sources.values()])
    .filter(({ declaration }) => declaration.kind === kind && declaration.name === name)
}

/** Waits until a condition on the newest sessions holds, and returns what it gives. */
export async function until<T>(find: () => T | undefined | false, what: string): Promise<T> {
  return vi.waitFor(() => {
    const found = find()
    if (found === undefined || found === false) throw new Error(`waited for ${what}`)
    return found
  }, waiting)
}

const manifest = {
  name: 'fanout',
  version: '0.0.0',
  type: 'module',
  exports: {
    '.': { import: './index.js', require: './index.cjs' },
    './brokers/*': { import: './brokers/*.js', require: './brokers/*.cjs' },
  },
}

/** Without what the test runner adds. */
function plainEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR, SystemRoot } = process.env
  return {
    PATH,
    HOME,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
  }
}
