import type { EventBus, Subscription } from 'fanout'
import { note } from './books.ts'
import { OrderPlaced, UserCreated, type Order, type SignupEvents, type User } from './events.ts'

/** Sends a mail in a fifth of a second. It may be down: what it should have sent waits for it. */
export class EmailService {
  readonly #subscriptions: readonly Subscription[]

  constructor(bus: EventBus<SignupEvents>) {
    this.#subscriptions = [
      bus.subscribe(UserCreated, this.sendWelcome, { name: 'email' }),
      bus.subscribe(OrderPlaced, this.sendReceipt, { name: 'email' }),
    ]
  }

  takeDown(): void {
    console.log('e-mail is down')
    for (const subscription of this.#subscriptions) subscription.pause()
  }

  bringUp(): void {
    console.log('e-mail is back')
    for (const subscription of this.#subscriptions) subscription.resume()
  }

  readonly sendWelcome = async ({ email }: User): Promise<void> => {
    await smtp(`welcome, ${email}`)
    note(`${UserCreated}/email`, 'handled')
  }

  readonly sendReceipt = async ({ email, item }: Order): Promise<void> => {
    await smtp(`${email} ordered ${item}`)
    note(`${OrderPlaced}/email`, 'handled')
  }
}

async function smtp(mail: string): Promise<void> {
  await new Promise((done) => setTimeout(done, 200))
  if (mail.length === 0) throw new Error('an empty mail')
}
