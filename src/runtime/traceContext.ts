import { Envelope, type Headers, type Meta } from './message.ts'

/**
 * W3C trace context, by way of the user's own `@opentelemetry/api`, which is not imported: it keeps the context manager
 * and the propagator that were registered under a global symbol. Looked at only while both are there.
 */
const key: unique symbol = Symbol.for('opentelemetry.js.api.1')

interface Tracing {
  readonly context?: {
    active(): unknown
    with<R>(context: unknown, run: () => R): R
  }
  readonly propagation?: {
    inject(context: unknown, carrier: Record<string, string>, setter: typeof access): void
    extract(context: unknown, carrier: Headers, getter: typeof access): unknown
  }
}

const access = {
  set(carrier: Record<string, string>, name: string, value: string): void {
    carrier[name] = value
  },
  get(carrier: Headers, name: string): string | undefined {
    return carrier[name]
  },
  keys(carrier: Headers): string[] {
    return Object.keys(carrier)
  },
}

/** What the user registered, if it is whole. */
export function tracing(): Required<Tracing> | undefined {
  const { context, propagation } = (globalThis as { [key]?: Tracing })[key] ?? {}
  return context !== undefined && propagation !== undefined ? { context, propagation } : undefined
}

/** The headers and, unless they have one, the trace that the sender is in. */
export function withTrace(headers: Headers | undefined): Headers | undefined {
  const found = tracing()
  if (found === undefined || headers?.['traceparent'] !== undefined) return headers
  const carrier: Record<string, string> = {}
  found.propagation.inject(found.context.active(), carrier, access)
  return Object.keys(carrier).length === 0 ? headers : { ...carrier, ...headers }
}

/** Runs a handler within the trace that its message's headers name, if they do. */
export function inTrace<R>(meta: Meta | undefined, run: () => R): R {
  const found = tracing()
  if (found === undefined || !(meta instanceof Envelope) || meta.headers['traceparent'] === undefined) return run()
  const { context, propagation } = found
  return context.with(propagation.extract(context.active(), meta.headers, access), run)
}
