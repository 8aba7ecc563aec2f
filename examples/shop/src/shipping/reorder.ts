import { countHandled } from '../metrics.ts'
import type { Inventory } from './inventory.ts'

/** A shelf that runs low is filled again before the next customer sees it empty. */
export function startReordering(inventory: Inventory): void {
  inventory.on('stock-low', restock)

  function restock(sku: string): void {
    inventory.put(sku, 12)
    countHandled('stock-low')
  }
}
