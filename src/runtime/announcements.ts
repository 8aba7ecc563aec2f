import { correlationOf, causationOf, idOf, type Meta } from './message.ts'
import type { MessageDelivery } from './delivery.ts'
import { channels, type ProcessAnnouncement, type SendAnnouncement, type SettleAnnouncement } from './registry.ts'

/** What sends: a queue, or a topic. */
export interface Announcer {
  readonly entry: { readonly id: number }
  readonly prefix: string
  readonly context: boolean
}

/** Only called when somebody listens, as all here. */
export function announceSend(sender: Announcer, sequence: number, at: number, meta: Meta | undefined): void {
  const message = idOf(sender.prefix, sequence, meta)
  const correlation = correlationOf(meta) ?? (sender.context ? message : undefined)
  const causation = causationOf(meta)
  channels.send.publish({
    entry: sender.entry.id,
    message,
    at,
    ...(correlation !== undefined && { correlation }),
    ...(causation !== undefined && { causation }),
  } satisfies SendAnnouncement)
}

export function announceProcess<T>(delivery: MessageDelivery<T>, at: number): void {
  const { consumer, engine } = delivery
  channels.process.publish({
    entry: engine.entry.id,
    message: delivery.id,
    at,
    attempt: delivery.attempt,
    wait: Math.max(0, at - delivery.time),
    ...(consumer !== undefined && { consumer: consumer.entry.id }),
  } satisfies ProcessAnnouncement)
}

export function announceSettle<T>(
  delivery: MessageDelivery<T>,
  at: number,
  outcome: SettleAnnouncement['outcome'],
  error?: unknown,
): void {
  const { consumer, engine, startedAt } = delivery
  channels.settle.publish({
    entry: engine.entry.id,
    message: delivery.id,
    at,
    attempt: delivery.attempt,
    outcome,
    duration: startedAt < 0 ? 0 : Math.max(0, at - startedAt),
    ...(consumer !== undefined && { consumer: consumer.entry.id }),
    ...(error !== undefined && { error: describeError(error) }),
  } satisfies SettleAnnouncement)
}

/** `name: message` of anything that can be thrown. */
export function describeError(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  } catch {
    return 'an error that cannot be shown'
  }
}
