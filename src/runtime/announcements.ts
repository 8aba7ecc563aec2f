import { correlationOf, causationOf, idOf, type Meta } from './message.ts'
import type { Measured, MessageDelivery } from './delivery.ts'
import { heard } from './heard.ts'
import {
  channels,
  registry,
  type ProcessAnnouncement,
  type SendAnnouncement,
  type SettleAnnouncement,
} from './registry.ts'

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
  channels.process.publish(processing(delivery, at))
}

/** Called for a message that is measured. */
export function sampleProcess<T>(delivery: MessageDelivery<T>, measured: Measured): void {
  const { sampler } = registry()
  if (sampler === undefined || !(sampler.wanted > 0)) return
  sampler.wanted--
  measured.sampled = true
  sampler.processed(processing(delivery, measured.startedAt))
}

/** True if anybody is to be told how this one was settled. */
export function settlingIsHeard<T>(delivery: MessageDelivery<T>): boolean {
  return heard.settle || delivery.measured?.sampled === true
}

function processing<T>(delivery: MessageDelivery<T>, at: number): ProcessAnnouncement {
  const { consumer, engine } = delivery
  return {
    entry: engine.entry.id,
    message: delivery.id,
    at,
    attempt: delivery.attempt,
    wait: Math.max(0, at - delivery.time),
    ...(consumer !== undefined && { consumer: consumer.entry.id }),
  }
}

export function announceSettle<T>(
  delivery: MessageDelivery<T>,
  at: number,
  outcome: SettleAnnouncement['outcome'],
  error?: unknown,
): void {
  const { consumer, engine, measured } = delivery
  const announcement: SettleAnnouncement = {
    entry: engine.entry.id,
    message: delivery.id,
    at,
    attempt: delivery.attempt,
    outcome,
    duration: measured === undefined ? 0 : Math.max(0, at - measured.startedAt),
    ...(consumer !== undefined && { consumer: consumer.entry.id }),
    ...(error !== undefined && { error: describeError(error) }),
  }
  if (measured?.sampled === true) registry().sampler?.settled(announcement)
  if (heard.settle) channels.settle.publish(announcement)
}

/** `name: message` of anything that can be thrown. */
export function describeError(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  } catch {
    return 'an error that cannot be shown'
  }
}
