import { turnoverSoFar, startAnalytics } from './analytics/track.ts'
import { writeAudit } from './audit/auditLog.ts'
import { startCapturing } from './billing/capture.ts'
import { startBilling } from './billing/charge.ts'
import { refundedSoFar, startRefunds } from './billing/refund.ts'
import { closeShop } from './closing.ts'
import { Customers } from './customers.ts'
import { startReceipts } from './email/receipts.ts'
import { startLoyalty } from './loyalty/loyalty.ts'
import { bus } from './messaging/bus.ts'
import { printTotals } from './metrics.ts'
import { OrderService } from './orders/orderService.ts'
import { startGallery } from './photos/gallery.ts'
import { startQuota } from './photos/quota.ts'
import { startResizing } from './photos/resize.ts'
import { Inventory } from './shipping/inventory.ts'
import { startReordering } from './shipping/reorder.ts'
import { ShippingService } from './shipping/shipping.ts'

const inventory = new Inventory()
const customers = new Customers(new OrderService(bus))

startResizing()
startGallery()
startQuota()
startBilling()
startCapturing()
startRefunds()
startReceipts()
startAnalytics()
startReordering(inventory)
startLoyalty(false)
new ShippingService(inventory).start()
const booksWritten = writeAudit()

process.on('exit', printTotals)
customers.come()
console.log('The shop is open.')
const report = setInterval(
  () => console.log(`turnover ${((turnoverSoFar() - refundedSoFar()) / 100).toFixed(2)}`),
  5000,
)

const { EXAMPLE_SECONDS: seconds, EXAMPLE_END: end = 'drain' } = process.env
if (seconds !== undefined) setTimeout(endOfDay, Number(seconds) * 1000)
process.once('SIGINT', () => void close())
process.once('SIGTERM', () => void close())

function endOfDay(): void {
  if (end === 'exit') process.exit(0)
  if (end === 'throw') throw new Error('the shop burnt down')
  void close()
}

async function close(): Promise<void> {
  clearInterval(report)
  await closeShop(customers)
  await booksWritten
  console.log('The shop is closed.')
}
