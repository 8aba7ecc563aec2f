import { Queue } from 'fanout'
import { settings } from '../settings.ts'
import type { Order, Payment, Photo } from './events.ts'
import { Queues } from './names.ts'

export const resizeImage = new Queue<Photo>(Queues.resizeImage, { capacity: settings.resize.capacity })
export const resizeDead = new Queue<Photo>(Queues.resizeDead, { capacity: 500 })
export const payment = new Queue<Payment>(Queues.payment, { capacity: 50 })
export const shipOrder = new Queue<Order>(Queues.shipOrder, { capacity: 20 })
export const emailDead = new Queue<Order>(Queues.emailDead, { capacity: 500 })
