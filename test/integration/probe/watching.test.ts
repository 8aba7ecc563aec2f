import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../../scripts/bundles.ts'
import type { LiveSession } from '../../../src/extension/live/session.ts'
import { openLab, sourcesNamed, until, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.dispose())

/** The session that has a source of this name. */
function sessionWith(name: string): Promise<LiveSession> {
  return until(
    () =>
      lab.server.sessions.find((one) => [...one.sources.values()].some(({ declaration }) => declaration.name === name)),
    `a session with ${name}`,
  )
}

describe('call sites stand in the original source', () => {
  const body = (name: string): string => `
const queue = new Queue('${name}')

function produce(): void {
  queue.trySend(1)
}
produce()
const consumer = queue.consume(async () => {}, { name: 'worker' })
class Orders extends EventEmitter {
  place(id: number): boolean { return this.emit('placed', id) }
}
const orders = new Orders()
orders.on('placed', () => {})
orders.place(1)
await consumer.stop()
`
  const imports = `import { EventEmitter } from 'node:events'\nimport { Queue } from 'fanout'\ninterface Unused { a: string;\n  b: number }`
  const plain = (name: string): string => body(name).replaceAll(/: void|: boolean|: number/g, '')

  const common = `const { EventEmitter } = require('node:events')\nconst { Queue } = require('fanout')\n\n;(async () => {`
  const ways: readonly [string, string, string, readonly string[]][] = [
    ['an ES module', 'esm.mjs', `${imports.replace(/interface.*\n.*$/, '\n')}${plain('esm')}`, []],
    ['a CommonJS module', 'common.cjs', `${common}${plain('common')}})()`, []],
    [
      'TypeScript through tsx',
      'typed.mts',
      `${imports}${body('typed')}`,
      ['--import', `file://${path.join(root, 'node_modules/tsx/dist/esm/index.mjs')}`],
    ],
  ]

  it.each(ways)('of %s', async (_way, file, source, node) => {
    lab.server.setEvents(['placed'])
    const ended = await lab.run(file, source, { node })
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const name = file.split('.')[0]!
    const session = await sessionWith(name)
    const lineOf = (text: string): number => source.split('\n').findIndex((line) => line.includes(text)) + 1
    const at = (role: 'send' | 'receive', line: number): unknown =>
      expect.objectContaining({ role, position: expect.objectContaining({ file: path.join(lab.folder, file), line }) })
    await until(() => session.sites.length >= 4, 'four sites')
    expect(session.sites).toContainEqual(at('send', lineOf('queue.trySend')))
    expect(session.sites).toContainEqual(at('receive', lineOf('queue.consume')))
    expect(session.sites).toContainEqual(at('send', lineOf("this.emit('placed'")))
    expect(session.sites).toContainEqual(at('receive', lineOf("orders.on('placed'")))
    const inWrapper = session.sites.find(({ position }) => position.line === lineOf("this.emit('placed'"))!
    expect(inWrapper).toMatchObject({ name: 'Orders.place' })
    expect(inWrapper.outer?.[0]?.position.line).toBe(lineOf('orders.place(1)'))
    for (const { position } of session.sites) expect(position.file).toBe(path.join(lab.folder, file))
  })
})

describe('samples of messages', () => {
  it('tell of some from their send over their hand-over to their end', async () => {
    const source = `
import { Queue } from 'fanout'
const queue = new Queue('sampled')
queue.consume(async (n) => { if (n % 2 === 1) throw new TypeError('odd') }, { onFailed() {} })
let n = 0
setInterval(() => void queue.send(n, { id: 'message ' + n++ }), 40)
`
    const program = await lab.start('sampled.mjs', source)
    const session = await sessionWith('sampled')
    const id = sourcesNamed([session], 'queue', 'sampled')[0]!.declaration.id
    const ends = await until(() => {
      const settled = session.samples.filter(({ operation }) => operation === 'settle')
      return settled.length >= 4 && settled
    }, 'four samples of settled messages')
    for (const { message } of ends) {
      const outcome =
        Number(message.split(' ')[1]) % 2 === 1 ? { outcome: 'nack', error: 'TypeError: odd' } : { outcome: 'ack' }
      const story = session.samples.filter((sample) => sample.message === message)
      expect(story).toMatchObject([
        { id, operation: 'send' },
        { id, operation: 'receive', attempt: 1 },
        { id, operation: 'settle', attempt: 1, ...outcome },
      ])
    }
    program.child.kill()
    await program.ended
  })
})

