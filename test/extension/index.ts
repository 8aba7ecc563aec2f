/** The entry that VS Code calls inside the extension host: runs this suite's files with mocha and leaves a result. */
import { readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'node:util'
import Mocha from 'mocha'
import { host } from './host.ts'
import type { SuiteResult, TestResult } from './results.ts'
import { say } from './say.ts'
import { stackInSources } from './stack.ts'

/**
 * Environment, set by the runner: `FANOUT_TEST_FILES` (names, comma-separated), `FANOUT_TEST_GREP`, `FANOUT_TEST_RESULT`.
 * Rejects if a test failed, or if none ran although none was filtered out, which makes VS Code exit with 1.
 */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true)
  if (host) markOutput()
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, reporter: 'spec', fullTrace: true, diff: false })
  const grep = process.env['FANOUT_TEST_GREP']
  if (grep) mocha.grep(new RegExp(grep))
  const wanted = required('FANOUT_TEST_FILES').split(',')
  for (const file of readdirSync(__dirname)) if (wanted.includes(file)) mocha.addFile(join(__dirname, file))
  mocha.rootHooks({
    async afterEach(this: Mocha.Context) {
      const test = this.currentTest
      if (test?.state !== 'failed' || !host) return
      const name = `failed ${test.fullTitle()}`.replaceAll(/[^\w]+/g, '-').slice(0, 120)
      await host.screenshot(name).catch((error: unknown) => console.warn(`No picture of the failure: ${String(error)}`))
    },
  })
  const result = await runTests(mocha)
  const file = required('FANOUT_TEST_RESULT')
  writeFileSync(`${file}.part`, JSON.stringify(result))
  renameSync(`${file}.part`, file)
  const failed = result.tests.filter(({ state }) => state === 'failed').length
  if (failed > 0) throw new Error(`${failed} of ${result.tests.length} tests failed`)
  if (result.tests.length === 0 && !grep) throw new Error('Expected tests to run, none did')
}

async function runTests(mocha: Mocha): Promise<SuiteResult> {
  const tests: TestResult[] = []
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve())
    const add = (test: Mocha.Test | Mocha.Hook, state: TestResult['state'], error?: string): void => {
      tests.push({
        title: test.fullTitle(),
        state,
        milliseconds: test.duration ?? 0,
        ...(error === undefined ? {} : { error }),
      })
    }
    runner.on('pass', (test) => add(test, 'passed'))
    runner.on('pending', (test) => add(test, 'skipped'))
    // A hook that fails comes by here too, in place of the tests that it kept from running.
    runner.on('fail', (test, error: Error) => {
      // In place, so that mocha's own report shows the sources too.
      error.stack = stackInSources(error.stack ?? String(error))
      add(test, 'failed', error.stack)
    })
  })
  return { tests }
}

/** Mocha's lines reach the terminal by way of the workbench, mixed with what that prints itself. */
function markOutput(): void {
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
    for (const line of format(...args).split('\n')) say(line)
  }
}

function required(name: string): string {
  const value = process.env[name]
  if (!value)
    throw new Error(
      `Expected ${name} in the environment, got nothing: start the suites with \`npm run test:extension\``,
    )
  return value
}
