import { bus } from '../messaging/bus.ts'
import type { Order, Payment } from '../messaging/events.ts'
import { Queues, Topics } from '../messaging/names.ts'
import { shipOrder } from '../messaging/queues.ts'
import { counted, countSent } from '../metrics.ts'
import { pause } from '../pause.ts'
import type { Inventory } from './inventory.ts'

export class ShippingService {
  readonly #inventory: Inventory

  constructor(inventory: Inventory) {
    this.#inventory = inventory
  }

  start(): void {
    bus.subscribe(Topics.paymentCaptured, this.schedule, {
      name: 'shipping',
      use: [counted(`${Topics.paymentCaptured}/shipping`)],
    })
    shipOrder.consume(this.pack, { use: [counted(Queues.shipOrder)] })
  }

  readonly schedule = async ({ order }: Payment): Promise<void> => {
    await shipOrder.send(order)
    countSent(Queues.shipOrder)
  }

  readonly pack = async (order: Order): Promise<void> => {
    await pause(160)
    this.#inventory.take(order.sku)
  }
}
