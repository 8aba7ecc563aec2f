import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EventBus, Queue, type Headers } from '../../../src/runtime/index.ts'
import { settled } from './conditions.ts'

/**
 * What `@opentelemetry/api` 1.x leaves under its symbol once an SDK has registered: the context manager and the
 * propagator, which are called with setter and getter. The context is the active span's `traceparent` here.
 */
const key = Symbol.for('opentelemetry.js.api.1')
const holder = globalThis as { [key]?: unknown }
const active = new AsyncLocalStorage<string>()
const api = {
  version: '1.9.0',
  context: {
    active: () => active.getStore(),
    with: (context: string | undefined, run: (...args: unknown[]) => unknown, self?: unknown, ...args: unknown[]) =>
      active.run(context as string, () => run.apply(self, args)),
  },
  propagation: {
    inject(context: string | undefined, carrier: object, { set }: { set: (c: object, k: string, v: string) => void }) {
      if (context === undefined) return
      set(carrier, 'traceparent', context)
      set(carrier, 'tracestate', 'vendor=1')
    },
    extract(
      context: string | undefined,
      carrier: object,
      { get }: { get: (c: object, k: string) => string | undefined },
    ) {
      return get(carrier, 'traceparent') ?? context
    },
  },
}
const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const other = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

beforeEach(() => void (holder[key] = api))
afterEach(() => void delete holder[key])

describe('W3C trace context', () => {
  it('is sent along by who is in a trace, and is that of the handler, also after its awaits', async () => {
    const queue = new Queue<number>('resize')
    const seen: [Headers, unknown, unknown][] = []
    queue.consume(async (_body, { headers }) => {
      const before = active.getStore()
      await settled()
      seen.push([headers, before, active.getStore()])
    })
    await active.run(parent, () => queue.send(1, { headers: { tenant: 'a' } }))
    await queue.send(2)
    queue.close()
    await queue.drained()
    expect(seen).toEqual([
      [{ traceparent: parent, tracestate: 'vendor=1', tenant: 'a' }, parent, parent],
      [{}, undefined, undefined],
    ])
  })

  it('goes on from handler to handler, over queue and bus, and through a retry', async () => {
    const bus = new EventBus<{ order: number }>('shop')
    const mails = new Queue<number>('mails')
    const seen: unknown[] = []
    bus.subscribe('order', (n) => void mails.trySend(n), { name: 'mail' })
    bus.subscribe('*', (_n, { headers }) => void seen.push(headers['traceparent']), { name: 'all' })
    mails.consume(
      (_n, { attempt }) => {
        seen.push(active.getStore())
        if (attempt === 1) throw new Error('again')
      },
      { retry: { attempts: 2, delay: 0 } },
    )
    await active.run(parent, () => bus.publish('order', 1))
    mails.close()
    await bus.idle()
    await settled()
    expect(seen).toEqual([parent, parent, parent])
  })

  it('leaves a trace alone that the sender names itself', async () => {
    const queue = new Queue<number>('resize')
    await active.run(parent, () => queue.send(1, { headers: { traceparent: other } }))
    expect(queue.peek()[0]?.headers).toEqual({ traceparent: other })
    const seen: unknown[] = []
    queue.consume(() => void seen.push(active.getStore()))
    await settled()
    expect(seen).toEqual([other])
  })

  it('is kept but not continued where context is off, or nothing is registered', async () => {
    const seen: unknown[] = []
    const see = (_body: number, { headers }: { headers: Headers }): void => {
      seen.push([headers['traceparent'], active.getStore()])
    }
    const off = new Queue<number>('off', { context: false })
    off.consume(see)
    await active.run(parent, () => off.send(1, { headers: { traceparent: other } }))
    await active.run(parent, () => off.send(2))
    await settled()
    delete holder[key]
    const on = new Queue<number>('on')
    on.consume(see)
    await active.run(parent, () => on.send(1, { headers: { traceparent: other } }))
    await active.run(parent, () => on.send(2))
    await settled()
    expect(seen).toEqual([
      [other, undefined],
      [undefined, undefined],
      [other, undefined],
      [undefined, undefined],
    ])
  })

  it('rejects a send whose propagator throws, and never throws', async () => {
    holder[key] = {
      ...api,
      propagation: {
        ...api.propagation,
        inject() {
          throw new Error('no propagator')
        },
      },
    }
    await expect(new Queue<number>('resize').send(1)).rejects.toThrow('no propagator')
  })
})
