import type { Consumer } from './consumer.ts'
import { enterFlow, Flow } from './context.ts'
import type { MessageDelivery } from './delivery.ts'
import type { QueueEngine } from './engine.ts'
import { heard } from './heard.ts'
import { Receiver } from './pending.ts'
import { isThenable } from './report.ts'
import { refuse } from './settlement.ts'
import { inTrace } from './traceContext.ts'
import { nextTurn } from './turn.ts'

/**
 * One of a consumer's workers: takes, handles and settles one message after the other. No asynchronous function, since
 * each `await` costs two closures: what comes after a promise is a function that the worker has anyway. Each is set on
 * the promise where an `await` would stand, so the user's own AsyncLocalStorages see the same.
 */
export class Worker<T> extends Receiver<T> {
  readonly stays: boolean = true
  readonly #consumer: Consumer<T>
  readonly #engine: QueueEngine<T>
  /** What it handles, or was given while it waited. */
  #delivery: MessageDelivery<T> | undefined = undefined
  /** Set while it waits. */
  #resolve: (() => void) | undefined = undefined
  readonly #executor = (resolve: () => void): void => {
    this.#resolve = resolve
  }
  readonly #run = (): void => this.#work()
  readonly #woken = (): void => this.#begin()
  readonly #handled = (): void => {
    this.#delivery?.ack()
    this.#proceed()
  }
  readonly #failed = (error: unknown): void => {
    this.#refuse(error)
    this.#proceed()
  }

  constructor(consumer: Consumer<T>) {
    super()
    this.#consumer = consumer
    this.#engine = consumer.engine
  }

  /** No handler runs inside; but one that has nothing to do stands in line when this returns. */
  start(): void {
    if (this.#engine.hasWork || !this.#consumer.open) void started.then(this.#run)
    else this.#work()
  }

  get parked(): boolean {
    return this.#resolve !== undefined
  }

  given(delivery: MessageDelivery<T> | undefined): void {
    const resolve = this.#resolve
    this.#resolve = undefined
    this.#delivery = delivery
    resolve?.()
  }

  /** Has it look again. */
  wake(): void {
    this.#engine.unline(this)
    this.given(undefined)
  }

  /** Until it has to wait for a handler, for a message, or for the event loop to turn. */
  #work(): void {
    const consumer = this.#consumer
    for (;;) {
      const delivery = consumer.take()
      if (delivery === undefined) {
        if (consumer.stopping || this.#engine.finished) consumer.ended(this)
        else this.#park()
        return
      }
      this.#delivery = delivery
      if (this.#handle(delivery) || this.#yields(delivery)) return
    }
  }

  /** Waits for a message in the destination's line, or outside of it while the consumer takes none. */
  #park(): void {
    if (this.#consumer.open) this.#engine.line(this)
    // The promise does not carry what it is given: an object would be searched for a `then`.
    void new Promise<void>(this.#executor).then(this.#woken)
  }

  #begin(): void {
    const delivery = this.#delivery
    if (delivery !== undefined) {
      if (!this.#consumer.mayBegin()) {
        // Its neighbours give back what they were given as well, one after the other.
        this.#engine.giveBackUnseen(delivery, true)
      } else if (this.#handle(delivery) || this.#yields(delivery)) return
    }
    this.#work()
  }

  /** True if the handler is still at it. */
  #handle(delivery: MessageDelivery<T>): boolean {
    const consumer = this.#consumer
    const engine = this.#engine
    consumer.limiter?.take()
    engine.begin(delivery, consumer)
    if (engine.context) {
      delivery.flow = new Flow(engine.prefix, delivery.sequence, delivery.meta, engine, consumer)
    }
    const { context } = consumer
    try {
      const result =
        context === undefined ? handle(consumer, delivery) : context.runInAsyncScope(handle, null, consumer, delivery)
      if (isThenable(result)) {
        void Promise.resolve(result).then(this.#handled, this.#failed)
        return true
      }
    } catch (error) {
      this.#refuse(error)
      return false
    }
    delivery.ack()
    return false
  }

  #refuse(error: unknown): void {
    const delivery = this.#delivery
    if (delivery === undefined || delivery.settled) return
    const { context } = this.#consumer
    if (context === undefined) refuse(delivery, error, {})
    else context.runInAsyncScope(refuseInFlow, null, delivery, error)
  }

  #proceed(): void {
    const delivery = this.#delivery
    if (delivery !== undefined && this.#yields(delivery)) return
    this.#work()
  }

  /** True if it goes on after the event loop has turned. */
  #yields(delivery: MessageDelivery<T>): boolean {
    this.#delivery = undefined
    if (delivery.measured === undefined || !this.#engine.keeper.turnOver) return false
    void nextTurn().then(this.#run)
    return true
  }
}

function handle<T>(consumer: Consumer<T>, delivery: MessageDelivery<T>): unknown {
  const { flow } = delivery
  if (flow !== undefined) {
    enterFlow(flow)
    if (heard.trace) return handleInTrace(consumer, delivery)
  }
  return consumer.handler(delivery.body, delivery)
}

/** A function of its own, since the one that it makes has its variables put in an object at every call. */
function handleInTrace<T>(consumer: Consumer<T>, delivery: MessageDelivery<T>): unknown {
  return inTrace(delivery.meta, () => consumer.handler(delivery.body, delivery))
}

/** What `onFailed` sends belongs to the flow of the message. */
function refuseInFlow<T>(delivery: MessageDelivery<T>, error: unknown): void {
  if (delivery.flow !== undefined) enterFlow(delivery.flow)
  refuse(delivery, error, {})
}

/** Awaited where only a new start is wanted. */
const started: Promise<void> = Promise.resolve()
