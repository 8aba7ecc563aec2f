/** What keeps a process alive: timers that stand for accepted work, and nothing else. Each case is a process of its own. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')

let runtime: string
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'src/runtime/index.ts')],
    bundle: true,
    platform: 'node',
    format: 'iife',
    globalName: 'fanout',
    write: false,
  })
  runtime = outputFiles[0]!.text
})

/** What the program printed. Rejects if it does not end long before the minute that its timers would take. */
async function printed(program: string): Promise<string> {
  const source = `${runtime}\nconst { Queue, EventBus } = fanout\n;(async () => {${program}})()`
  const run = promisify(execFile)(process.execPath, ['-'], { timeout: 20_000 })
  run.child.stdin?.end(source)
  return (await run).stdout.trim()
}

describe('a process stays until it is done with', () => {
  it.each([
    [
      'a message that is delayed',
      `queue.consume((body) => console.log(body)); await queue.send('done', { delay: 50 })`,
    ],
    [
      'a retry',
      `queue.consume((body, { attempt }) => {
         if (attempt === 1) throw new Error('no')
         console.log(body)
       }, { retry: { attempts: 2, backoff: 'fixed', delay: 50 } })
       await queue.send('done')`,
    ],
    [
      'a handler that has a timeout',
      `queue.consume(() => new Promise(() => {}), { timeout: 50, onFailed: () => console.log('done') })
       await queue.send('x')`,
    ],
    [
      'what a rate limit holds back',
      `queue.consume((body) => body === 'done' && console.log(body), { rateLimit: { count: 1, interval: 50 } })
       await queue.send('x')
       await queue.send('done')`,
    ],
  ])('%s', async (_, program) => {
    expect(await printed(`const queue = new Queue('jobs'); ${program}`)).toBe('done')
  })
})

describe('a process does not stay for', () => {
  it.each([
    [
      'a sender that waits for room, however long its message is good',
      `queue.trySend(1); void queue.send(2, { expiresIn: 60_000 })`,
    ],
    ['a receiver that waits', `void queue.receive()`],
    [
      'a consumer with nothing to do',
      `queue.consume(() => {}, { timeout: 60_000, rateLimit: { count: 1, interval: 60_000 } })`,
    ],
    ['a message that waits and can expire', `void queue.send(1, { expiresIn: 60_000 })`],
    ['a paused consumer', `queue.consume(() => {}).pause(); void queue.send(1)`],
    [
      'a handler that ended long before its timeout',
      `queue.consume(() => {}, { timeout: 60_000 }); await queue.send(1)`,
    ],
    ['a bus with subscriptions', `const bus = new EventBus(); bus.subscribe('a', () => {}); await bus.publish('a', 1)`],
    ['a wait for the end of a queue', `queue.trySend(1); void queue.drained()`],
  ])('%s', async (_, program) => {
    const began = 'const queue = new Queue("jobs", { capacity: 1 })'
    expect(await printed(`${began}; ${program}; console.log('begun')`)).toBe('begun')
  })
})
