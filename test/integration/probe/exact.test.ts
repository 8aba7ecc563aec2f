import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openLab, sourcesNamed, until, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.dispose())

/** A program that prints what it knows of itself as its very last act, and then ends in some way. */
function program(ending: string, amount = 500): string {
  return `
import { writeSync } from 'node:fs'
import { EventEmitter } from 'node:events'
import { EventBus, Queue } from 'fanout'
class Orders extends EventEmitter {}
const orders = new Orders()
let heard = 0
orders.on('placed', () => heard++)
orders.on('placed', () => heard++)
const queue = new Queue('jobs', { capacity: 7 })
const bus = new EventBus('shop')
let handled = 0
queue.consume(async () => { handled++; await null }, { name: 'worker', concurrency: 3 })
const email = bus.subscribe('paid', () => {}, { name: 'email' })
process.on('exit', () => {
  queue.trySend('in the exit listener')
  const { sent, received, acked } = queue.stats
  writeSync(1, JSON.stringify({ sent, received, acked, heard, paid: email.stats.sent, done: email.stats.acked }) + '\\n')
})
async function run() {
  for (let n = 0; n < ${amount}; n++) {
    await queue.send(n)
    orders.emit('placed', n)
    void bus.publish('paid', n)
  }
  ${ending}
}
run()
`
}

const endings: readonly [name: string, ending: string, code: number][] = [
  ['returns', 'queue.close(); await queue.drained(); await bus.close()', 0],
  ['returns with messages left behind', '', 0],
  ['sets an exit code', 'process.exitCode = 3', 3],
  ['calls process.exit in mid-run', 'process.exit(7)', 7],
  ['calls process.exit in an exit listener', "process.on('exit', () => process.exit(5))", 5],
  ['throws in a timer', "setTimeout(() => { throw new Error('thrown') }, 5)", 1],
  ['leaves a rejection unhandled', "throw new Error('rejected')", 1],
]

describe('totals are exact, message for message, in ten runs of a program that', () => {
  beforeEach(() => lab.server.setEvents(['placed']))

  it.each(endings)('%s', async (name, ending, code) => {
    const fileName = `${name.replaceAll(' ', '-')}.mjs`
    for (let run = 0; run < 10; run++) {
      const ended = await lab.run(fileName, program(ending))
      expect(ended.code, ended.stderr).toBe(code)
      const own = JSON.parse(ended.stdout) as Record<string, number>
      const session = lab.server.sessions[0]!
      expect(session).toMatchObject({ state: 'ended', lastFigures: 'exact', exitCode: code })
      const [queue] = sourcesNamed([session], 'queue', 'jobs')
      const [worker] = sourcesNamed([session], 'consumer', 'worker')
      const [email] = sourcesNamed([session], 'subscription', 'email')
      const [placed] = sourcesNamed([session], 'event', 'placed')
      expect({
        sent: queue!.counters.sent,
        received: queue!.counters.received,
        acked: queue!.counters.acked,
        heard: placed!.counters.received,
        paid: email!.counters.sent,
        done: email!.counters.acked,
      }).toEqual(own)
      // A closed queue takes nothing in the exit listener.
      expect(queue!.counters.sent).toBe(ending.includes('close') ? 500 : 501)
      expect(worker!.counters.received).toBe(own['received'])
      expect(placed!.counters).toMatchObject({ sent: 500, received: 1000, failed: 0, listeners: 2 })
      const { sent, acked, depth, inFlight } = queue!.counters
      expect(depth + inFlight).toBe(sent - acked)
    }
  })
})

describe('a program that ended before its connection stood', () => {
  it('shows exact totals all the same', async () => {
    const source = `
const { Queue } = require('fanout')
const queue = new Queue('short')
for (let n = 0; n < 10; n++) queue.trySend(n)
process.exit(0)`
    const ended = await lab.run('short.cjs', source)
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const session = await until(
      () => lab.server.sessions.find((one) => sourcesNamed([one], 'queue', 'short').length > 0),
      'the session',
    )
    expect(session).toMatchObject({ state: 'ended', lastFigures: 'exact', exitCode: 0 })
    expect(sourcesNamed([session], 'queue', 'short')[0]!.counters).toMatchObject({ sent: 10, depth: 10 })
  })
})

describe('each part of a program is a session of its own, and exact:', () => {
  it('worker threads', async () => {
    const source = `
import { Worker, isMainThread, threadId } from 'node:worker_threads'
import { Queue } from 'fanout'
const queue = new Queue(isMainThread ? 'main' : 'thread')
for (let n = 0; n < 20; n++) queue.trySend(n)
if (isMainThread) for (let n = 0; n < 2; n++) new Worker(new URL(import.meta.url))
else if (threadId === 2) process.exit(0)
`
    const ended = await lab.run('threads.mjs', source)
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const sessions = lab.server.sessions.slice(0, 3)
    expect(new Set(sessions.map(({ hello }) => hello.pid)).size).toBe(1)
    expect(sessions.map(({ hello }) => hello.thread).toSorted((a, b) => a - b)).toEqual([0, 1, 2])
    for (const session of sessions) expect(session).toMatchObject({ lastFigures: 'exact' })
    expect(sourcesNamed(sessions, 'queue', 'thread').map(({ counters }) => counters.sent)).toEqual([20, 20])
    expect(sourcesNamed(sessions, 'queue', 'main').map(({ counters }) => counters.sent)).toEqual([20])
  })

  it('child processes', async () => {
    const source = `
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Queue } from 'fanout'
const queue = new Queue('family')
for (let n = 0; n < 30; n++) queue.trySend(n)
if (process.argv[2] !== 'child') for (let n = 0; n < 2; n++) fork(fileURLToPath(import.meta.url), ['child'])
`
    const ended = await lab.run('family.mjs', source)
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const sessions = lab.server.sessions.slice(0, 3)
    expect(new Set(sessions.map(({ hello }) => hello.pid)).size).toBe(3)
    for (const session of sessions) expect(session).toMatchObject({ lastFigures: 'exact' })
    expect(sourcesNamed(sessions, 'queue', 'family').map(({ counters }) => counters.sent)).toEqual([30, 30, 30])
  })
})
