import { EventBus } from 'fanout'
import { countSent } from '../metrics.ts'
import type { ShopEvents } from './events.ts'

export const bus = new EventBus<ShopEvents>('shop')

/** Everything that happens in the shop is announced here, so that it is counted in one place. */
export function announce<T extends keyof ShopEvents>(topic: T, event: ShopEvents[T]): void {
  countSent(topic)
  void bus.publish(topic, event)
}
