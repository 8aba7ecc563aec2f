import type { MessageDelivery } from './delivery.ts'
import type { QueueEngine } from './engine.ts'
import { receive } from './receiving.ts'
import { giveBack } from './settlement.ts'

/** The bodies of a queue's messages: each is acked when the next one is asked for, and put back when the loop is left. */
export class Bodies<T> implements AsyncIterableIterator<T> {
  readonly #engine: QueueEngine<T>
  #current: MessageDelivery<T> | undefined
  #over = false

  constructor(engine: QueueEngine<T>) {
    this.#engine = engine
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    this.#current?.ack()
    this.#current = undefined
    const delivery = this.#over ? undefined : await receive(this.#engine, undefined)
    if (delivery === undefined) return { done: true, value: undefined }
    if (this.#over) {
      giveBack(delivery)
      return { done: true, value: undefined }
    }
    this.#current = delivery
    return { done: false, value: delivery.body }
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#over = true
    const current = this.#current
    this.#current = undefined
    if (current !== undefined && !current.settled) giveBack(current)
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
