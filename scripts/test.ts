/**
 * `npm test` and `npm run check`: every step in order, each with its own count, and one closing line over all of them.
 * A step that is no test runner counts as one. All steps run even if one fails, so that one run tells everything.
 * `check` is the quick part; `--long` adds what takes minutes.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { root } from './bundles.ts'
import { packedExtensionFile } from './packageName.ts'
import { installedServer } from './vscode/install.ts'

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Step {
  readonly name: string
  /** A command of node_modules/.bin and its arguments. */
  readonly command: readonly string[]
  /** `vitest` and `extension` are test runners that leave a file of results. */
  readonly counts: 'one' | 'vitest' | 'extension'
  readonly quick: boolean
}

const results = path.join(root, '.cache', 'results')

const vitest = (name: string, ...folders: string[]): readonly string[] => [
  'vitest',
  'run',
  ...folders,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${path.join(results, `${name}.json`)}`,
]

const steps: readonly Step[] = [
  { name: 'types', command: ['tsc', '-b'], counts: 'one', quick: true },
  { name: 'build', command: ['tsx', 'scripts/build.ts'], counts: 'one', quick: true },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'], counts: 'one', quick: true },
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'], counts: 'one', quick: true },
  { name: 'unused', command: ['knip'], counts: 'one', quick: true },
  { name: 'unit', command: vitest('unit', 'test/unit', 'test/contract'), counts: 'vitest', quick: true },
  { name: 'publint', command: ['publint', 'dist/runtime', '--strict'], counts: 'one', quick: false },
  {
    name: 'attw',
    command: ['attw', '--pack', 'dist/runtime', '--exclude-entrypoints', 'register', '--no-emoji', '--quiet'],
    counts: 'one',
    quick: false,
  },
  { name: 'package', command: ['tsx', 'scripts/package.ts'], counts: 'one', quick: false },
  { name: 'size', command: ['size-limit', '--silent'], counts: 'one', quick: false },
  {
    name: 'extension',
    command: ['tsx', 'test/extension/run.ts', `--results=${path.join(results, 'extension.json')}`],
    counts: 'extension',
    quick: false,
  },
  // After the suites, which bring a newer Node that some of these tests need.
  { name: 'integration', command: vitest('integration', 'test/integration'), counts: 'vitest', quick: false },
]

const quick = process.argv.includes('--quick')
const long = process.argv.includes('--long')
if (long) process.env['FANOUT_LONG'] = '1'
// The suites test what the package step has made, instead of packing once more.
if (!quick) process.env['FANOUT_VSIX'] = packedExtensionFile()

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const outcomes: { step: Step; count: Count; seconds: number }[] = []
for (const step of steps) {
  if (quick && !step.quick) continue
  console.log(`\n── ${step.name} ──`)
  const began = performance.now()
  const newer = (await installedServer())?.node
  const code = await run(step.command, newer === undefined ? {} : { FANOUT_NODE24: newer })
  outcomes.push({ step, count: count(step, code), seconds: (performance.now() - began) / 1000 })
}

console.log()
for (const { step, count: c, seconds } of outcomes)
  console.log(`${step.name.padEnd(12)} ${describe(c).padEnd(36)} ${seconds.toFixed(0)} s`)
const total = outcomes.reduce<Count>(
  (sum, { count: c }) => ({
    passed: sum.passed + c.passed,
    failed: sum.failed + c.failed,
    skipped: sum.skipped + c.skipped,
  }),
  { passed: 0, failed: 0, skipped: 0 },
)
console.log(describe(total))
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

function describe({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function run([command, ...parameters]: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const binaries = path.join(root, 'node_modules', '.bin')
    const child = spawn(command!, parameters, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, ...environment, PATH: `${binaries}${path.delimiter}${process.env['PATH'] ?? ''}` },
    })
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** What a runner counted; a runner that failed without a failed test (a crash, an unhandled error) counts as one failure. */
function count(step: Step, code: number): Count {
  if (step.counts === 'one') return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  const file = path.join(results, `${step.name}.json`)
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }
  const found = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>
  const passed = found['numPassedTests'] ?? found['passed'] ?? 0
  const failed = found['numFailedTests'] ?? found['failed'] ?? 0
  const skipped = found['numPendingTests'] ?? found['skipped'] ?? 0
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped }
}
