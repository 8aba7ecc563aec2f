import { bus } from '../messaging/bus.ts'
import type { Order } from '../messaging/events.ts'
import { Topics } from '../messaging/names.ts'
import { counted } from '../metrics.ts'

let turnover = 0

export function startAnalytics(): void {
  bus.subscribe(Topics.orderPlaced, trackOrder, {
    name: 'analytics',
    use: [counted(`${Topics.orderPlaced}/analytics`)],
  })
}

function trackOrder(order: Order): void {
  turnover += order.cents
}

export const turnoverSoFar = (): number => turnover
