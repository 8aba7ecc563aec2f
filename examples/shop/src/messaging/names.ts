/** What we call our queues. Dashboards and alerts go by these names. */
export const Queues = {
  resizeImage: 'resize-image',
  resizeDead: 'resize.dead',
  payment: 'payment',
  shipOrder: 'ship-order',
  emailDead: 'email.dead',
  importRows: 'import-rows',
} as const

export const Topics = {
  orderPlaced: 'OrderPlaced',
  orderCancelled: 'OrderCancelled',
  paymentCaptured: 'PaymentCaptured',
  photoResized: 'PhotoResized',
} as const
