import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mapWorkspace, openWorkspace } from '../../../src/extension/analysis/map.ts'
import { fixtures } from './fixtures.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fanout-map-')).replaceAll('\\', '/')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

const good = `import { Queue } from 'fanout'\nexport const q = new Queue('good', { capacity: 3 })\nvoid q.send(1)\n`

describe('destinations', () => {
  it('keeps two emitters that emit the same name apart, and joins the ends of one', () => {
    const { destinations, sites } = mapWorkspace({ roots: [`${fixtures}/node-events`] })
    const paid = destinations.filter(({ name }) => name === 'paid')
    expect(paid.map(({ scope }) => String(scope)).sort()).toEqual(['Invoices', 'Orders'])
    const orders = paid.find(({ scope }) => scope === 'Orders')
    const ends = sites.filter(({ destinationId }) => destinationId === orders?.id).map(({ role }) => role)
    expect(ends.sort()).toEqual(['receive', 'send'])
  })

  it('takes a function that makes emitters for their class, and its prototype for their methods', () => {
    const { destinations, sites } = mapWorkspace({ roots: [`${fixtures}/constructor-functions`] })
    const placeOf = (name: string): unknown => destinations.find((one) => one.name === name)?.scope
    expect({ shut: placeOf('shut'), swung: placeOf('swung'), lifted: placeOf('lifted') }).toEqual({
      shut: 'Gate',
      swung: 'Gate',
      lifted: 'Hatch',
    })
    expect(sites.map(({ code }) => code.name)).toContain('Gate.shut')
  })

  it('says where a queue is made, how much it holds, and where its dead letters go', () => {
    const { destinations, sites } = mapWorkspace({ roots: [`${fixtures}/fanout`] })
    const photos = destinations.find(({ name }) => name === 'photos')
    const failed = destinations.find(({ name }) => name === 'photos-failed')
    expect(photos).toMatchObject({ kind: 'queue', system: 'fanout', scope: '', capacity: 100, declaredAt: { line: 7 } })
    expect(failed).toMatchObject({ capacity: null })
    const giving = sites.filter(({ deadLetter }) => deadLetter !== undefined)
    expect(giving).toMatchObject([{ role: 'receive', destinationId: photos?.id, deadLetter: failed?.id }])
    expect(destinations.find(({ name }) => name === 'OrderPlaced')).toMatchObject({ kind: 'topic', scope: 'shop' })
  })

  it('names the code that holds a site as a reader would', () => {
    const { sites } = mapWorkspace({ roots: [`${fixtures}/fanout`] })
    const names = (role: string): string[] =>
      [...new Set(sites.filter((site) => site.role === role).map(({ code }) => code.name))].sort()
    expect(names('send')).toEqual(['OrderService.place', 'note', 'uploadPhoto'])
    expect(names('receive')).toEqual(['Mailer', 'email', 'handlePaid', 'on audit', 'resize', 'watchFailures'])
  })

  it('says of a site that a name alone speaks for, or a chain, that nothing else does', () => {
    const evidence = ['namesakes', 'socket-io-chains'].flatMap((folder) =>
      mapWorkspace({ roots: [`${fixtures}/${folder}`] }).sites.map((site) => site.evidence),
    )
    const of = 'EventEmitter of node:events'
    expect(evidence).toContain(
      `Receives through ${of}, known by its name alone: an emitter is made for that name elsewhere.`,
    )
    expect(evidence).toContain(`Sends through ${of}, known by its name alone: it says so.`)
    expect(evidence).toContain(
      `Sends through ${of}, taken for one as its class is over one of a library that is not known.`,
    )
    expect(evidence).toContain(
      `Sends through ${of}, by way of MessageBroker.tell (its object is known by its name alone) (core.js:17).`,
    )
    expect(evidence).toContain('Sends through Server of socket.io, known by the chain of calls alone.')
  })

  it('gives every id once, and every site an id that is there', () => {
    const { destinations, sites } = mapWorkspace({ roots: [`${fixtures}/node-events`, `${fixtures}/fanout`] })
    const ids = new Set(destinations.map(({ id }) => id))
    expect(ids.size).toBe(destinations.length)
    for (const { destinationId } of sites) if (destinationId !== null) expect(ids).toContain(destinationId)
  })
})

