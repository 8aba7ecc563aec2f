import { build } from 'esbuild'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { configRunnerBundle } from '../../../../scripts/bundles.ts'
import {
  readFolder,
  type ReadFolder,
  type SettingsLayer,
} from '../../../../src/extension/analysis/rules/folderRules.ts'
import { configRun } from '../../../../src/extension/analysis/rules/runConfig.ts'
import { makeFolder, type Folder } from './folder.ts'

const rule = (name: string): string => `{ "send": "src/bus.ts#${name}", "name": 0 }`
let tools: Folder
let runner: string
let folder: Folder

beforeAll(async () => {
  tools = makeFolder()
  runner = path.join(tools.root, 'configRunner.cjs')
  await build({ ...configRunnerBundle(), outfile: runner })
})
afterAll(() => tools.remove())
afterEach(() => folder.remove())

function read(layer: SettingsLayer = {}, trusted = true, limit = 20_000): Promise<ReadFolder> {
  return readFolder({ root: folder.root, layers: [layer] }, { trusted, run: configRun({ runner, limit }) })
}
/** What is called by each rule, in their order. */
const names = ({ rules }: ReadFolder): string[] =>
  rules.detectors.map(({ functions }) => Object.keys(functions ?? {}).join())
const problems = ({ rules }: ReadFolder): string[] =>
  rules.problems.map(
    ({ file, line, message }) =>
      `${file === undefined ? '' : file.slice(folder.root.length + 1)}${line === undefined ? '' : `:${line}`} ${message}`,
  )

describe('a configuration that is data', () => {
  it('adds up with settings: those of settings later, their names first', async () => {
    folder = makeFolder({
      'fanout.config.json': `{
  // comments are fine
  "rules": [${rule('a')}],
  "join": { "x-dev": "x", "y": "z" },
  "exclude": ["legacy/**"],
}`,
    })
    const found = await read({ rules: [{ receive: 'b', name: 0 }], join: { 'x-dev': 'x-prod' } })
    expect(names(found)).toEqual(['a', 'b'])
    expect(found.rules.join).toEqual([
      { from: 'x-dev', to: 'x-prod' },
      { from: 'x-dev', to: 'x' },
      { from: 'y', to: 'z' },
    ])
    expect(found.rules.exclude).toEqual(['legacy/**'])
    expect(found.files).toEqual([`${folder.root}/fanout.config.json`])
    expect(problems(found)).toEqual([])
  })

  it('says what is wrong in which line, and keeps what is right', async () => {
    folder = makeFolder({
      'fanout.config.json': `{
  "rules": [
    ${rule('a')},
    { "sends": "b", "name": 0 },
    ${rule('c')}
  ],
  "join": [],
  "excludes": ["x"]
}`,
    })
    const found = await read()
    expect(names(found)).toEqual(['a', 'c'])
    expect(problems(found)).toEqual([
      'fanout.config.json:8 fanout.config.json#excludes: expected rules, join or exclude, came "excludes"',
      expect.stringMatching(
        /^fanout\.config\.json:4 fanout\.config\.json#rules\[1\]: expected fields named .*came "sends"$/,
      ),
      'fanout.config.json:7 fanout.config.json#join: expected an object, came a list of 0',
    ])
  })

  it('may be cut: the rest is a problem', async () => {
    folder = makeFolder({ 'fanout.config.json': `{ "rules": [\n ${rule('a')}` })
    const found = await read()
    expect(names(found)).toEqual(['a'])
    expect(problems(found)).toEqual(["fanout.config.json:2 expected JSON: ']' expected."])
  })

  it('may be anything', async () => {
    for (const text of [
      '',
      '7',
      '[]',
      '"x"',
      'null',
      '{"rules": 7}',
      '{"__proto__": {"rules": []}}',
      '\u0000',
      '{{{{',
    ]) {
      folder?.remove()
      folder = makeFolder({ 'fanout.config.json': text })
      expect((await read()).rules.detectors, text).toEqual([])
    }
  })
})

