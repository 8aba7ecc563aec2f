import { expect } from 'vitest'
import type { QueueStats } from '../../../src/runtime/index.ts'

/** Nothing is gone that is not accounted for. */
export function expectConserved(stats: QueueStats): void {
  const { sent, acked, deadLettered, dropped, expired, failed, purged, depth, inFlight, delayed } = stats
  expect(acked + deadLettered + dropped + expired + failed + purged + depth + inFlight + delayed).toBe(sent)
}
