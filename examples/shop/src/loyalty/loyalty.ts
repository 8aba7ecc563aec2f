import { bus } from '../messaging/bus.ts'
import type { Payment } from '../messaging/events.ts'
import { Topics } from '../messaging/names.ts'
import { counted } from '../metrics.ts'

const points = new Map<string, number>()

/** The programme is closed for the season. What was bought meanwhile is credited when it opens again. */
export function startLoyalty(open: boolean): void {
  bus.declare(Topics.paymentCaptured, 'loyalty', { capacity: 5000 })
  if (open) openLoyalty()
}

export function openLoyalty(): void {
  bus.subscribe(Topics.paymentCaptured, creditPoints, {
    name: 'loyalty',
    capacity: 5000,
    use: [counted(`${Topics.paymentCaptured}/loyalty`)],
  })
}

function creditPoints({ order }: Payment): void {
  points.set(order.customer, (points.get(order.customer) ?? 0) + Math.floor(order.cents / 100))
}
