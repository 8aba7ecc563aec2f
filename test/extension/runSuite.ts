/** Runs one suite in a VS Code of its own, with fresh folders, and reads the result that it left. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { resolveCliPathFromVSCodeExecutablePath, runTests } from '@vscode/test-electron'
import type { ChosenVSCode } from '../../scripts/vscode/choose.ts'
import { quietSettings, writeSettings } from '../../scripts/vscode/settings.ts'
import type { TestBundle } from './bundle.ts'
import type { SuiteResult, TestResult } from './results.ts'
import type { ExtensionSuite } from './suites.ts'

export interface SuiteRun {
  readonly suite: ExtensionSuite
  readonly vscode: ChosenVSCode
  /** Needed by suites that test the packed extension. */
  readonly vsix: string | undefined
  readonly bundle: TestBundle
  readonly grep: string | undefined
}

export interface SuiteOutcome {
  readonly suite: string
  readonly tests: readonly TestResult[]
  /** What went wrong besides the tests that failed. */
  readonly problem?: string
  /** Where the logs of a failed run are kept. */
  readonly logs?: string
  /** The user wants no more. */
  readonly interrupted?: boolean
}

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** How long whoever outlives an extension host may take to leave the result, in milliseconds. */
const witnessLimit = 60_000

/** The long tests run each example ten times. */
const patience = process.env['FANOUT_LONG'] === undefined ? 1 : 8

export async function runSuite(run: SuiteRun): Promise<SuiteOutcome> {
  const { suite, vscode } = run
  if (suite.trusted === false && vscode.kind === 'desktop') {
    // The test runner tells desktop VS Code to trust everything, and has no option not to.
    const title = 'all tests: desktop VS Code under test trusts every folder; VSCODE_PATH=stand-in runs them'
    return { suite: suite.name, tests: [{ title, state: 'skipped', milliseconds: 0 }] }
  }
  if (suite.killsHost && vscode.kind === 'desktop') {
    // Nothing that runs in its terminals would be left to be looked at.
    const title = 'all tests: desktop VS Code under test ends with its extension host; VSCODE_PATH=stand-in runs them'
    return { suite: suite.name, tests: [{ title, state: 'skipped', milliseconds: 0 }] }
  }
  const logs = join(repository, '.vscode-test', 'logs', suite.name)
  await rm(logs, { recursive: true, force: true })
  await mkdir(logs, { recursive: true })
  // A short path: VS Code's sockets lie below it.
  const temporary = await mkdtemp(join(tmpdir(), 'fanout-'))
  try {
    const end = await launch(run, temporary, logs)
    const outcome = await outcomeOf(suite.name, join(temporary, 'result.json'), end)
    const failed = outcome.problem !== undefined || outcome.tests.some(({ state }) => state === 'failed')
    if (!failed) return outcome
    await cp(join(temporary, 'user', 'logs'), join(logs, 'vscode'), { recursive: true, force: true }).catch(
      () => undefined,
    )
    return { ...outcome, logs }
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Why VS Code ended otherwise than well. */
interface BadEnd {
  readonly problem: string
  readonly interrupted: boolean
}

async function launch(
  { suite, vscode, vsix, bundle, grep }: SuiteRun,
  temporary: string,
  logs: string,
): Promise<BadEnd | undefined> {
  const userData = join(temporary, 'user')
  const folders = [`--user-data-dir=${userData}`, `--extensions-dir=${join(temporary, 'extensions')}`]
  await writeSettings(userData, { ...quietSettings, ...suite.settings })
  if (suite.product === 'packed') {
    if (vsix === undefined) throw new Error(`Expected a packed extension for the suite ${suite.name}, got none`)
    await installExtension(vscode, vsix, folders)
  }
  const development = suite.product === 'packed' ? 'test/extension/carrier' : suite.product.development
  const trust = suite.trusted === false ? ['--enable-workspace-trust'] : []
  const workspace = await workspaceOf(suite, temporary)
  return withLimit((suite.limitSeconds ?? 180) * patience, () =>
    runTests({
      vscodeExecutablePath: vscode.executable,
      extensionDevelopmentPath: join(repository, development),
      extensionTestsPath: bundle.entry,
      launchArgs: [workspace, ...folders, ...trust],
      extensionTestsEnv: {
        FANOUT_TEST_FILES: suite.files.map((file) => bundle.fileOf(file)).join(','),
        FANOUT_TEST_GREP: grep,
        FANOUT_TEST_RESULT: join(temporary, 'result.json'),
        FANOUT_TEST_LOGS: logs,
        FANOUT_TEST_PATIENCE: suite.killsHost ? String(witnessLimit) : undefined,
      },
    }),
  )
}

async function withLimit(seconds: number, start: () => Promise<number>): Promise<BadEnd | undefined> {
  let late = false
  let interrupted = false
  // Our own listener keeps the test runner from ending this process when it ends VS Code.
  const onInterrupt = (): void => {
    if (!late) interrupted = true
  }
  process.on('SIGINT', onInterrupt)
  // The test runner ends VS Code on Ctrl-C, the second time by force; it offers no other way to end it.
  const stop = (): void => {
    late = true
    process.emit('SIGINT')
  }
  const timers = [setTimeout(stop, seconds * 1000), setTimeout(stop, (seconds + 15) * 1000)]
  try {
    await start()
    return undefined
  } catch (error) {
    if (late) return { problem: `it did not end within its limit of ${seconds} s`, interrupted }
    if (interrupted) return { problem: 'interrupted', interrupted }
    return { problem: error instanceof Error ? error.message : String(error), interrupted }
  } finally {
    for (const timer of timers) clearTimeout(timer)
    process.off('SIGINT', onInterrupt)
  }
}

/** A failed test is reason enough for VS Code to end badly: that is told once, by the test. */
async function outcomeOf(suite: string, resultFile: string, end: BadEnd | undefined): Promise<SuiteOutcome> {
  const interrupted = end?.interrupted ?? false
  let tests: readonly TestResult[]
  try {
    tests = (JSON.parse(await readFile(resultFile, 'utf8')) as SuiteResult).tests
  } catch {
    return { suite, tests: [], problem: end?.problem ?? 'it ended well but left no result', interrupted }
  }
  if (end && tests.length === 0) return { suite, tests, problem: 'none of its tests ran', interrupted }
  const told = end === undefined || tests.some(({ state }) => state === 'failed')
  return { suite, tests, interrupted, ...(told ? {} : { problem: end.problem }) }
}

async function installExtension(vscode: ChosenVSCode, vsix: string, folders: readonly string[]): Promise<void> {
  const command =
    vscode.kind === 'desktop' ? resolveCliPathFromVSCodeExecutablePath(vscode.executable) : vscode.executable
  await promisify(execFile)(command, [...folders, `--install-extension=${vsix}`], {
    shell: process.platform === 'win32',
    timeout: 60_000,
  })
}

async function workspaceOf(suite: ExtensionSuite, temporary: string): Promise<string> {
  const copied = join(temporary, 'workspace')
  if (suite.workspace === undefined) {
    await mkdir(copied)
    await suite.makeWorkspace?.(copied)
    return copied
  }
  const folder = join(repository, suite.workspace)
  if (!suite.copyWorkspace) return folder
  await cp(folder, copied, { recursive: true })
  return copied
}
