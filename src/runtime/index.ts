/**
 * Queues and event buses for one program. All times are in milliseconds. Everything lives in memory and dies with the
 * process.
 *
 * @module fanout
 */
export { EventBus } from './bus.ts'
export type { Clock, ClockTimer } from './clock.ts'
export type { QueueConsumer } from './consumerHandle.ts'
export type { Delivery, NackOptions } from './delivery.ts'
export {
  HandlerTimeoutError,
  InvalidOptionError,
  MessageExpiredError,
  QueueClosedError,
  QueueFullError,
} from './errors.ts'
export type { Durations } from './histogram.ts'
export type { Headers } from './message.ts'
export type { Middleware } from './middleware.ts'
export type {
  BusOptions,
  ConsumeOptions,
  DeadLetterQueue,
  DeclareOptions,
  Handler,
  HandlingOptions,
  Overflow,
  PublishOptions,
  QueueOptions,
  RateLimit,
  SendOptions,
  SubscribeOptions,
} from './options.ts'
export { Queue, type PeekedMessage } from './queue.ts'
export type { OnFailed } from './report.ts'
export type { RetryOptions } from './retry.ts'
export type { BusStats, ConsumerStats, QueueStats, TopicStats } from './stats.ts'
export type { Filter, Subscription } from './subscription.ts'
