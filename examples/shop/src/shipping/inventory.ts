import { EventEmitter } from 'node:events'
import { countSent } from '../metrics.ts'

/** What lies on the shelves. Tells when a shelf runs low: `stock-low`. */
export class Inventory extends EventEmitter {
  readonly #stock = new Map<string, number>()

  take(sku: string): void {
    const left = (this.#stock.get(sku) ?? 12) - 1
    this.#stock.set(sku, left)
    if (left > 3) return
    this.emit('stock-low', sku, left)
    countSent('stock-low')
  }

  put(sku: string, pieces: number): void {
    this.#stock.set(sku, (this.#stock.get(sku) ?? 0) + pieces)
  }
}
