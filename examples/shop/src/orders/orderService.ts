import type { EventBus } from 'fanout'
import type { Order, ShopEvents } from '../messaging/events.ts'
import { Topics } from '../messaging/names.ts'
import { countSent } from '../metrics.ts'

/** Takes orders. What follows from one is not its business: it announces, others react. */
export class OrderService {
  readonly #bus: EventBus<ShopEvents>
  readonly #open: Order[] = []
  #lastId = 0

  constructor(bus: EventBus<ShopEvents>) {
    this.#bus = bus
  }

  placeOrder(customer: string, sku: string): Order {
    const id = ++this.#lastId
    const order: Order = { id, customer, sku, cents: 990 + ((id * 337) % 4000) }
    this.#open.push(order)
    void this.#bus.publish(Topics.orderPlaced, order)
    countSent(Topics.orderPlaced)
    return order
  }

  cancelOrder(order: Order): void {
    const index = this.#open.indexOf(order)
    if (index >= 0) this.#open.splice(index, 1)
    void this.#bus.publish(Topics.orderCancelled, { order, reason: 'the customer changed his mind' })
    countSent(Topics.orderCancelled)
  }

  /** Orders that were never paid are given up, oldest first. */
  timeoutSweep(keep: number): void {
    while (this.#open.length > keep) {
      const order = this.#open.shift()!
      if (order.id % 25 !== 0) continue
      void this.#bus.publish(Topics.orderCancelled, { order, reason: 'not paid in time' })
      countSent(Topics.orderCancelled)
    }
  }
}
