import type { EventBus } from 'fanout'
import { note } from './books.ts'
import { OrderPlaced, type SignupEvents } from './events.ts'

export class OrderService {
  readonly #bus: EventBus<SignupEvents>

  constructor(bus: EventBus<SignupEvents>) {
    this.#bus = bus
  }

  place(email: string, item: string): void {
    void this.#bus.publish(OrderPlaced, { email, item })
    note(OrderPlaced, 'sent')
  }
}
