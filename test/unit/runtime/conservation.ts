import { expect } from 'vitest'
import type { QueueStats } from '../../../src/runtime/index.ts'

/** Every message that was accepted is in exactly one place. */
export function expectConserved(stats: QueueStats): void {
  const { acked, deadLettered, dropped, expired, failed, purged, depth, inFlight, delayed } = stats
  const places = { acked, deadLettered, dropped, expired, failed, purged, depth, inFlight, delayed }
  for (const [place, count] of Object.entries(places)) expect(count, place).toBeGreaterThanOrEqual(0)
  expect(
    Object.values(places).reduce((sum, count) => sum + count, 0),
    `sum of ${JSON.stringify(places)}`,
  ).toBe(stats.sent)
}
