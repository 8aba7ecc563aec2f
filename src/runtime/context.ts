import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { causationOf, correlationOf, idOf, type Meta } from './message.ts'

/**
 * The message that is being handled, as what it sends knows it: found through awaits, timers and other people's
 * emitters. It must not keep the body alive, since a timer made in a handler keeps it.
 */
export class Flow {
  /** The engine and the consumer that wait for this message; undefined once it is settled. */
  engine: object | undefined
  consumer: object | undefined
  readonly #prefix: string
  readonly #sequence: number
  #meta: Meta | undefined
  #id: string | undefined
  #correlationId: string | undefined

  constructor(prefix: string, sequence: number, meta: Meta | undefined, engine: object, consumer: object) {
    this.#prefix = prefix
    this.#sequence = sequence
    this.#meta = meta
    this.#id = undefined
    this.#correlationId = undefined
    this.engine = engine
    this.consumer = consumer
  }

  get id(): string {
    return (this.#id ??= idOf(this.#prefix, this.#sequence, this.#meta))
  }

  get correlationId(): string {
    return (this.#correlationId ??= correlationOf(this.#meta) ?? this.id)
  }

  get causationId(): string | undefined {
    return causationOf(this.#meta)
  }

  /** The flow as the cause of another message: it lets go of its own causes, so a chain of any length holds two. */
  asCause(): this {
    if (this.#correlationId === undefined) {
      void this.correlationId
      this.#meta = undefined
    }
    return this
  }

  settled(): void {
    this.engine = this.consumer = undefined
  }
}

let storage: AsyncLocalStorage<Flow | null> | undefined

/** The flow of the handler that this is called from, if any. */
export function currentFlow(): Flow | undefined {
  return storage === undefined ? undefined : (storage.getStore() ?? undefined)
}

/** True where entering a flow copies the context that it is entered from: Node 24 does, 20 and 22 do not. */
let copies = false

/**
 * Makes the storage. Called when the first instance with context is made, since Node follows only those awaits that
 * began after it: a flow that is entered in an older one would leak into its caller. Not made at all where every
 * instance leaves context out: its mere presence makes every await of the program dearer.
 */
export function followFlows(): void {
  if (storage !== undefined) return
  const made = (storage = new AsyncLocalStorage<Flow | null>())
  // All in a scope, so that nothing stays in the caller's context.
  const scope = new AsyncResource('fanout')
  // Not undefined: Node takes a store that is there already as a reason to do nothing, and stays off.
  scope.runInAsyncScope(() => {
    made.run(null, () => {})
    made.enterWith(null)
  })
  copies = scope.runInAsyncScope(() => made.getStore()) === undefined
}

/**
 * The context of the call that makes this. Where entering a flow copies the context, each is entered from this one and
 * left again at once: a copy of the last flow's costs three times as much as one of a context that is empty, as most are.
 */
export function handlerContext(): AsyncResource | undefined {
  return copies ? new AsyncResource('fanout') : undefined
}

/** Sets the flow for what follows in this asynchronous function, which must have awaited since it began, or scope. */
export function enterFlow(flow: Flow): void {
  storage?.enterWith(flow)
}
