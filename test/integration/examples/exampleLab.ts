/** The examples, run as a user runs them, alone or watched by a real server whose sessions go into a real graph. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { vi } from 'vitest'
import { probeBundle, root } from '../../../scripts/bundles.ts'
import { mapWorkspace } from '../../../src/extension/analysis/map.ts'
import { createGraphStore, type GraphStore } from '../../../src/extension/graph/store.ts'
import { startLiveServer, type LiveServer } from '../../../src/extension/live/server.ts'
import type { SourceMapping } from '../../../src/protocol/map.ts'

/** A launch configuration of an example. */
export interface Program {
  readonly example: string
  /** As its launch configuration is called. */
  readonly launch: string
}

export const programs: readonly Program[] = [
  { example: 'burst', launch: 'Burst' },
  { example: 'burst', launch: 'Narrow (the producer waits)' },
  { example: 'both', launch: 'Both' },
  { example: 'signup', launch: 'Sign-up' },
  { example: 'shop', launch: 'Shop' },
]

export type Ending = 'drain' | 'exit' | 'throw'

/** What a program counted itself, by destination, and by `topic/subscription`. */
export type Totals = Readonly<
  Record<string, { readonly sent: number; readonly handled: number; readonly failed: number }>
>

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly totals: Totals
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** Starts what the launch configuration says, with that environment added. */
export async function start(
  { example, launch }: Program,
  { seconds, ending }: { seconds?: number; ending?: Ending },
  environment: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const folder = folderOf(example)
  if (!existsSync(path.join(root, 'examples', 'node_modules', 'fanout', 'package.json')))
    throw new Error('expected a built runtime in examples/node_modules/fanout, came none: run `npm run build`')
  const { program, runtimeArgs = [] } = await configuration(example, launch)
  const { PATH = '', HOME = '', TMPDIR, SystemRoot } = process.env
  const child = spawn(process.execPath, [...runtimeArgs, program.replace('${workspaceFolder}', folder)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      HOME,
      ...(TMPDIR !== undefined && { TMPDIR }),
      ...(SystemRoot !== undefined && { SystemRoot }),
      ...(seconds !== undefined && { EXAMPLE_SECONDS: String(seconds) }),
      ...(ending !== undefined && { EXAMPLE_END: ending }),
      ...environment,
    },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr, totals: totalsIn(stdout) }))
  })
  return { child, ended }
}

/** A server and a probe, shared by programs that run at the same time. */
export interface WatchedLab {
  readonly server: LiveServer
  /** Starts it in a graph of its own that has the example's map. */
  start(program: Program, options: { seconds?: number; ending?: Ending }): Promise<Running & { store: GraphStore }>
  dispose(): Promise<void>
}

export async function openWatchedLab(): Promise<WatchedLab> {
  const base = await mkdtemp(path.join(tmpdir(), 'fx-'))
  const [sockets, probe] = [path.join(base, 'live'), path.join(base, 'probe.cjs')]
  await mkdir(sockets, { mode: 0o700 })
  await build({ ...probeBundle(), outfile: probe })
  const server = await startLiveServer({ folder: sockets })
  const maps = new Map<string, SourceMapping>()
  const children = new Set<ChildProcess>()
  const stores = new Set<GraphStore>()

  function mapOf(example: string): SourceMapping {
    const mapping = maps.get(example) ?? mapWorkspace({ roots: [folderOf(example)] })
    maps.set(example, mapping)
    const events = [...maps.values()].flatMap(({ destinations }) => destinations.filter(({ kind }) => kind === 'event'))
    server.setEvents(events.map(({ name }) => name))
    return mapping
  }

  return {
    server,
    async start(program, options) {
      const store = createGraphStore({ now: Date.now })
      stores.add(store)
      store.setMapping(mapOf(program.example))
      const launch = `launch-${stores.size}`
      server.onChange((session) => session.hello.launch === launch && store.update(session))
      const { environment } = await server.prepare({
        origin: 'debug',
        terminals: false,
        name: program.launch,
        launch,
        roots: [folderOf(program.example)],
      })
      const injected = { ...environment, NODE_OPTIONS: `--require ${JSON.stringify(probe)}` }
      const running = await start(program, options, injected)
      children.add(running.child)
      return { ...running, store }
    },
    async dispose() {
      for (const child of children) child.kill('SIGKILL')
      for (const store of stores) store.dispose()
      await server.dispose()
      await rm(base, { recursive: true, force: true })
    },
  }
}

/** Waits until the condition holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  await vi.waitFor(
    () => {
      if (!condition()) throw new Error(`waited for ${what}`)
    },
    { timeout: 45_000, interval: 10 },
  )
}

export const folderOf = (example: string): string => path.join(root, 'examples', example)

interface Configuration {
  readonly name: string
  readonly program: string
  readonly runtimeArgs?: readonly string[]
}

async function configuration(example: string, launch: string): Promise<Configuration> {
  const file = path.join(folderOf(example), '.vscode', 'launch.json')
  const { configurations } = JSON.parse(await readFile(file, 'utf8')) as { configurations: readonly Configuration[] }
  const found = configurations.find(({ name }) => name === launch)
  if (found === undefined) throw new Error(`expected a launch configuration ${launch} in ${file}, came none`)
  return found
}

function totalsIn(stdout: string): Totals {
  const line = stdout.trimEnd().split('\n').at(-1) ?? ''
  if (!line.startsWith('totals ')) throw new Error(`expected totals in the last line, came ${JSON.stringify(line)}`)
  return JSON.parse(line.slice('totals '.length)) as Totals
}
