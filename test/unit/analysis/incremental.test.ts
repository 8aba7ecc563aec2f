/** A workspace that heard of every change gives the map that one opened afterwards gives, whatever the changes were. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mapWorkspace, openWorkspace } from '../../../src/extension/analysis/map.ts'

/** What each file may hold: names, a wrapper, a class and those who use them, so that each change reaches other files. */
const contents = {
  'names.ts': [
    `export const NAME = 'one'\n`,
    `export enum Ev { A = 'two' }\nexport const NAME = Ev.A\n`,
    `export {}\n`,
    `export const NAME = (\n`,
  ],
  'bus.ts': [
    `import { Queue } from 'fanout'\nexport const send = (n: string, d: unknown) => new Queue(n).send(d)\n`,
    `import { EventEmitter } from 'events'\nexport const bus = new EventEmitter()\nexport const send = (n: string, d: unknown) => { bus.emit(n, d) }\n`,
    `// Nothing sends here.\nexport const send = (n: string, d: unknown) => [n, d]\n`,
  ],
  'user.ts': [
    `import { send } from './bus'\nimport { NAME } from './names'\nsend(NAME, 1)\n`,
    `\n\nimport { send } from './more'\nsend('direct', 1)\n`,
    `import { bus } from './bus'\nbus.on('direct', () => {})\n`,
  ],
  'more/index.ts': [`export * from '../bus'\n`, `export const send = (n: string) => n\n`],
  'plain.js': [
    `const { EventEmitter } = require('events')\nclass Shop extends EventEmitter { sell() { this.emit('sold') } }\nmodule.exports = { Shop }\n`,
    `/** @param {import('events').EventEmitter} e */\nmodule.exports = (e) => e.emit('typed')\n`,
  ],
  'tsconfig.json': [`{}`, `{ "compilerOptions": { "paths": { "./more": ["plain.js"] } } }`, `{`],
} as const

const step = fc
  .constantFrom(...(Object.keys(contents) as (keyof typeof contents)[]))
  .chain((file) => fc.record({ file: fc.constant(file), text: fc.constantFrom(null, ...contents[file]) }))

it('is the same as the map made anew after any sequence of changes', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (updates) => {
      const root = mkdtempSync(join(tmpdir(), 'fanout-incremental-')).replaceAll('\\', '/')
      try {
        const put = (file: string, text: string | null): void => {
          if (text === null) rmSync(join(root, file), { force: true })
          else writeFileSync(join(root, file), text)
        }
        mkdirSync(join(root, 'more'))
        for (const [file, [text]] of Object.entries(contents)) put(file, text)
        const workspace = openWorkspace({ roots: [root] })
        workspace.map()
        for (const update of updates) {
          for (const { file, text } of update) put(file, text)
          workspace.change(update.map(({ file }) => ({ file: `${root}/${file}` })))
          expect(workspace.map()).toEqual(mapWorkspace({ roots: [root] }))
        }
      } finally {
        rmSync(root, { recursive: true, force: true })
      }
    }),
    { seed: 20_261_124, numRuns: process.env['FANOUT_LONG'] === '1' ? 200 : 12 },
  )
})