describe('settings', () => {
  it('of the user, the workspace and the folder add up, the nearest name first', async () => {
    folder = makeFolder()
    const layers = ['user', 'workspace', 'folder'].map((one) => ({
      rules: [{ send: one, name: 0 }],
      join: { a: one },
    }))
    const { rules } = await readFolder({ root: folder.root, layers }, { trusted: true })
    expect(rules.detectors.flatMap(({ functions }) => Object.keys(functions ?? {}))).toEqual([
      'user',
      'workspace',
      'folder',
    ])
    expect(rules.join.map(({ to }) => to)).toEqual(['folder', 'workspace', 'user'])
  })

  it('tell where they are written', async () => {
    folder = makeFolder({
      '.vscode/settings.json': `{\n  "editor.tabSize": 2,\n  "fanout.rules": [\n    ${rule('a')},\n    7\n  ]\n}`,
      'x.code-workspace': `{ "settings": {\n  "fanout.rules": [7] } }`,
    })
    const list = [{ send: 'a', name: 0 }, 7]
    const found = await read({ rules: list, file: `${folder.root}/.vscode/settings.json` })
    expect(found.rules.detectors[0]?.origin).toMatchObject({ path: 'fanout.rules[0]', line: 4 })
    expect(problems(found)).toEqual(['.vscode/settings.json:5 fanout.rules[1]: expected an object, came 7'])
    const ofWorkspace = await read({ rules: [7], file: `${folder.root}/x.code-workspace` })
    expect(problems(ofWorkspace)).toEqual(['x.code-workspace:2 fanout.rules[0]: expected an object, came 7'])
    expect(problems(await read({ rules: [7], file: `${folder.root}/gone.json` }))).toEqual([
      ' fanout.rules[0]: expected an object, came 7',
    ])
  })
})