describe('a workspace that is not in order', () => {
  const codes = (): string[] => mapWorkspace({ roots: [root] }).problems.map(({ code }) => code)
  const goodIsThere = (): void => {
    const { sites, destinations } = mapWorkspace({ roots: [root] })
    expect(destinations.map(({ name }) => name)).toContain('good')
    expect(sites.some(({ file }) => file === `${root}/good.ts`)).toBe(true)
  }

  it('lists a broken tsconfig and maps on', () => {
    write({ 'good.ts': good, 'tsconfig.json': '{ "compilerOptions": { "paths": ' })
    expect(codes()).toEqual(['tsconfig-broken'])
    expect(mapWorkspace({ roots: [root] }).problems[0]?.file).toBe(`${root}/tsconfig.json`)
    goodIsThere()
  })
  it('lists a syntax error and still reads the file', () => {
    write({
      'good.ts': good,
      'bad.ts': `import { Queue } from 'fanout'\nconst q = new Queue('cut')\nq.send(1)\nfunction (( {\n`,
    })
    expect(codes()).toContain('syntax-error')
    expect(mapWorkspace({ roots: [root] }).destinations.map(({ name }) => name)).toContain('cut')
    goodIsThere()
  })
  it('notes where a name is known only to the running program', () => {
    write({
      'bus.ts': `import { EventEmitter } from 'events'\nconst bus = new EventEmitter()\nbus.emit('known')\nbus.emit(JSON.parse(process.argv[2]).name)\n`,
    })
    const { problems, destinations } = mapWorkspace({ roots: [root] })
    expect(problems).toEqual([
      {
        code: 'name-not-known',
        message: 'node:events: the name that is sent to here is known only when the program runs',
        file: `${root}/bus.ts`,
        line: 4,
        note: true,
      },
    ])
    expect(destinations.map(({ name }) => name)).toEqual(['known'])
  })

  it('leaves out a file of two megabytes and says so', () => {
    write({ 'good.ts': good, 'big.ts': `export const data = [\n${"'0123456789',\n".repeat(160_000)}]\n` })
    expect(codes()).toEqual(['file-too-large'])
    goodIsThere()
  })
  it('ends on a loop of links', () => {
    write({ 'good.ts': good, 'a/b/c.ts': 'export {}' })
    symlinkSync(root, join(root, 'a/b/loop'), 'dir')
    expect(codes()).toEqual(['symlink-loop'])
    goodIsThere()
  })
  it('says of an empty folder that there is nothing', () => {
    expect(mapWorkspace({ roots: [root] })).toMatchObject({
      destinations: [],
      sites: [],
      problems: [{ code: 'no-source' }],
      files: 0,
    })
  })
  it('sees no site in tests, declarations, built or minified code', () => {
    write({
      'good.ts': good,
      'good.test.ts': good,
      'types.d.ts': 'export declare const x: 1',
      'dist/good.js': good,
      'node_modules/fanout/index.js': good,
      'package.json': '{}',
      'min.js': `${good.replaceAll('\n', ';')}${'var a=1;'.repeat(2000)}`,
    })
    expect([...new Set(mapWorkspace({ roots: [root] }).sites.map(({ file }) => file))]).toEqual([`${root}/good.ts`])
  })
  it('sees the sites of a part about builds, which lies in a folder of source', () => {
    write({ 'good.ts': good, 'server/src/build/good.ts': good, 'server/build/src/good.js': good })
    expect(mapWorkspace({ roots: [root] }).sites.map(({ file }) => file)).toEqual([
      `${root}/good.ts`,
      `${root}/server/src/build/good.ts`,
    ])
  })
  it('ends on functions that call one another across, and says so once', { timeout: 20_000 }, () => {
    const layers = 10
    const wide = 6
    const each = <T>(make: (at: number) => T): T[] => Array.from({ length: wide }, (_, at) => make(at))
    const text = Array.from({ length: layers }, (_, layer) =>
      each((at) => {
        const calls = layer === 0 ? ['bus.emit(n)'] : each((to) => `f${layer - 1}_${to}(n)`)
        return `function f${layer}_${at}(n: string) { ${calls.join('; ')}; work() }`
      }).join('\n'),
    ).join('\n')
    write({
      'across.ts': `import { EventEmitter } from 'events'\nconst bus = new EventEmitter()\n${text}\nbus.on('near', () => {})\nf1_0('near')\n`,
    })
    const { problems, destinations } = mapWorkspace({ roots: [root] })
    expect(destinations.map(({ name }) => name)).toContain('near')
    expect(problems.map(({ code }) => code).filter((code) => code === 'wrapper-too-deep')).toHaveLength(wide)
  })

  it('ends on code that calls, extends and assigns itself', () => {
    write({
      'good.ts': good,
      'loop.ts': [
        `import { EventEmitter } from 'events'`,
        `class A extends B {} class B extends A {}`,
        `const f = (n: string): string => f(n + n); let s = 'a'; s = s.replace('a', 'aa' + s)`,
        `const g = (e: EventEmitter, n: string) => { e.emit(n); h(e, n) }`,
        `const pass = (x: any) => x; let { own } = pass({ own }); const b = new EventEmitter(); b.emit(own); own.on('own', f)`,
        `const h = (e: EventEmitter, n: string) => g(e, n)`,
        `new A().emit(f('x')); new EventEmitter().emit(s)`,
        `let o: any = { a: 'a' }; o = { ...o, b: 'b' }; new EventEmitter().emit(o.c, Object.keys(o)[0]); new EventEmitter().emit(Object.keys(o)[0])`,
      ].join('\n'),
    })
    goodIsThere()
  })
})

