/** What the documents show works: each code block has no type error, and prints what the page says when it is run. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../../scripts/bundles.ts'
import { hasRedis, startRedis, type RedisServer } from '../../contract/redisServer.ts'
import { codeBlocks, type CodeBlock } from './codeBlocks.ts'

const pages = ['docs/recipes.md', 'docs/migration.md', 'src/runtime/README.md']

const runtime = path.join(root, 'src/runtime')
const cache = path.join(root, '.cache')
mkdirSync(cache, { recursive: true })
// Inside of the repository, so that imports of other packages are found.
const folder = mkdtempSync(path.join(cache, 'docs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const programs = pages.flatMap((page) =>
  codeBlocks(readFileSync(path.join(root, page), 'utf8')).map((block, n) => ({
    page,
    ...block,
    file: path.join(folder, `${path.basename(page, '.md')}-${n}.ts`),
  })),
)
for (const { file, code } of programs) writeFileSync(file, `${code}\n`)
const wantsRedis = programs.some(({ needs }) => needs === 'redis') && hasRedis('what the documents show of Redis')
let redis: RedisServer | undefined
beforeAll(async () => {
  if (wantsRedis) redis = await startRedis()
})
afterAll(() => redis?.stop())

const typeErrors = check(programs.map(({ file }) => file))

describe.each(pages)('%s', (page) => {
  const own = programs.filter((program) => program.page === page)

  it('has code', () => expect(own).not.toEqual([]))

  it('has no type errors', () => {
    const errors = own.flatMap(({ file, line }) =>
      (typeErrors.get(file) ?? []).map(({ at, message }) => `line ${line + at}: ${message}`),
    )
    expect(errors).toEqual([])
  })

  const canRun = ({ needs }: Program): boolean => needs !== 'redis' || wantsRedis
  it.concurrent.each(own.filter(canRun))('$name (line $line)', async ({ file, output }) => {
    expect(output, 'a text block below with the output').toBeDefined()
    expect(await run(file)).toEqual({ code: 0, stdout: `${output}\n`, stderr: '' })
  })
  it.skip.each(own.filter((program) => !canRun(program)))('$name (line $line) needs a server', () => {})
})

type Program = CodeBlock & { readonly file: string }

interface TypeError {
  /** Line in the block, from 0. */
  readonly at: number
  readonly message: string
}

/** Type errors by file, with the options of this repository and the package's names for its sources. */
function check(files: readonly Program['file'][]): ReadonlyMap<string, TypeError[]> {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.base.json'), (file) => ts.sys.readFile(file))
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root)
  const program = ts.createProgram(files, {
    ...options,
    composite: false,
    emitDeclarationOnly: false,
    noEmit: true,
    types: ['node'],
    paths: { fanout: [path.join(runtime, 'index.ts')], 'fanout/*': [path.join(runtime, '*.ts')] },
  })
  const errors = new Map<string, TypeError[]>()
  for (const file of files) {
    for (const { start = 0, messageText } of ts.getPreEmitDiagnostics(program, program.getSourceFile(file))) {
      const source = program.getSourceFile(file)!
      const error = {
        at: ts.getLineAndCharacterOfPosition(source, start).line,
        message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      }
      errors.set(file, [...(errors.get(file) ?? []), error])
    }
  }
  return errors
}

/** Runs a program in a process of its own, with the package's names for its sources. */
async function run(file: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const outfile = file.replace(/\.ts$/, '.mjs')
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // CommonJS packages do not run inside of an ESM bundle; they are found from where the file is.
    packages: 'external',
    target: 'node20',
    logLevel: 'silent',
    plugins: [
      {
        name: 'fanout',
        setup(own) {
          own.onResolve({ filter: /^fanout($|\/)/ }, ({ path: name }) => ({
            path: path.join(runtime, `${name === 'fanout' ? 'index' : name.slice('fanout/'.length)}.ts`),
          }))
        },
      },
    ],
  })
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [outfile],
      { timeout: 20_000, env: { ...process.env, ...(redis && { REDIS_URL: redis.url }) } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr })
      },
    )
  })
}
