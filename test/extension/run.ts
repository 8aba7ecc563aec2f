/**
 * Runs the suites of suites.ts in a real VS Code, one after the other, and tells what came out.
 * `npm run test:extension -- [--suite <name>]… [--grep <regular expression>]`
 */
import { parseArgs } from 'node:util'
import { chooseVSCode } from '../../scripts/vscode/choose.ts'
import { bundleTests } from './bundle.ts'
import { packedExtension } from './packed.ts'
import type { TestResult } from './results.ts'
import { type SuiteOutcome, runSuite } from './runSuite.ts'
import { suites } from './suites.ts'

const { values } = parseArgs({
  options: { suite: { type: 'string', multiple: true }, grep: { type: 'string' } },
})
process.exitCode = await main(values.suite ?? [], values.grep)

async function main(names: readonly string[], grep: string | undefined): Promise<number> {
  for (const name of names) {
    if (suites.some((suite) => suite.name === name)) continue
    throw new Error(`Expected --suite to be one of ${suites.map((suite) => suite.name).join(', ')}, got ${name}`)
  }
  const wanted = suites.filter((suite) => names.length === 0 || names.includes(suite.name))
  const vscode = await chooseVSCode({ progress: console.log })
  console.log(vscode.reason)
  const vsix = wanted.some((suite) => suite.product === 'packed') ? await packedExtension() : undefined
  const bundle = await bundleTests([...new Set(wanted.flatMap((suite) => suite.files))])
  const outcomes: SuiteOutcome[] = []
  try {
    for (const suite of wanted) {
      console.log(`\n== ${suite.name}`)
      outcomes.push(await runSuite({ suite, vscode, vsix, bundle, grep }))
    }
  } finally {
    await bundle.dispose()
  }
  return report(outcomes)
}

/** Prints the failures once more, where a reader looks for them: at the end. */
function report(outcomes: readonly SuiteOutcome[]): number {
  const count = (state: TestResult['state']): number =>
    outcomes.reduce((sum, { tests }) => sum + tests.filter((test) => test.state === state).length, 0)
  console.log()
  for (const { suite, tests, problem, logs } of outcomes) {
    for (const { title, state } of tests) if (state === 'skipped') console.log(`skipped  ${suite}: ${title}`)
    for (const { title, state, error } of tests)
      if (state === 'failed') console.log(`FAILED   ${suite}: ${title}\n${indent(error ?? '')}`)
    if (problem !== undefined) console.log(`FAILED   ${suite}: ${problem}`)
    if (logs !== undefined) console.log(`         logs and pictures: ${logs}`)
  }
  // A suite that could not tell its own failures counts as one.
  const failed = count('failed') + outcomes.filter(({ problem }) => problem !== undefined).length
  const skipped = count('skipped')
  console.log(`extension: ${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return failed > 0 || count('passed') === 0 ? 1 : 0
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '         ')
}