describe('changes', () => {
  it('takes in unsaved text, saved text, new and deleted files, as a map made anew would', () => {
    write({
      'good.ts': good,
      'names.ts': `export const name = 'one'\n`,
      'user.ts': `import { Queue } from 'fanout'\nimport { name } from './names'\nnew Queue(name).send(1)\n`,
    })
    const workspace = openWorkspace({ roots: [root] })
    const names = (): string[] =>
      workspace
        .map()
        .destinations.map((one) => one.name)
        .sort()
    expect(names()).toEqual(['good', 'one'])
    workspace.change([{ file: `${root}/names.ts`, text: `export const name = 'typed'\n` }])
    expect(names()).toEqual(['good', 'typed'])
    workspace.change([{ file: `${root}/names.ts` }])
    expect(names()).toEqual(['good', 'one'])
    write({ 'more.ts': good.replace('good', 'more') })
    workspace.change([{ file: `${root}/more.ts` }])
    expect(names()).toEqual(['good', 'more', 'one'])
    rmSync(join(root, 'more.ts'))
    workspace.change([{ file: `${root}/more.ts`, text: null }])
    expect(workspace.map()).toEqual(mapWorkspace({ roots: [root] }))
  })
})

describe('modules of a workspace', () => {
  it('follows path aliases, workspace packages and their exports without node_modules', () => {
    write({
      'package.json': '{ "name": "root" }',
      'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@app/*": ["packages/app/src/*"] } } }',
      'packages/names/package.json':
        '{ "name": "@acme/names", "main": "dist/index.js", "exports": { ".": "./dist/index.js", "./more": "./dist/more.js" } }',
      'packages/names/src/index.ts': `export * from './deep'\n`,
      'packages/names/src/deep.ts': `export enum Topic { Paid = 'paid' }\n`,
      'packages/names/src/more.ts': `export const MORE = 'more'\n`,
      'packages/app/src/bus.ts': `import { EventBus } from 'fanout'\nexport const bus = new EventBus('app')\n`,
      'packages/app/src/main.ts': `import { Topic } from '@acme/names'\nimport { MORE } from '@acme/names/more'\nimport { bus } from '@app/bus'\nbus.publish(Topic.Paid, 1)\nbus.publish(MORE, 1)\n`,
    })
    expect(mapWorkspace({ roots: [root] }).destinations.map(({ name, scope }) => `${scope} ${name}`)).toEqual([
      'app paid',
      'app more',
    ])
  })

  it('lists the packages that have a name', () => {
    write({
      'package.json': '{ "name": "root", "workspaces": ["packages/*"] }',
      'packages/app/package.json': '{ "name": "@acme/app" }',
      'packages/app/dist/package.json': '{ "type": "module" }',
      'packages/app/main.ts': `export {}\n`,
    })
    expect(mapWorkspace({ roots: [root] }).packages).toEqual([
      { name: 'root', folder: root },
      { name: '@acme/app', folder: `${root}/packages/app` },
    ])
  })

  const sender = (from: string): string =>
    `import { EventEmitter } from 'events'\nimport { NAME } from '${from}'\nnew EventEmitter().emit(NAME)\n`
  const name = `export const NAME = 'named'\n`
  it.each<[string, Record<string, string>]>([
    [
      'baseUrl',
      {
        'tsconfig.json': '{ "compilerOptions": { "baseUrl": "src" } }',
        'src/names/all.ts': name,
        'src/deep/er/main.ts': sender('names/all'),
      },
    ],
    [
      'a tsconfig that another extends',
      {
        'tsconfig.json': '{ "files": [], "references": [{ "path": "app" }] }',
        'base.json': '{}',
        'tsconfig.base.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "#names": ["lib/names.ts"] } } }',
        'app/tsconfig.json': '{ "extends": "../tsconfig.base.json" }',
        'lib/names.ts': name,
        'app/main.ts': sender('#names'),
      },
    ],
    [
      'imports of package.json',
      {
        'package.json':
          '{ "name": "one", "imports": { "#names/*": { "types": "./lib/*.d.ts", "default": "./lib/*.js" } } }',
        'lib/all.ts': name,
        'main.ts': sender('#names/all'),
      },
    ],
    [
      'names that module-alias is told of',
      {
        'package.json': '{ "name": "one", "_moduleAliases": { "@names": "lib", "names": "lib/all.js" } }',
        'lib/all.js': name,
        'main.js': sender('@names/all'),
      },
    ],
    [
      'a table of a file that replaces how Node resolves',
      {
        'boot/aliases.js': `const Module = require('module')\nconst table = { names: 'lib/all.js' }\nconst before = Module._resolveFilename\nModule._resolveFilename = (one, ...rest) => table[one] ?? before(one, ...rest)\n`,
        'lib/all.js': name,
        'deep/main.js': sender('names'),
      },
    ],
    [
      'exports with conditions and a pattern',
      {
        'packages/names/package.json':
          '{ "name": "@acme/names", "exports": { "./*": { "import": "./dist/*.mjs", "require": "./dist/*.cjs" } } }',
        'packages/names/src/all.ts': name,
        'packages/app/package.json': '{ "name": "@acme/app", "dependencies": { "@acme/names": "workspace:*" } }',
        'packages/app/main.ts': sender('@acme/names/all'),
      },
    ],
    [
      'a package without exports, by a path in it',
      {
        'pnpm-workspace.yaml': 'packages:\n  - libs/*\n',
        'libs/names/package.json': '{ "name": "names" }',
        'libs/names/lib/all.ts': name,
        'main.ts': sender('names/lib/all'),
      },
    ],
    ['a JavaScript name of a TypeScript file', { 'names.ts': name, 'main.ts': sender('./names.js') }],
    [
      'CommonJS',
      {
        'names.js': `exports.NAME = 'named'\n`,
        'main.js': `const { EventEmitter } = require('events')\nconst { NAME } = require('./names')\nnew EventEmitter().emit(NAME)\n`,
      },
    ],
    [
      'a Vue file',
      {
        'names.ts': name,
        'Main.vue': `<template><p/></template>\n<script setup lang="ts">\n${sender('./names')}</script>\n`,
      },
    ],
    ['a Svelte file', { 'names.ts': name, 'Main.svelte': `<p>{x}</p>\n<script>\n${sender('./names')}</script>\n` }],
    ['an Astro file', { 'names.ts': name, 'main.astro': `---\n${sender('./names')}---\n<p>hello</p>\n` }],
  ])('follows %s', (_, files) => {
    write(files)
    expect(mapWorkspace({ roots: [root] }).destinations.map((one) => one.name)).toEqual(['named'])
  })

  it('follows imports from one root to another', () => {
    write({
      'api/package.json': '{ "name": "@acme/api" }',
      'api/main.ts': sender('@acme/names'),
      'names/package.json': '{ "name": "@acme/names", "main": "index.ts" }',
      'names/index.ts': name,
    })
    const { destinations, sites } = mapWorkspace({ roots: [`${root}/api`, `${root}/names`] })
    expect(destinations.map((one) => one.name)).toEqual(['named'])
    expect(sites.map(({ file }) => file)).toEqual([`${root}/api/main.ts`])
  })
})
