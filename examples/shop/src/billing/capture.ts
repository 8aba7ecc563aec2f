import { recordAudit } from '../audit/auditLog.ts'
import { announce } from '../messaging/bus.ts'
import type { Payment } from '../messaging/events.ts'
import { Queues, Topics } from '../messaging/names.ts'
import { payment } from '../messaging/queues.ts'
import { counted } from '../metrics.ts'
import { pause } from '../pause.ts'

export function startCapturing(): void {
  payment.consume(capturePayment, { concurrency: 2, use: [counted(Queues.payment)] })
}

async function capturePayment(paid: Payment): Promise<void> {
  await pause(120)
  recordAudit(`order ${paid.order.id} paid with ${paid.card}`)
  announce(Topics.paymentCaptured, paid)
}
