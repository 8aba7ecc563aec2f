import { closeAudit } from './audit/auditLog.ts'
import type { Customers } from './customers.ts'
import { bus } from './messaging/bus.ts'
import { emailDead, payment, resizeDead, resizeImage, shipOrder } from './messaging/queues.ts'

/** In the order in which messages flow: what was accepted is worked off. */
export async function closeShop(customers: Customers): Promise<void> {
  await customers.leave()
  resizeImage.close()
  await resizeImage.drained()
  await bus.idle()
  payment.close()
  await payment.drained()
  await bus.idle()
  shipOrder.close()
  await shipOrder.drained()
  closeAudit()
  resizeDead.close()
  emailDead.close()
}
