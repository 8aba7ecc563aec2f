/** What an example counted itself, beside what the graph says of it. */
import type { Graph, LiveFigures } from '../../src/protocol/graph.ts'

/** By destination, and by `topic/subscription`. */
export type Totals = Readonly<Record<string, Line>>

interface Line {
  readonly sent: number
  readonly handled: number
  readonly failed: number
}

/** From the line that every example prints when it ends. */
export function printedTotals(output: string): Totals {
  const line = /^totals (\{.*\})$/m.exec(output)?.[1]
  if (line === undefined) throw new Error(`Expected a line of totals, the program printed:\n${output}`)
  return JSON.parse(line) as Totals
}

/** In the same form; destinations that did nothing are left out. */
export function graphTotals({ destinations }: Graph): Totals {
  const lines = destinations.flatMap(({ name, kind, live, subscriptions }): (readonly [string, Line])[] => [
    [
      name,
      kind === 'queue'
        ? worked(live)
        : { ...none, sent: live?.sent ?? 0, handled: kind === 'event' ? (live?.received ?? 0) : 0 },
    ],
    ...subscriptions.map(
      (subscription) => [`${name}/${subscription.name}`, { ...worked(subscription.live), sent: 0 }] as const,
    ),
  ])
  return Object.fromEntries(lines.filter(([, { sent, handled, failed }]) => sent + handled + failed > 0))
}

const none: Line = { sent: 0, handled: 0, failed: 0 }

const worked = (live: LiveFigures | undefined): Line =>
  live ? { sent: live.sent, handled: live.acked, failed: live.nacked } : none
