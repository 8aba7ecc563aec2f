import type { Delivery } from 'fanout'
import { bus } from '../messaging/bus.ts'
import type { Order } from '../messaging/events.ts'
import { Queues, Topics } from '../messaging/names.ts'
import { emailDead } from '../messaging/queues.ts'
import { counted } from '../metrics.ts'
import { settings } from '../settings.ts'
import { deliver } from './smtp.ts'

const { attempts } = settings.email

export function startReceipts(): void {
  bus.subscribe(Topics.orderPlaced, sendReceipt, {
    name: 'email',
    concurrency: 2,
    retry: { attempts, backoff: 'fixed', delay: 400 },
    deadLetter: emailDead,
    use: [counted(`${Topics.orderPlaced}/email`, { queue: Queues.emailDead, attempts })],
  })
}

async function sendReceipt(order: Order, { attempt }: Delivery<Order>): Promise<void> {
  await deliver(order.customer, attempt)
}
