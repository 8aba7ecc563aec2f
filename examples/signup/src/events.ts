export const UserCreated = 'UserCreated'
export const OrderPlaced = 'OrderPlaced'

export interface User {
  readonly email: string
}

export interface Order {
  readonly email: string
  readonly item: string
}

export interface SignupEvents {
  [UserCreated]: User
  [OrderPlaced]: Order
}
