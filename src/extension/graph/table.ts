import type { Destination, Graph, LiveFigures } from '../../protocol/graph.ts'

/** One line of the terminal's table, as text. A topic is followed by its subscriptions. */
export interface TableRow {
  readonly destination: string
  /** `3 / 100`; `3` without a bound; `–` before it ran; empty where nothing waits (events). */
  readonly depth: string
  /** Messages a second. */
  readonly in: string
  readonly out: string
  /** Senders that wait for a place. */
  readonly waiting: string
  /** Messages given up, dead letters included. */
  readonly failed: string
}

/** In the graph's order. */
export function tableRows({ destinations }: Graph): TableRow[] {
  return destinations.flatMap((destination) => [
    row(destination.name, depthOf(destination), destination.live),
    ...destination.subscriptions.map(({ name, live }) => row(`  › ${name}`, depthText(live, live?.capacity), live)),
  ])
}

function row(destination: string, depth: string, live: LiveFigures | undefined): TableRow {
  return {
    destination,
    depth,
    in: rate(live?.inRate ?? 0),
    out: rate(live?.outRate ?? 0),
    waiting: whole(live?.waitingSenders ?? 0),
    failed: whole(live === undefined ? 0 : live.failed + live.deadLettered),
  }
}

/** A topic holds nothing itself: what waits for its subscriptions stands there. */
function depthOf({ kind, capacity, live }: Destination): string {
  return kind === 'queue' ? depthText(live, live?.capacity ?? capacity) : ''
}

function depthText(live: LiveFigures | undefined, capacity: number | null | undefined): string {
  const depth = live === undefined ? '–' : whole(live.depth)
  return typeof capacity === 'number' ? `${depth} / ${whole(capacity)}` : depth
}

const rate = (perSecond: number): string => (perSecond === 0 ? '0' : `${Number(perSecond.toPrecision(3))}/s`)

const whole = (value: number): string => value.toLocaleString('en-US')
