/** A workspace that heard of every change gives the map that one opened afterwards gives, whatever the changes were. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mapWorkspace, openWorkspace } from '../../../src/extension/analysis/map.ts'
import { findFiles } from '../../../src/extension/analysis/program/workspaceFiles.ts'
import type { FileChange } from '../../../src/extension/analysis/messages.ts'

/** What each file may hold: names, a wrapper, a class and those who use them, so that each change reaches other files. */
const contents = {
  'names.ts': [
    `export const NAME = 'one'\n`,
    `export enum Ev { A = 'two' }\nexport const NAME = Ev.A\n`,
    `export enum Ev { B = 'zero', A = 'three' }\nexport const NAME = Ev.B\n`,
    `export {}\n`,
    `export const NAME = (\n`,
  ],
  'bus.ts': [
    `import { Queue } from 'fanout'\nexport const send = (n: string, d: unknown) => new Queue(n).send(d)\n`,
    `import { EventEmitter } from 'events'\nexport const bus = new EventEmitter()\nexport const send = (n: string, d: unknown) => { bus.emit(n, d) }\n`,
    // The wrapper under another name, handed on by `more` and by `whole`.
    `import { Queue } from 'fanout'\nexport const announce = (n: string, d: unknown) => new Queue(n).send(d)\nexport default announce\n`,
    `// Nothing sends here.\nexport const send = (n: string, d: unknown) => [n, d]\n`,
  ],
  'user.ts': [
    `import { send } from './bus'\nimport { NAME } from './names'\nsend(NAME, 1)\n`,
    `\n\nimport { send } from './more'\nsend('direct', 1)\n`,
    `import { bus } from './bus'\nbus.on('direct', () => {})\n`,
    `import { announce as say } from './bus'\nimport { Ev } from './names'\nsay(Ev.A, 1)\n`,
  ],
  'more/index.ts': [`export * from '../bus'\n`, `export const send = (n: string) => n\n`],
  'whole.ts': [
    `import say from './bus'\nexport default say\n`,
    `export { default } from './bus'\n`,
    `export default (n: string, d: unknown) => [n, d]\n`,
  ],
  'whole.user.ts': [
    `import tell from './whole'\ntell('by default', 1)\n`,
    `import tell from './bus'\ntell('at once', 1)\n`,
  ],
  'port.ts': [
    `export interface Port { say(n: string): void }\nexport const use = (port: Port) => port.say('through a port')\n`,
    `export abstract class Port { abstract say(n: string): void }\nexport const use = (port: Port) => port.say('abstract')\n`,
  ],
  // An implementation that comes, goes, and does something else; the second one has moved here from the first.
  'first.ts': [
    `import { EventEmitter } from 'events'\nimport type { Port } from './port'\nexport class First implements Port { e = new EventEmitter(); say(n: string) { this.e.emit(n) } }\n`,
    `import type { Port } from './port'\nexport class First implements Port { say(n: string) { return n } }\n`,
    `export { First } from './more/second'\n`,
  ],
  'more/second.ts': [
    `export {}\n`,
    `import { EventEmitter } from 'events'\nimport { Port } from '../port'\nexport class First extends Port { e = new EventEmitter(); say(n: string) { this.e.emit(n) } }\n`,
  ],
  // A script: its names are everybody's.
  'script.js': [`var GLOBAL = 'of a script'\n`, `var GLOBAL = 'another'\n`, `module.exports = {}\n`],
  'global.ts': [
    `import { Queue } from 'fanout'\ndeclare const GLOBAL: string\nvoid new Queue(GLOBAL).send(1)\n`,
    `import { Queue } from 'fanout'\nvoid new Queue(GLOBAL).send(1)\n`,
  ],
  'plain.js': [
    `const { EventEmitter } = require('events')\nclass Shop extends EventEmitter { sell() { this.emit('sold') } }\nmodule.exports = { Shop }\n`,
    `/** @param {import('events').EventEmitter} e */\nmodule.exports = (e) => e.emit('typed')\n`,
  ],
  // What a finding hangs on in other files than its own: a base class, a type behind a barrel, who calls its function, who
  // goes by the same name, what a prototype takes from, what a container is told.
  'base.ts': [
    `import { EventEmitter } from 'events'\nexport class Base extends EventEmitter { fire(n: string) { this.emit(n) } }\n`,
    `export class Base { emit(n: string) { return n }; fire(n: string) { this.emit(n) } }\n`,
    `import { EventEmitter } from 'events'\nclass Own extends EventEmitter {}\nexport class Base extends Own { fire(n: string) { this.emit('x-' + n) } }\n`,
  ],
  'heir.ts': [
    `import { Base } from './base'\nexport class Heir extends Base { run() { this.emit('of an heir'); this.fire('fired') } }\n`,
    `import { Base } from './base'\nexport const run = (one: Base) => one.fire('fired elsewhere')\n`,
  ],
  'types.ts': [
    `import { EventEmitter } from 'events'\nexport interface Holder { bus: EventEmitter }\n`,
    `export interface Holder { bus: { emit(n: string): void } }\n`,
  ],
  'more/barrel.ts': [`export * from '../types'\n`, `export interface Holder { bus: unknown }\n`],
  'held.ts': [
    `import type { Holder } from './more/barrel'\nexport const tell = (held: Holder) => held.bus.emit('by its type')\n`,
  ],
  'forward.ts': [
    `export function forward(hub: any, n: string) { hub.emit(n) }\n`,
    `export function forward(hub: any, n: string) { hub.on(n, () => {}) }\n`,
  ],
  'caller.ts': [
    `import { EventEmitter } from 'events'\nimport { forward } from './forward'\nforward(new EventEmitter(), 'handed in')\n`,
    `import { forward } from './forward'\nforward(process.stdout, 'handed in')\n`,
    `import { forward as pass } from './forward'\nimport { NAME } from './names'\nimport { bus } from './bus'\npass(bus, NAME)\n`,
  ],
  'robot.ts': [
    `import { EventEmitter } from 'events'\nexport const robot = new EventEmitter()\n`,
    `export const robot = 1\n`,
  ],
  'plugin.js': [
    `module.exports = (robot) => { robot.emit('by its name') }\n`,
    `module.exports = (other) => { other.emit('by its name') }\n`,
  ],
  'old.js': [
    `const { EventEmitter } = require('events')\nfunction Old() {}\nrequire('util').inherits(Old, EventEmitter)\nmodule.exports = { Old }\n`,
    `function Old() {}\nmodule.exports = { Old }\n`,
  ],
  'old.user.js': [`const { Old } = require('./old')\nnew Old().emit('of a function')\n`],
  'told.ts': [
    `import { container } from 'tsyringe'\nimport { EventEmitter } from 'events'\ncontainer.register('hub', { useValue: new EventEmitter() })\n`,
    `import { container } from 'tsyringe'\ncontainer.register('hub', { useValue: 1 })\n`,
  ],
  'asking.ts': [`import { container } from 'tsyringe'\ncontainer.resolve<any>('hub').emit('of a container')\n`],
  'bound.js': [
    `const { EventEmitter } = require('events')\nconst inner = new EventEmitter()\nmodule.exports = { publish: inner.emit.bind(inner) }\n`,
    `module.exports = { publish() {} }\n`,
  ],
  'bound.user.js': [`require('./bound').publish('of a bound method')\n`],
  'unit.js': [
    `const { EventEmitter } = require('events')\nconst hub = new EventEmitter()\nfunction Unit() {}\nUnit.prototype.say = function (n) { hub.emit(n) }\nUnit.register = function () {}\nmodule.exports = Unit\n`,
    `function Unit() {}\nUnit.prototype.say = function (n) { return n }\nmodule.exports = Unit\n`,
  ],
  'unit.user.js': [`const Unit = require('unit')\nUnit.register('a', { start() { this.say('of a literal') } })\n`],
  'aliases.js': [
    `const table = { unit: 'unit.js' }\nrequire('module')._resolveFilename = (one) => table[one]\n`,
    `const table = { unit: 'names.js' }\nrequire('module')._resolveFilename = (one) => table[one]\n`,
    `module.exports = {}\n`,
  ],
  'tsconfig.json': [
    `{}`,
    `{ "compilerOptions": { "paths": { "./more": ["plain.js"] } } }`,
    `{ "compilerOptions": { "paths": { "./bus": ["more/index.ts"] } } }`,
    `{`,
  ],
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

it('is the same after each change alone, there and back', { timeout: 600_000 }, () => {
  const root = mkdtempSync(join(tmpdir(), 'fanout-incremental-')).replaceAll('\\', '/')
  try {
    mkdirSync(join(root, 'more'))
    for (const [file, [text]] of Object.entries(contents)) writeFileSync(join(root, file), text)
    const workspace = openWorkspace({ roots: [root] })
    const whole = workspace.map()
    for (const [name, [first, ...others]] of Object.entries(contents)) {
      const file = `${root}/${name}`
      for (const text of [...others, `${first}export const saved = 1\n`, '']) {
        workspace.change([{ file, text }])
        const anew = openWorkspace({ roots: [root] })
        anew.change([{ file, text }])
        expect(workspace.map(), `${name}: ${text}`).toEqual(anew.map())
        workspace.change([{ file }])
        expect(workspace.map(), `${name}, back from: ${text}`).toEqual(whole)
      }
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

/** FANOUT_REAL_TREE: the folder of a checkout. Its files are cut, emptied and brought back; nothing is written to it. */
const realTree = process.env['FANOUT_REAL_TREE']?.replaceAll('\\', '/')

it.skipIf(realTree === undefined)('is the same on a real tree', { timeout: 1_200_000 }, () => {
  const roots = [realTree ?? '']
  const files = findFiles(roots, []).sources
  const workspace = openWorkspace({ roots })
  const whole = workspace.map()
  const sites = [...new Set(whole.sites.map(({ file }) => file))]
  const edited = fc.sample(fc.constantFrom(...sites, ...files), { numRuns: 8, seed: 20_261_124 })
  const changes: FileChange[] = edited.map((file, at) => {
    const text = readFileSync(file, 'utf8')
    return { file, text: at % 2 === 0 ? text.slice(0, text.length / 2) : `\n\n${text}` }
  })
  for (const change of changes) {
    workspace.change([change])
    workspace.map()
  }
  const anew = openWorkspace({ roots })
  anew.change(changes)
  expect(workspace.map()).toEqual(anew.map())
  workspace.change(edited.map((file) => ({ file })))
  expect(workspace.map()).toEqual(whole)
})