describe('a configuration that is code', () => {
  it('runs in its folder, and without what is injected into programs', async () => {
    folder = makeFolder({
      'fanout.config.mjs': `import { readFileSync } from 'node:fs'
export default { exclude: readFileSync('left-out.txt', 'utf8').trim().split('\\n') }
`,
      'left-out.txt': 'legacy/**\ngenerated/**\n',
    })
    vi.stubEnv('NODE_OPTIONS', `--require ${folder.root}/nothing.cjs`)
    const found = await read().finally(() => vi.unstubAllEnvs())
    expect(problems(found)).toEqual([])
    expect(found.rules.exclude).toEqual(['legacy/**', 'generated/**'])
  })

  it('is run: types, imports of the folder, the typed helper, a promise', async () => {
    folder = makeFolder({
      'fanout.config.ts': `import { defineConfig, type FanoutConfig } from 'fanout/config'
import { names } from './tools/names'
const environments: readonly string[] = await Promise.resolve(['dev', 'test'])
export default defineConfig({
  rules: names.map((name: string) => ({ send: \`src/bus.ts#\${name}\`, name: 0 })),
  join: Object.fromEntries(environments.map((one) => [\`*-\${one}\`, '*-prod'])),
} satisfies FanoutConfig)
`,
      'tools/names.ts': `import { last } from './last.js'\nexport const names: string[] = ['a', last]\n`,
      'tools/last.ts': `export const last = 'b' as const\n`,
    })
    const found = await read()
    expect(problems(found)).toEqual([])
    expect(names(found)).toEqual(['a', 'b'])
    expect(found.rules.join.map(({ from }) => from)).toEqual(['*-dev', '*-test'])
    expect(found.files.map((file) => file.slice(folder.root.length + 1))).toEqual([
      'fanout.config.ts',
      'tools/names.ts',
      'tools/last.ts',
    ])
  })

  it.each([
    ['fanout.config.js', `export default { rules: [${rule('a')}] }`],
    ['fanout.config.js', `module.exports = { rules: [${rule('a')}] }`],
    ['fanout.config.mjs', `export const rules = [${rule('a')}]`],
    [
      'fanout.config.cjs',
      `const { defineConfig } = require('fanout/config')\nmodule.exports = defineConfig({ rules: [${rule('a')}] })`,
    ],
    ['fanout.config.mts', `export default async (): Promise<unknown> => ({ rules: [${rule('a')}] })`],
  ])('may be %s: %s', async (name, text) => {
    folder = makeFolder({ [name]: text })
    const found = await read()
    expect(problems(found)).toEqual([])
    expect(names(found)).toEqual(['a'])
  })

  it('of several the first is read, and the view tells of the others', async () => {
    folder = makeFolder({
      'fanout.config.mjs': `export default { rules: [${rule('a')}] }`,
      'fanout.config.json': `{ "rules": [${rule('b')}] }`,
    })
    const found = await read()
    expect(names(found)).toEqual(['a'])
    expect(problems(found)).toEqual([
      'fanout.config.json fanout.config.json was left out: fanout.config.mjs is read in its place',
    ])
  })

  it('is never run in a workspace that is not trusted: data alone counts there, and the view says so', async () => {
    folder = makeFolder({
      'fanout.config.js': `import { writeFileSync } from 'node:fs'\nwriteFileSync(new URL('./ran', import.meta.url), '')\nexport default {}`,
      'fanout.config.json': `{ "rules": [${rule('b')}] }`,
    })
    const found = await readFolder(
      { root: folder.root, layers: [] },
      {
        trusted: false,
        run: () => {
          throw new Error('it was run')
        },
      },
    )
    expect(names(found)).toEqual(['b'])
    expect(problems(found)).toEqual([
      'fanout.config.js fanout.config.js was left out: the workspace is not trusted, so its code is not run',
    ])
  })

  it.each([
    ['throws', `throw new RangeError('no')`, 'RangeError: no'],
    ['never ends', `for (;;) {}`, 'it did not end within 1500 ms and was stopped'],
    [
      'never answers',
      `await new Promise(() => setInterval(() => {}, 1000))`,
      'it did not end within 1500 ms and was stopped',
    ],
    ['ends its process', `process.exit(0)`, 'it ended its process (exit code 0) before it gave a configuration'],
    [
      'waits for nothing',
      `await new Promise(() => {})`,
      /it ended its process \(exit code \d+\) before it gave a configuration/,
    ],
    [
      'gives no data',
      `export default { rules: [{ send: () => {} }] }`,
      'Error: it.rules[0].send: expected data, came a function',
    ],
    [
      'holds itself',
      `const it = {}; it.rules = it; export default it`,
      'Error: it.rules: expected data, came an object that holds itself',
    ],
    [
      'gives too much',
      `export default { rules: ['x'.repeat(3_000_000)] }`,
      'expected at most 2000000 characters of data, came more',
    ],
    ['is cut', `export default {`, /SyntaxError/],
    ['imports what is not there', `import './gone.js'`, /Cannot find module/],
  ])('that %s is a problem and no more', async (_, text, expected) => {
    folder = makeFolder({ 'fanout.config.mjs': text })
    const found = await read(
      { rules: [{ send: 'a', name: 0 }] },
      true,
      typeof expected === 'string' && expected.includes('1500') ? 1_500 : 20_000,
    )
    expect(names(found)).toEqual(['a'])
    expect(problems(found)).toEqual([
      typeof expected === 'string'
        ? `fanout.config.mjs fanout.config.mjs: ${expected}`
        : expect.stringMatching(expected),
    ])
  })

  it('says where types do not parse', async () => {
    folder = makeFolder({ 'fanout.config.ts': `export default {\n  rules: [}\n}` })
    expect(problems(await read())).toEqual(['fanout.config.ts fanout.config.ts: line 2: Expression or comma expected.'])
  })
})
