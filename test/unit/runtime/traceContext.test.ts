/** W3C trace context with OpenTelemetry itself, set up as a program would do it. */
import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Context,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EventBus, Queue, type Headers } from '../../../src/runtime/index.ts'
import { settled } from './conditions.ts'

const exporter = new InMemorySpanExporter()

beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
})

afterEach(() => {
  context.disable()
  propagation.disable()
  trace.disable()
  exporter.reset()
})

/** Runs what `run` does within a span of that name, and returns what identifies it, as a header does. */
async function inSpan(name: string, run: () => unknown): Promise<string> {
  return trace.getTracer('test').startActiveSpan(name, async (span) => {
    await run()
    span.end()
    return traceparent()!
  })
}

/** Of the span that is active. */
function traceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext()
  return span && `00-${span.traceId}-${span.spanId}-0${span.traceFlags}`
}

const other = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

describe('W3C trace context', () => {
  it('is sent along by who is in a trace, and is that of the handler, also after its awaits', async () => {
    const queue = new Queue<number>('resize')
    const seen: [Headers, unknown, unknown][] = []
    queue.consume(async (_body, { headers }) => {
      const before = traceparent()
      await settled()
      seen.push([headers, before, traceparent()])
    })
    const parent = await inSpan('upload', () => queue.send(1, { headers: { tenant: 'a' } }))
    await queue.send(2)
    queue.close()
    await queue.drained()
    expect(seen).toEqual([
      [{ traceparent: parent, tenant: 'a' }, parent, parent],
      [{}, undefined, undefined],
    ])
  })

  it('makes one trace of spans from handler to handler, over queue and bus, and through a retry', async () => {
    const bus = new EventBus<{ order: number }>('shop')
    const mails = new Queue<number>('mails')
    bus.subscribe('order', (n) => inSpan('order', () => mails.send(n)), { name: 'mail' })
    bus.subscribe('*', () => inSpan('all', () => {}), { name: 'all' })
    mails.consume(
      async (_n, { attempt }) => {
        await inSpan(`mail ${attempt}`, () => {})
        if (attempt === 1) throw new Error('again')
      },
      { retry: { attempts: 2, delay: 0 } },
    )
    await inSpan('request', () => bus.publish('order', 1))
    await bus.idle()
    mails.close()
    await mails.drained()
    const spans = exporter.getFinishedSpans()
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1)
    const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]))
    const parents = spans.map(({ name, parentSpanContext }) => [name, names.get(parentSpanContext?.spanId ?? '')])
    expect(Object.fromEntries(parents)).toEqual({
      request: undefined,
      order: 'request',
      all: 'request',
      'mail 1': 'order',
      'mail 2': 'order',
    })
  })

  it('leaves a trace alone that the sender names itself', async () => {
    const queue = new Queue<number>('resize')
    await inSpan('upload', () => queue.send(1, { headers: { traceparent: other } }))
    expect(queue.peek()[0]?.headers).toEqual({ traceparent: other })
    const seen: unknown[] = []
    queue.consume(() => void seen.push(traceparent()))
    await settled()
    expect(seen).toEqual([other])
  })

  it('carries what the trace holds besides, and no trace where there is none', async () => {
    const queue = new Queue<number>('resize')
    const remote = propagation.extract(ROOT_CONTEXT, { traceparent: other, tracestate: 'vendor=1' })
    await context.with(remote, () => queue.send(1))
    await context.with(ROOT_CONTEXT, () => queue.send(2))
    expect(queue.peek(2).map(({ headers }) => headers)).toEqual([{ traceparent: other, tracestate: 'vendor=1' }, {}])
  })

  it('is kept but not continued where context is off, or nothing is registered', async () => {
    const seen: unknown[] = []
    const see = (_body: number, { headers }: { headers: Headers }): void => {
      seen.push([headers['traceparent'], traceparent()])
    }
    const off = new Queue<number>('off', { context: false })
    off.consume(see)
    await inSpan('upload', async () => {
      await off.send(1, { headers: { traceparent: other } })
      await off.send(2)
    })
    await settled()
    propagation.disable()
    context.disable()
    const on = new Queue<number>('on')
    on.consume(see)
    await inSpan('upload', async () => {
      await on.send(1, { headers: { traceparent: other } })
      await on.send(2)
    })
    await settled()
    expect(seen.map((pair) => (pair as unknown[])[0])).toEqual([other, undefined, other, undefined])
    expect(seen.filter((pair) => (pair as unknown[])[1] === other)).toEqual([])
  })

  it('rejects a send whose propagator throws, and never throws', async () => {
    propagation.disable()
    propagation.setGlobalPropagator(new Faulty())
    await expect(new Queue<number>('resize').send(1)).rejects.toThrow('no propagator')
  })
})

class Faulty implements TextMapPropagator {
  inject(_context: Context, _carrier: unknown, _setter: TextMapSetter): void {
    throw new Error('no propagator')
  }

  extract(context: Context): Context {
    return context
  }

  fields(): string[] {
    return []
  }
}
