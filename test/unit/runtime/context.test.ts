import { AsyncLocalStorage } from 'node:async_hooks'
import { execFileSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import path from 'node:path'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { EventBus, Queue, type Delivery } from '../../../src/runtime/index.ts'
import { settled, stateOf, warningsDuring } from './conditions.ts'

describe('correlation and causation', () => {
  test('outside of handlers a message starts a flow of its own id', async () => {
    const queue = new Queue<number>('q')
    queue.consume(() => {})
    await queue.send(1)
    await settled()
    await queue.send(2)
    await settled()
    const other = new Queue<number>('other')
    await other.send(3)
    const message = other.peek()[0]
    expect(message?.correlationId).toBe(message?.id)
    expect(message?.causationId).toBe(undefined)
  })

  test('what a handler sends belongs to its flow: through awaits, timers, emitters and nested publishes', async () => {
    const bus = new EventBus<{ a: number; b: number; c: string }>('shop')
    const out = new Queue<string>('out')
    const emitter = new EventEmitter()
    emitter.on('event', () => void out.send('emitter'))
    const seen: Delivery<unknown>[] = []
    bus.subscribe('a', async (_n, delivery) => {
      seen.push(delivery)
      await settled()
      emitter.emit('event')
      setTimeout(() => void out.send('timer'), 1)
      await bus.publish('b', 1)
    })
    bus.subscribe('b', async (_n, delivery) => {
      seen.push(delivery)
      await out.send('nested')
    })
    await bus.publish('a', 1, { id: 'first' })
    await bus.idle()
    const collected = [await out.receive(), await out.receive(), await out.receive()]
    const [, b] = seen
    for (const delivery of collected) {
      expect(delivery?.correlationId).toBe('first')
      expect(delivery?.causationId).toBe(delivery?.body === 'nested' ? b?.id : 'first')
    }
    expect(b).toMatchObject({ correlationId: 'first', causationId: 'first' })
  })

  test('two messages at work at the same time do not mix, also in work that outlives the handler', async () => {
    const queue = new Queue<number>('in')
    const out = new Queue<number>('out')
    queue.consume(
      async (n) => {
        await settled()
        await out.send(n)
        void settled()
          .then(settled)
          .then(() => out.send(n))
      },
      { concurrency: 3 },
    )
    for (let n = 0; n < 20; n++) await queue.send(n, { id: `message ${n}` })
    for (let n = 0; n < 40; n++) {
      const delivery = await out.receive()
      expect(delivery?.causationId).toBe(`message ${delivery?.body}`)
    }
  })

  test('a chain of a thousand hops keeps its flow', async () => {
    const queue = new Queue<number>('chain')
    let last: Delivery<number> | undefined
    queue.consume(async (n, delivery) => {
      last = delivery
      if (n < 1000) await queue.send(n + 1)
      else queue.close()
    })
    await queue.send(0, { id: 'root' })
    await queue.drained()
    expect(last).toMatchObject({ body: 1000, correlationId: 'root' })
  })

  test('what `onFailed` sends belongs to the flow of the message that failed', async () => {
    const queue = new Queue<string>('in')
    const out = new Queue<string>('out')
    queue.consume(
      (how) => {
        if (how === 'at once') throw new Error('no')
        return settled().then(() => Promise.reject(new Error('no')))
      },
      { onFailed: (_error, delivery) => void out.send(delivery.id) },
    )
    await queue.send('at once', { id: 'first' })
    await queue.send('later', { id: 'second' })
    for (const id of ['first', 'second']) {
      const delivery = await out.receive()
      expect(delivery).toMatchObject({ body: id, causationId: id })
    }
  })

  test('a flow stays in its handler: not in who sends, nor in the context that the consumer was made in', async () => {
    const tenant = new AsyncLocalStorage<string>()
    const queue = new Queue<number>('in')
    const out = new Queue<number>('out')
    const seen: (string | undefined)[] = []
    tenant.run('a', () =>
      queue.consume((n) => {
        seen.push(tenant.getStore())
        void out.send(n)
      }),
    )
    await queue.send(1)
    await queue.send(2)
    await settled()
    await out.send(3)
    expect(seen).toEqual(['a', 'a'])
    expect(tenant.getStore()).toBe(undefined)
    const causes = out.peek(3).map(({ causationId }) => causationId)
    expect(causes[0]).not.toBe(causes[1])
    expect(causes[2]).toBe(undefined)
  })

  test('a dead letter keeps its flow', async () => {
    const dead = new Queue<number>('dead')
    const queue = new Queue<number>('q')
    queue.consume(() => Promise.reject(new Error('no')), { deadLetter: dead })
    await queue.send(1, { id: 'mine' })
    await settled()
    expect(dead.peek()[0]).toMatchObject({ id: 'mine', correlationId: 'mine' })
  })
})

describe('inside the handler that is waited for', () => {
  test('stop, drained and two waiting handlers resolve', async () => {
    const queue = new Queue<string>('q')
    const done: string[] = []
    const consumer = queue.consume(
      async (what) => {
        if (what === 'stop') await consumer.stop()
        else await queue.drained()
        done.push(what)
      },
      { concurrency: 2 },
    )
    await queue.send('drained 1')
    await queue.send('drained 2')
    await settled()
    queue.close()
    await queue.drained()
    expect(done).toEqual(['drained 1', 'drained 2'])

    const other = new Queue<string>('other')
    const stopper = other.consume(() => stopper.stop().then(() => done.push('stopped')))
    await other.send('x')
    await stopper.stop()
    expect(done).toContain('stopped')
  })

  test('one who waits outside still waits for the handler', async () => {
    const queue = new Queue<number>('q')
    let finish = (): void => {}
    queue.consume(async () => {
      await queue.drained()
      await new Promise<void>((resolve) => (finish = resolve))
    })
    await queue.send(1)
    const outside = queue.drained()
    await settled()
    queue.close()
    expect(await stateOf(outside)).toBe('pending')
    finish()
    await outside
  })

  test('a handler that sends to its own full queue waits and is warned about once', async () => {
    const queue = new Queue<number>('own', { capacity: 1 })
    const warnings = await warningsDuring(async () => {
      queue.consume((n) => queue.send(n + 10), { concurrency: 2 })
      for (const n of [0, 1, 2]) expect(queue.trySend(n)).toBe(true)
      await settled()
      await settled()
    })
    expect(queue.stats).toMatchObject({ inFlight: 2, waitingSenders: 2 })
    expect(warnings.filter((text) => text.includes('"own"'))).toHaveLength(1)
  })
})

test('a program whose instances all leave context out makes no AsyncLocalStorage', async () => {
  const source = `
    import async_hooks from 'node:async_hooks'
    import { syncBuiltinESMExports } from 'node:module'
    let made = 0
    const Real = async_hooks.AsyncLocalStorage
    const Counted = class extends Real { constructor() { super(); made++ } }
    // Node 24 has a getter there, without a setter.
    Object.defineProperty(async_hooks, 'AsyncLocalStorage', { value: Counted })
    syncBuiltinESMExports()
    const { Queue, EventBus } = await import('./src/runtime/index.ts')
    const context = process.argv[2] === 'on'
    const queue = new Queue('q', { context })
    queue.consume(async () => {})
    await queue.send(1)
    const bus = new EventBus('b', { context })
    bus.subscribe('t', () => {})
    await bus.publish('t', 1)
    await bus.close()
    console.log(made)
  `
  const root = path.resolve(import.meta.dirname, '../../..')
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  })
  const made = (context: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '-', context], {
      input: outputFiles[0]?.text ?? '',
      encoding: 'utf8',
    }).trim()
  expect(made('off')).toBe('0')
  expect(made('on')).toBe('1')
})
