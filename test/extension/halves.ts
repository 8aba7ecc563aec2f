/** The program `halves.js` of the workspace `programs`: how it is run, and how a run of it ended. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { waitFor } from './waitFor.ts'

/** How a run ended. Its totals are the last line of its output. */
export interface ProgramRun {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

export interface HalvesFiles {
  /** Appears when the program is to go on to its second half. */
  readonly goOn: string
  readonly stdout: string
  readonly stderr: string
  /** Appears when the program has ended. */
  readonly exitCode: string
}

export function halvesFiles(folder: string, name: string): HalvesFiles {
  const file = (what: string): string => join(folder, `${name}.${what}`)
  return { goOn: file('go-on'), stdout: file('out'), stderr: file('err'), exitCode: file('code') }
}

/** For a terminal in the workspace. */
export function halvesCommand({ goOn, stdout, stderr, exitCode }: HalvesFiles): string {
  return `node halves.js "${goOn}" > "${stdout}" 2> "${stderr}"; echo "$?" > "${exitCode}"`
}

/** A run that nobody watches, with the Node that terminals have, to compare others with. */
export function unwatchedRun(workspace: string): Promise<ProgramRun> {
  const env = { ...process.env }
  for (const name of Object.keys(env)) if (/^(NODE_OPTIONS$|FANOUT_|VSCODE_|ELECTRON_)/.test(name)) delete env[name]
  // Any file that exists lets it go on at once.
  const args = ['halves.js', join(workspace, 'halves.js')]
  return new Promise((resolve, reject) => {
    execFile('node', args, { cwd: workspace, env, timeout: 30_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error)
      else resolve({ stdout, stderr, exitCode: Number(error?.code ?? 0) })
    })
  })
}

export async function endOf(files: HalvesFiles): Promise<ProgramRun> {
  const code = await waitFor(
    'the program to end',
    () => existsSync(files.exitCode) && (readFileSync(files.exitCode, 'utf8').trim() || undefined),
    30_000,
  )
  return {
    stdout: readFileSync(files.stdout, 'utf8'),
    stderr: readFileSync(files.stderr, 'utf8'),
    exitCode: Number(code),
  }
}

/** In what a run differs from the one that is expected, in words; undefined if in nothing. */
export function differences(run: ProgramRun, expected: ProgramRun): string | undefined {
  if (isDeepStrictEqual(run, expected)) return undefined
  return `expected the program to end as unwatched:\n${JSON.stringify(expected)}\nit ended so:\n${JSON.stringify(run)}`
}
