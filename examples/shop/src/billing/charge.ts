import { bus } from '../messaging/bus.ts'
import type { Order } from '../messaging/events.ts'
import { Queues, Topics } from '../messaging/names.ts'
import { payment } from '../messaging/queues.ts'
import { counted, countSent } from '../metrics.ts'
import { pause } from '../pause.ts'

export function startBilling(): void {
  bus.subscribe(Topics.orderPlaced, chargeCard, {
    name: 'billing',
    concurrency: 2,
    use: [counted(`${Topics.orderPlaced}/billing`)],
  })
}

/** Asks the bank; the money itself is moved by a worker of its own. */
async function chargeCard(order: Order): Promise<void> {
  await pause(22)
  await payment.send({ order, card: `•••• ${1000 + (order.id % 9000)}` })
  countSent(Queues.payment)
}
