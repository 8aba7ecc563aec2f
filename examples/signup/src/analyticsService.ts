import type { EventBus } from 'fanout'
import { note } from './books.ts'
import { OrderPlaced, UserCreated, type SignupEvents, type User } from './events.ts'

export class AnalyticsService {
  readonly #seen = new Set<string>()

  constructor(bus: EventBus<SignupEvents>) {
    bus.subscribe(UserCreated, this.trackSignup, { name: 'analytics' })
    bus.subscribe(OrderPlaced, this.trackOrder, { name: 'analytics' })
  }

  readonly trackSignup = ({ email }: User): void => {
    this.#seen.add(email)
    note(`${UserCreated}/analytics`, 'handled')
  }

  readonly trackOrder = ({ email }: User): void => {
    if (!this.#seen.has(email)) console.log(`${email} ordered without an account`)
    note(`${OrderPlaced}/analytics`, 'handled')
  }
}