describe('emitters', () => {
  it('that are plain stay apart, also if they emit the same name; those of a class are one', async () => {
    lab.server.setEvents(['changed'])
    const source = `
import { EventEmitter } from 'node:events'
const a = new EventEmitter()
const b = new EventEmitter()
class Store extends EventEmitter {}
const stores = [new Store(), new Store(), new Store()]
a.on('changed', () => {})
b.on('changed', () => {}); b.on('changed', () => {})
for (const store of stores) store.on('changed', () => {})
for (let n = 0; n < 3; n++) a.emit('changed')
for (let n = 0; n < 5; n++) b.emit('changed')
for (const store of stores) store.emit('changed')
a.emit('unknown')
`
    expect(await lab.run('apart.mjs', source)).toMatchObject({ code: 0, stderr: '' })
    const session = await sessionWith('changed')
    const found = sourcesNamed([session], 'event', 'changed').map(({ declaration, counters }) => ({
      scope: declaration.kind === 'event' ? declaration.scope : undefined,
      sent: counters.sent,
      received: counters.received,
      listeners: counters.listeners,
    }))
    expect(found.toSorted((x, y) => x.sent - y.sent || x.scope!.localeCompare(y.scope!))).toEqual([
      { scope: '', sent: 3, received: 3, listeners: 1 },
      { scope: 'Store', sent: 3, received: 3, listeners: 3 },
      { scope: '', sent: 5, received: 10, listeners: 2 },
    ])
  })

  it("of Node's own are not the program's", async () => {
    lab.server.setEvents(['data', 'close', 'connection', 'progress'])
    const source = `
import { createServer, connect } from 'node:net'
import { Readable } from 'node:stream'
class Download extends Readable { _read() { this.push('x'); this.push(null); this.emit('progress', 1) } }
const server = createServer((socket) => socket.end('hello')).listen(0, () => {
  connect(server.address().port).on('data', () => {}).on('close', () => server.close())
})
server.on('connection', () => {})
new Download().on('data', () => {}).on('progress', () => {})
`
    expect(await lab.run('platform.mjs', source)).toMatchObject({ code: 0, stderr: '' })
    const session = await sessionWith('progress')
    expect([...session.sources.values()].map(({ declaration }) => declaration)).toEqual([
      expect.objectContaining({ kind: 'event', scope: 'Download', name: 'progress' }),
    ])
  })

  it('are hooked as soon as the map knows them, in a program that runs', async () => {
    lab.server.setEvents([])
    const source = `
import { EventEmitter } from 'node:events'
class Late extends EventEmitter {}
const late = new Late()
late.on('tick/1', () => {})
setInterval(() => late.emit('tick/1'), 5)
`
    const program = await lab.start('late.mjs', source)
    try {
      lab.server.setEvents(['tick/*'])
      const session = await sessionWith('tick/*')
      await until(() => sourcesNamed([session], 'event', 'tick/*')[0]!.counters.sent > 5, 'ticks')
    } finally {
      program.child.kill('SIGKILL')
      await program.ended
    }
  })
})

const endless = (name: string): string => `
import { writeSync } from 'node:fs'
import { Queue } from 'fanout'
const queue = new Queue('${name}', { capacity: 3 })
queue.consume(() => new Promise((resolve) => setTimeout(resolve, 2)), { name: 'slow' })
setInterval(() => { queue.trySend(1); writeSync(1, Date.now() + ' ' + queue.stats.sent + '\\n') }, 4)
`

