/**
 * Runs the suites of suites.ts in a real VS Code, one after the other, and tells what came out.
 * `npm run test:extension -- [--suite <name>]… [--grep <regular expression>] [--results <file>]`
 * The file takes the counts as JSON: `{ passed, failed, skipped }`.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chooseVSCode } from '../../scripts/vscode/choose.ts'
import { installServer } from '../../scripts/vscode/install.ts'
import { bundleTests } from './bundle.ts'
import { packedExtension } from './packed.ts'
import type { TestResult } from './results.ts'
import { type SuiteOutcome, runSuite } from './runSuite.ts'
import { suites } from './suites.ts'

const { values } = parseArgs({
  options: { suite: { type: 'string', multiple: true }, grep: { type: 'string' }, results: { type: 'string' } },
})
process.exitCode = await main(values.suite ?? [], values.grep, values.results)

async function main(names: readonly string[], grep: string | undefined, results: string | undefined): Promise<number> {
  const prepared = await prepare(names).catch((error: Error) => {
    console.error(error.message)
    return undefined
  })
  if (!prepared) return 1
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.emit('SIGINT'))
  const outcomes: SuiteOutcome[] = []
  try {
    for (const suite of prepared.suites) {
      console.log(`\n== ${suite.name}`)
      const outcome = await runSuite({ ...prepared, suite, grep })
      outcomes.push(outcome)
      if (outcome.interrupted) break
    }
  } finally {
    await prepared.bundle.dispose()
  }
  const counts = report(outcomes)
  if (results !== undefined) writeFileSync(results, JSON.stringify(counts))
  return counts.failed > 0 || counts.passed === 0 ? 1 : 0
}

/** All that the suites share. What can go wrong here is for the user to mend, and said in one message. */
async function prepare(names: readonly string[]) {
  for (const name of names) {
    if (suites.some((suite) => suite.name === name)) continue
    throw new Error(`Expected --suite to be one of ${suites.map((suite) => suite.name).join(', ')}, got ${name}`)
  }
  const wanted = suites.filter((suite) => names.length === 0 || names.includes(suite.name))
  const vscode = await chooseVSCode({ progress: console.log })
  console.log(vscode.reason)
  if (vscode.kind === 'stand-in') await installServer({ progress: console.log })
  const vsix = wanted.some((suite) => suite.product === 'packed') ? await packedExtension() : undefined
  const bundle = await bundleTests([...new Set(wanted.flatMap((suite) => suite.files))])
  return { suites: wanted, vscode, vsix, bundle }
}

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Prints the failures once more, where a reader looks for them: at the end. */
function report(outcomes: readonly SuiteOutcome[]): Counts {
  console.log()
  for (const { suite, tests, problem, logs } of outcomes) {
    for (const { title, state } of tests) if (state === 'skipped') console.log(`skipped  ${suite}: ${title}`)
    for (const { title, state, error } of tests) {
      if (state === 'failed') console.log(`FAILED   ${suite}: ${title}\n${indent(error ?? '')}`)
    }
    if (problem !== undefined) console.log(`FAILED   ${suite}: ${problem}`)
    if (logs !== undefined) console.log(`         logs and pictures: ${logs}`)
  }
  const all = outcomes.flatMap(({ tests }) => tests)
  const count = (state: TestResult['state']): number => all.filter((test) => test.state === state).length
  // A suite that ended badly without a failed test counts as one.
  const failed = count('failed') + outcomes.filter(({ problem }) => problem !== undefined).length
  const counts = { passed: count('passed'), failed, skipped: count('skipped') }
  if (all.length === 0 && failed === 0) console.log('No test matched.')
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  console.log(`extension: ${counts.passed} passed, ${counts.failed} failed${skipped}`)
  return counts
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '         ')
}
