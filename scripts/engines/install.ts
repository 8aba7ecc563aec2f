/** Deno and Bun: those that are named, those on the PATH, else what npm carries of them, once per lockfile. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { root } from '../bundles.ts'
import { npm } from '../vscode/install.ts'
import { withLock } from '../vscode/lock.ts'

export interface Engine {
  readonly name: string
  readonly version: string
  readonly command: string
  /** Before the program's file. */
  readonly args: readonly string[]
}

export const engineNames = ['Node', 'Deno', 'Bun'] as const

const kinds = {
  Node: { named: undefined, onPath: process.execPath, fromNpm: undefined, args: [] },
  Deno: {
    named: process.env['FANOUT_DENO'],
    onPath: 'deno',
    fromNpm: ['@deno', 'deno'],
    args: ['run', '-A', '--node-modules-dir=manual'],
  },
  Bun: { named: process.env['FANOUT_BUN'], onPath: 'bun', fromNpm: ['@oven', 'bin', 'bun'], args: [] },
} as const

/** Fetches what is not here: 200 MB on disk. Undefined, and said so loudly, where there is none to be had. */
export async function findEngine(name: (typeof engineNames)[number]): Promise<Engine | undefined> {
  const { named, onPath, fromNpm, args } = kinds[name]
  const here = engine(name, named ?? onPath, args)
  if (here !== undefined || named !== undefined || fromNpm === undefined) {
    if (here === undefined) console.error(`\n*** ${name} is SKIPPED: ${named} does not run ***\n`)
    return here
  }
  const [scope, ...rest] = fromNpm
  try {
    const packages = path.join(await installEngines(), 'node_modules', scope)
    const files = readdirSync(packages).map((folder) => path.join(packages, folder, ...rest))
    for (const file of [...files, ...files.map((each) => `${each}.exe`)]) {
      const found = existsSync(file) ? engine(name, file, args) : undefined
      if (found !== undefined) return found
    }
    throw new Error(`npm has none that runs on ${process.platform} ${process.arch}`)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    console.error(`\n*** ${name} is SKIPPED: it is not on the PATH, and ${why} ***\n`)
    return undefined
  }
}

function engine(name: string, command: string, args: readonly string[]): Engine | undefined {
  const said = spawnSync(command, ['--version'], { encoding: 'utf8' })
  if (said.status !== 0) return undefined
  return { name, version: said.stdout.split('\n')[0]!, command, args }
}

async function installEngines(): Promise<string> {
  const own = path.join(root, 'scripts', 'engines')
  const lockfile = await readFile(path.join(own, 'package-lock.json'))
  const cache = path.join(root, '.cache')
  const folder = path.join(cache, `engines-${createHash('sha256').update(lockfile).digest('hex').slice(0, 12)}`)
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  const wait = (): void => console.error('Another process fetches Deno and Bun; waiting for it…')
  await withLock(`${folder}.lock`, wait, async () => {
    if (existsSync(folder)) return
    const temporary = await mkdtemp(`${folder}-`)
    try {
      for (const file of ['package.json', 'package-lock.json'])
        await copyFile(path.join(own, file), path.join(temporary, file))
      await npm(temporary, ['ci'])
      await rename(temporary, folder)
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  })
  return folder
}
