import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { injected, openLab, type Ended, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.dispose())

/** Many sources that all change at every turn, so that a socket that nobody reads is full at once. */
const busy = `
import { EventEmitter } from 'node:events'
import { Queue } from 'fanout'
const queues = Array.from({ length: 300 }, (_, n) => new Queue('a queue with quite a long name, number ' + n))
for (const queue of queues) queue.consume(async () => {}, { name: 'worker' })
const emitter = new EventEmitter()
let heard = 0
emitter.on('tick', () => heard++)
const heap = []
for (let turn = 0; turn < 150; turn++) {
  for (const queue of queues) await queue.send(turn)
  emitter.emit('tick')
  await new Promise((resolve) => setTimeout(resolve, 8))
  if (turn === 50 || turn === 149) { gc(); gc(); heap.push(process.memoryUsage().heapUsed) }
}
console.error('grown', heap[1] - heap[0])
for (const queue of queues) queue.close()
await Promise.all(queues.map((queue) => queue.drained()))
console.log(queues.reduce((sum, { stats }) => sum + stats.acked, 0), heard)
process.exitCode = 4
console.error('last', Date.now())
`

interface Peer {
  readonly environment: Record<string, string>
  readonly connections: () => number
  close(): Promise<void>
}

let peers = 0

/** A launch whose other end is whatever `accept` does, or nothing. */
async function peer(accept: ((socket: Socket, server: { close(): void }) => void) | undefined): Promise<Peer> {
  const folder = path.join(path.dirname(lab.folder), `peer${++peers}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const socketPath = path.join(folder, 's')
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    accept?.(socket, {
      close() {
        server.close()
        for (const each of sockets) each.destroy()
      },
    })
  })
  if (accept !== undefined) await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  const file = path.join(folder, 'configuration.json')
  await writeFile(
    file,
    JSON.stringify({
      version: 1,
      socket: socketPath,
      token: randomBytes(24).toString('hex'),
      folder,
      events: ['tick'],
      origin: 'debug',
      terminals: false,
      roots: [lab.folder],
    }),
  )
  return {
    environment: { FANOUT_PROBE: file, NODE_OPTIONS: injected(lab.probe) },
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function runBusy(environment: Record<string, string>): Promise<Ended> {
  return (await lab.start('busy.mjs', busy, { environment, node: ['--expose-gc'] })).ended
}

const peersThatFail: readonly [string, Parameters<typeof peer>[0], connected: boolean][] = [
  ['is absent', undefined, false],
  ['accepts and never reads', (socket) => socket.pause(), true],
  ['is killed in mid-run', (socket, server) => socket.once('data', () => server.close()), true],
  ['closes every connection at once', (socket) => socket.destroy(), true],
  [
    'answers garbage',
    (socket) => socket.resume().write('{"type":"welcome","version":"1"}\n\u0000\u0001 nonsense\n{"type":"launch"}\n'),
    true,
  ],
  ['answers a line without end', (socket) => flood(socket.resume()), true],
  ['reads a byte now and then', (socket) => trickle(socket), true],
]

function flood(socket: Socket): void {
  while (!socket.destroyed && socket.write('x'.repeat(65536)));
  socket.once('drain', () => flood(socket))
}

function trickle(socket: Socket): void {
  socket.pause()
  const timer = setInterval(() => socket.read(1), 20)
  socket.on('close', () => clearInterval(timer))
}

describe('a program behaves as without the probe when the other end', () => {
  let plain: Ended
  beforeAll(async () => {
    plain = await runBusy({})
  })

  it.each(peersThatFail)('%s', async (_name, accept, connected) => {
    const other = await peer(accept)
    try {
      const watched = await runBusy(other.environment)
      expect({ code: watched.code, signal: watched.signal, stdout: watched.stdout }).toEqual({
        code: 4,
        signal: null,
        stdout: plain.stdout,
      })
      expect(other.connections() > 0).toBe(connected)
      expect(watched.stderr).toMatch(/^grown -?\d+\nlast \d+\n$/)
      expect(grown(watched) - grown(plain)).toBeLessThan(1_000_000)
      // From its last line on nothing holds it: a write that waits would, for good.
      expect(watched.endedAt - Number(/last (\d+)/.exec(watched.stderr)?.[1])).toBeLessThan(2_000)
    } finally {
      await other.close()
    }
  })

  it('is gone with its files', async () => {
    const environment = { FANOUT_PROBE: '/nowhere/configuration.json', NODE_OPTIONS: injected(lab.probe) }
    expect(await runBusy(environment)).toMatchObject({ code: 4, stdout: plain.stdout })
  })

  it('wrote a configuration that cannot be understood', async () => {
    const file = path.join(path.dirname(lab.folder), 'broken.json')
    for (const text of ['', '{', '[]', '{"version":1}', '\u0000']) {
      await writeFile(file, text)
      const environment = { FANOUT_PROBE: file, NODE_OPTIONS: injected(lab.probe) }
      const ended = await (await lab.start('one.mjs', "console.log('ran')", { environment })).ended
      expect(ended).toMatchObject({ code: 0, stdout: 'ran\n', stderr: '' })
    }
  })

  function grown({ stderr }: Ended): number {
    return Number(/grown (-?\d+)/.exec(stderr)?.[1])
  }
})

describe('a watched program sees no difference', () => {
  async function both(
    name: string,
    source: string,
    node: readonly string[] = [],
  ): Promise<[watched: Ended, plain: Ended]> {
    lab.server.setEvents(['tick', 'error', 'user/*'])
    const plain = await (await lab.start(name, source, { environment: {}, node })).ended
    const watched = await lab.run(name, source, { node })
    return [watched, plain]
  }

  function same([watched, plain]: [Ended, Ended]): void {
    const seen = ({ code, stdout, stderr }: Ended): object => ({ code, stdout, stderr: normalized(stderr) })
    expect(seen(watched)).toEqual(seen(plain))
    expect(plain.stdout).not.toBe('')
  }

  /** Without the process id, and without the place at which Node first saw a domain on `process`. */
  function normalized(text: string): string {
    return text.replaceAll(/\(node:\d+\)/g, '(node)').replace(/Triggered by calling \w+/, 'Triggered')
  }

  it('in listeners, handles, globals and prototypes', async () => {
    same(
      await both(
        'looks.mjs',
        `
import { EventEmitter } from 'node:events'
import { Queue } from 'fanout'
const queue = new Queue('seen')
queue.trySend(1)
await new Promise((resolve) => setTimeout(resolve, 200))
for (const name of ['exit', 'beforeExit', 'uncaughtException', 'unhandledRejection', 'warning', 'SIGTERM', 'SIGINT', 'message'])
  console.log(name, process.listenerCount(name))
console.log(process._getActiveHandles().length, process._getActiveRequests().length)
console.log(process.getActiveResourcesInfo().filter((kind) => kind !== 'TTYWrap' && kind !== 'PipeWrap').join())
console.log(Object.keys(globalThis).join(), Object.keys(EventEmitter.prototype).join())
console.log(EventEmitter.prototype.emit.name, EventEmitter.prototype.emit.length, EventEmitter.prototype.on.name,
  EventEmitter.prototype.on === EventEmitter.prototype.addListener, EventEmitter.prototype.prependListener.length)
console.log(JSON.stringify(Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')), Error.stackTraceLimit)
console.log(process.execArgv.join(), process.argv.length)
for (let n = process.listenerCount('exit'); n < 10; n++) process.on('exit', () => {})
console.log('no warning about too many listeners')
`,
      ),
    )
  })

  it('in how emitters behave', async () => {
    same(
      await both(
        'emitters.cjs',
        `
const { EventEmitter, once, on, captureRejectionSymbol, errorMonitor } = require('node:events')
const say = (...what) => console.log(...what)
const e = new EventEmitter()
say(e.emit('tick'), e.on('tick', function (...a) { say(this === e, a.length, ...a) }) === e)
say(e.emit('tick', 1), e.emit('tick', 1, undefined), e.emit('tick', 1, 2, 3, 4, 5))
e.prependListener('tick', () => say('first')); e.once('tick', () => say('once')); e.emit('tick'); e.emit('tick')
say(e.listenerCount('tick'), e.eventNames())
try { e.emit('error', new Error('none listens')) } catch (error) { say(error.message) }
try { e.emit('error') } catch (error) { say(error.code, error.message) }
e.on(errorMonitor, (error) => say('monitor', error.message)); e.on('error', (error) => say('error', error.message))
e.emit('error', new Error('heard'))
e.on('tick', () => { throw new RangeError('thrown') })
try { e.emit('tick') } catch (error) { say(error.name, error.message) }
class Sub extends EventEmitter { emit(name, ...rest) { say('before', name); const r = super.emit(name, ...rest); say('after', r); return r } }
const s = new Sub(); s.on('tick', (v) => say('sub', v)); s.emit('tick', 9)
class Listening extends EventEmitter { on(name, f) { say('on', name); return super.on(name, f) } }
new Listening().once('tick', () => {})
const captured = new EventEmitter({ captureRejections: true })
captured.on('tick', async () => { throw new Error('captured') }); captured.on('error', (error) => say(error.message)); captured.emit('tick')
const mixed = Object.assign({}, EventEmitter.prototype); mixed.on('tick', () => say('mixed')); mixed.emit('tick')
function Old() { EventEmitter.call(this) } require('node:util').inherits(Old, EventEmitter)
const old = new Old(); old.addListener('user/7', () => say('old')); old.emit('user/7')
say(Symbol.for('x').toString(), e.emit(Symbol.for('x')))
const frozen = Object.freeze(Object.create(EventEmitter.prototype)); try { frozen.emit('tick'); say('frozen') } catch (error) { say(error.name) }
for (const target of [undefined, null, 5, 'text']) try { say(EventEmitter.prototype.emit.call(target, 'tick')) } catch (error) { say(error.name) }
const max = new EventEmitter(); for (let n = 0; n < 11; n++) max.on('other', () => {})
;(async () => {
  setTimeout(() => e.emit('tick2', 'v'), 1); say(await once(e, 'tick2'))
  const domain = require('node:domain').create(); domain.on('error', (error) => say('domain', error.message))
  domain.run(() => { const d = new EventEmitter(); d.on('tick', () => { throw new Error('in a domain') }); d.emit('tick') })
})()
`.replace(`const max = new EventEmitter(); for (let n = 0; n < 11; n++) max.on('other', () => {})\n`, ''),
      ),
    )
  })

  it('where an exception that nobody catches was thrown, and what is printed of it', async () => {
    const [watched, plain] = await both(
      'thrown.cjs',
      `
const { EventEmitter } = require('node:events')
const e = new EventEmitter()
console.log('before')
e.on('tick', function place() { throw new Error('from a listener') })
e.emit('tick')
`,
    )
    expect(watched.code).toBe(1)
    // Up to the stack, which has a frame more.
    const head = (text: string): string => text.slice(0, text.indexOf('node:events'))
    expect(head(watched.stderr)).toBe(head(plain.stderr))
    expect(head(plain.stderr)).toContain('place')
  })

  it('under fake timers, a mocked Date, a seeded Math.random and a patched fs', async () => {
    const [watched, plain] = await both(
      'mocked.mjs',
      `
import fs from 'node:fs'
import { Queue } from 'fanout'
const calls = []
for (const name of ['setInterval', 'setTimeout', 'setImmediate', 'clearInterval', 'queueMicrotask']) {
  const real = globalThis[name]
  globalThis[name] = (...p) => { calls.push(name); return real(...p) }
}
const realTimeout = setTimeout
globalThis.Date = class extends Date { static now() { calls.push('now'); return 5 } }
Math.random = () => { calls.push('random'); return 0.5 }
JSON.stringify = new Proxy(JSON.stringify, { apply(t, self, p) { calls.push('stringify'); return Reflect.apply(t, self, p) } })
for (const name of ['writeSync', 'writeFileSync', 'renameSync']) { const real = fs[name]; fs[name] = (...p) => { calls.push(name); return real(...p) } }
Error.prepareStackTrace = (error, sites) => { calls.push('prepare'); return 'prepared ' + error.message }
Error.stackTraceLimit = 3
const queue = new Queue('mocked', { capacity: 2, context: false })
const consumer = queue.consume(async () => {}, { name: 'c' })
for (let n = 0; n < 50; n++) await queue.send(n)
calls.length = 0
await new Promise((resolve) => realTimeout(resolve, 300))
console.log(calls.filter((name) => name !== 'setTimeout').join(), new Error('x').stack, Error.stackTraceLimit)
`,
    )
    same([watched, plain])
    const { lastFigures, sources } = lab.server.sessions[0]!
    expect(lastFigures).toBe('exact')
    expect([...sources.values()].find(({ declaration }) => declaration.kind === 'queue')?.counters.acked).toBe(50)
  })

  it('in AsyncLocalStorage: nothing of its contexts is held', async () => {
    same(
      await both(
        'context.mjs',
        `
import { AsyncLocalStorage } from 'node:async_hooks'
import { Queue } from 'fanout'
const storage = new AsyncLocalStorage()
let collected = false
const registry = new FinalizationRegistry(() => { collected = true })
await (async () => {
  const held = { large: new Array(1000).fill(0) }
  registry.register(held, 0)
  await storage.run(held, async () => { const q = new Queue('within', { context: false }); q.trySend(1) })
})()
for (let n = 0; n < 50 && !collected; n++) { await new Promise((resolve) => setTimeout(resolve, 10)); gc() }
console.log('collected', collected)
`,
        ['--expose-gc'],
      ),
    )
  })
})
