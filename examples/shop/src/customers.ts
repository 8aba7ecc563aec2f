import type { OrderService } from './orders/orderService.ts'
import { pause } from './pause.ts'
import { uploadPhoto } from './photos/upload.ts'

const skus = ['mug', 'poster', 'calendar', 'photo-book']

const uploaders = 12

/** A dozen people who upload photos and one line at the till, at a pace that does not depend on chance. */
export class Customers {
  readonly #orders: OrderService
  readonly #atWork: Promise<void>[] = []
  #open = true

  constructor(orders: OrderService) {
    this.#orders = orders
  }

  come(): void {
    for (let index = 0; index < uploaders; index++) this.#atWork.push(this.#upload(index))
    this.#atWork.push(this.#buy(), this.#sweep())
  }

  /** Resolves when the last of them has left. */
  async leave(): Promise<void> {
    this.#open = false
    await Promise.all(this.#atWork)
  }

  async #upload(index: number): Promise<void> {
    await pause(index * 120)
    while (this.#open) {
      await uploadPhoto(`uploader-${index}`)
      await pause(uploaders * 120)
    }
  }

  async #buy(): Promise<void> {
    for (let visit = 1; this.#open; visit++) {
      const order = this.#orders.placeOrder(mailbox(visit), skus[visit % skus.length]!)
      if (visit % 15 === 0) this.#orders.cancelOrder(order)
      await pause(160)
    }
  }

  async #sweep(): Promise<void> {
    while (this.#open) {
      this.#orders.timeoutSweep(20)
      await pause(1000)
    }
  }
}

function mailbox(visit: number): string {
  if (visit % 12 === 0) return `bounce-${visit}@example.com`
  if (visit % 7 === 0) return `busy-${visit}@example.com`
  return `customer-${visit}@example.com`
}
