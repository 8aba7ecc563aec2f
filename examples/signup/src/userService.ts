import type { EventBus } from 'fanout'
import { note } from './books.ts'
import { UserCreated, type SignupEvents } from './events.ts'

export class UserService {
  readonly #bus: EventBus<SignupEvents>

  constructor(bus: EventBus<SignupEvents>) {
    this.#bus = bus
  }

  /** Publishes and goes on: who cares about a new user is not its business. */
  register(email: string): void {
    void this.#bus.publish(UserCreated, { email })
    note(UserCreated, 'sent')
  }
}
