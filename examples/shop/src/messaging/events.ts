export interface Photo {
  readonly id: number
  readonly owner: string
  readonly bytes: number
}

export interface Order {
  readonly id: number
  readonly customer: string
  readonly sku: string
  readonly cents: number
}

export interface Payment {
  readonly order: Order
  readonly card: string
}

export interface ShopEvents {
  OrderPlaced: Order
  OrderCancelled: { readonly order: Order; readonly reason: string }
  PaymentCaptured: Payment
  PhotoResized: { readonly photo: Photo; readonly sizes: readonly number[] }
}
