/**
 * Sees what the extension host cannot: a process of its own that stops or kills the extension host while a program is
 * half done, lets the program go on without it, and tells how that ended.
 */
import { execFileSync } from 'node:child_process'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import type { SuiteResult, TestResult } from './results.ts'
import { type HalvesFiles, type ProgramRun, differences, endOf } from './halves.ts'
import { waitFor } from './waitFor.ts'

/** What it is to do, as JSON in its only argument. */
export type WitnessTask = { readonly host: number; readonly files: HalvesFiles } & (
  | { readonly deed: 'stall'; readonly report: string }
  /** Nobody is left to judge: the witness leaves the result of the suite itself, with that one test. */
  | {
      readonly deed: 'kill'
      /** The folder that the extension can't remove any more. */
      readonly leftBehind: string
      readonly result: string
      readonly title: string
      readonly expected: ProgramRun
    }
)

/** What is told of a host that was stalled. */
export interface StallReport {
  readonly run?: ProgramRun
  /** The host's state when the program had ended, as `ps` says it: `T` is stopped. */
  readonly hostState: string
}

void act(JSON.parse(process.argv[2] ?? '') as WitnessTask)

async function act(task: WitnessTask): Promise<void> {
  if (task.deed === 'stall') await stall(task.host, task.files, task.report)
  else await kill(task.host, task.files, task)
}

async function stall(host: number, files: HalvesFiles, report: string): Promise<void> {
  process.kill(host, 'SIGSTOP')
  try {
    await waitFor('the extension host to be stopped', () => stateOf(host).startsWith('T'))
    writeFileSync(files.goOn, '')
    const run = await endOf(files).catch(() => undefined)
    leave(report, { ...(run && { run }), hostState: stateOf(host) } satisfies StallReport)
  } finally {
    process.kill(host, 'SIGCONT')
  }
}

async function kill(
  host: number,
  files: HalvesFiles,
  { leftBehind, title, result, expected }: Extract<WitnessTask, { deed: 'kill' }>,
): Promise<void> {
  const began = performance.now()
  const finish = (state: TestResult['state'], error?: string): void => {
    const milliseconds = Math.round(performance.now() - began)
    const test = { title, state, milliseconds, ...(error === undefined ? {} : { error }) }
    leave(result, { tests: [test] } satisfies SuiteResult)
  }
  try {
    process.kill(host, 'SIGKILL')
    await waitFor('the extension host to be gone', () => stateOf(host) === '' || stateOf(host).startsWith('Z'))
    writeFileSync(files.goOn, '')
    const run = await endOf(files)
    const wrong = differences(run, expected)
    rmSync(leftBehind, { recursive: true, force: true })
    finish(wrong === undefined ? 'passed' : 'failed', wrong)
  } catch (error) {
    finish('failed', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

/** Empty if there is no such process. */
function stateOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

function leave(file: string, content: unknown): void {
  writeFileSync(`${file}.part`, JSON.stringify(content))
  renameSync(`${file}.part`, file)
}
