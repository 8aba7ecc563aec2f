import { bus } from '../messaging/bus.ts'
import type { Order } from '../messaging/events.ts'
import { Topics } from '../messaging/names.ts'
import { counted } from '../metrics.ts'
import { pause } from '../pause.ts'

let refunded = 0

export function startRefunds(): void {
  bus.subscribe(Topics.orderCancelled, refundOrder, {
    name: 'refund',
    use: [counted(`${Topics.orderCancelled}/refund`)],
  })
}

async function refundOrder({ order }: { order: Order }): Promise<void> {
  await pause(30)
  refunded += order.cents
}

export const refundedSoFar = (): number => refunded
