/** Bundles test files for the extension host, which loads CommonJS. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export interface TestBundle {
  /** The module whose `run` VS Code calls. */
  readonly entry: string
  /** The name of a test file's bundle. */
  fileOf(testFile: string): string
  dispose(): Promise<void>
}

const here = dirname(fileURLToPath(import.meta.url))

/** Every run has a folder of its own, so that two runs may go side by side in one checkout. */
export async function bundleTests(files: readonly string[]): Promise<TestBundle> {
  // Inside the repository, so that `require` finds mocha.
  const parent = join(here, '..', '..', 'dist-test', 'extension')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'run-'))
  const fileOf = (testFile: string): string => `${basename(testFile, '.ts')}.cjs`
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    await build({
      entryPoints: ['index.ts', 'witness.ts', ...files].map((file) => join(here, file)),
      outdir: folder,
      entryNames: '[name]',
      outExtension: { '.js': '.cjs' },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      external: ['vscode', 'mocha'],
      sourcemap: 'inline',
      logLevel: 'warning',
    })
  } catch (error) {
    await dispose()
    throw error
  }
  return { entry: join(folder, 'index.cjs'), fileOf, dispose }
}
