import type { Consumer } from './consumer.ts'
import { consumerStats, type ConsumerStats } from './stats.ts'

/** The workers that one `consume` started. */
export interface QueueConsumer {
  /** As it is shown in figures. */
  readonly name: string
  /** Figures at this moment, frozen. */
  readonly stats: ConsumerStats
  /** Takes no more messages until `resume`. What is in flight goes on, what was prefetched is put back. */
  pause(): void
  /** Takes messages again. */
  resume(): void
  /**
   * Takes nothing more at once and for good, puts what was prefetched back at the head, and resolves when its messages
   * in flight are settled. Awaited inside its own handler it does not wait for that one's message; with
   * `context: false` that is a deadlock.
   */
  stop(): Promise<void>
}

export function consumerHandle<T>(consumer: Consumer<T>): QueueConsumer {
  return {
    name: consumer.name,
    get stats() {
      return consumerStats(consumer)
    },
    pause: () => consumer.pause(),
    resume: () => consumer.resume(),
    stop: () => consumer.stop(),
  }
}