describe('a program that is killed', () => {
  it('leaves figures of at most 100 ms before its last turn, and is marked', async () => {
    const program = await lab.start('killed.mjs', endless('killed'))
    const session = await sessionWith('killed')
    await until(() => sourcesNamed([session], 'queue', 'killed')[0]!.counters.sent > 60, 'a run')
    program.child.kill('SIGKILL')
    const ended = await program.ended
    await until(() => session.state === 'ended', 'the end')
    expect(session).toMatchObject({ lastFigures: 'cut' })
    const turns = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ').map(Number) as [number, number])
    const last = turns.at(-1)![0]
    const least = turns.findLast(([at]) => at <= last - 100)![1]
    const { sent } = sourcesNamed([session], 'queue', 'killed')[0]!.counters
    expect(sent).toBeGreaterThanOrEqual(least)
    expect(last - session.lastFrameAt).toBeLessThanOrEqual(100)
  })
})

describe('watching ends on request', () => {
  it('and the program goes on as before', async () => {
    const program = await lab.start('stopped.mjs', endless('stopped'))
    const session = await sessionWith('stopped')
    lab.server.stopWatching(session.id)
    await until(() => session.state === 'ended', 'the end of watching')
    const { sent } = sourcesNamed([session], 'queue', 'stopped')[0]!.counters
    const printed = program.output().length
    await until(() => program.output().length > printed + 200, 'the program to go on')
    expect(sourcesNamed([session], 'queue', 'stopped')[0]!.counters.sent).toBe(sent)
    expect(program.child.exitCode).toBeNull()
    program.child.kill('SIGKILL')
    await program.ended
  })
})

describe('a terminal', () => {
  const source = `import { Queue } from 'fanout'\nnew Queue('terminal').trySend(1)\nconsole.log(process.listenerCount('exit'))`
  const count = (): number => sourcesNamed(lab.server.sessions, 'queue', 'terminal').length

  it('is watched only if it is a JavaScript Debug Terminal, or if terminals are to be', async () => {
    const launch = { origin: 'terminal', terminals: false } as const
    await lab.run('terminal.mjs', source, { launch })
    expect(count()).toBe(0)
    await lab.run('terminal.mjs', source, { launch, extra: { VSCODE_INSPECTOR_OPTIONS: '{}' } })
    await until(() => count() === 1, 'the debug terminal')
    await lab.run('terminal.mjs', source, { launch: { ...launch, terminals: true } })
    await until(() => count() === 2, 'the plain terminal')
  })
})

describe('what cannot be watched runs all the same', () => {
  it('under the permission model', async () => {
    const flags = Number(process.versions.node.split('.')[0]) >= 24 ? '--permission' : '--experimental-permission'
    const source = `console.log('ran', process.permission.has('fs.write'))`
    const node = [flags, `--allow-fs-read=${path.dirname(lab.folder)}/*`]
    const ended = await lab.run('restricted.cjs', source, { node })
    expect(ended).toMatchObject({ code: 0, stdout: 'ran false\n' })
  })

  it('with an event loop that is blocked: figures come when it turns, and are exact', async () => {
    const source = `
import { Queue } from 'fanout'
const queue = new Queue('blocked')
await new Promise((resolve) => setTimeout(resolve, 100))
for (let n = 0; n < 1000; n++) queue.trySend(n)
const end = Date.now() + 400
while (Date.now() < end);
`
    expect(await lab.run('blocked.mjs', source)).toMatchObject({ code: 0, stderr: '' })
    const session = await sessionWith('blocked')
    expect(session).toMatchObject({ lastFigures: 'exact' })
    expect(sourcesNamed([session], 'queue', 'blocked')[0]!.counters).toMatchObject({ sent: 1000, depth: 1000 })
  })
})

/** A Node that runs TypeScript itself: this one, or the one that `npm test` brings with the VS Code of its suites. */
const newer = Reflect.get(process.features, 'typescript') === 'strip' ? process.execPath : process.env['FANOUT_NODE24']

describe.runIf(newer !== undefined && existsSync(newer))('a newer Node', () => {
  it('runs TypeScript itself, and positions are right', async () => {
    const source = `import { Queue } from 'fanout'\ninterface A { b: string }\nconst queue: Queue<number> = new Queue('stripped')\nqueue.trySend(1)\n`
    expect(await lab.run('stripped.mts', source, { executable: newer! })).toMatchObject({ code: 0 })
    const session = await sessionWith('stripped')
    await until(() => session.sites.length > 0, 'a site')
    expect(session.sites[0]!.position).toMatchObject({ file: path.join(lab.folder, 'stripped.mts'), line: 4 })
  })
})
