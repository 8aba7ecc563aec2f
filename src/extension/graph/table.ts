import type { Destination, Graph } from '../../protocol/graph.ts'

/** One line of the terminal's table and of the tree view. A topic is followed by its subscriptions. */
export interface TableRow {
  readonly id: string
  readonly destination: string
  readonly kind: Destination['kind'] | 'subscription'
  /** Undefined until a program showed it. For a topic the sum over its subscriptions. */
  readonly depth: number | undefined
  /** `null` is unbounded; undefined where there is no buffer. */
  readonly capacity: number | null | undefined
  /** Messages a second. */
  readonly in: number
  readonly out: number
  /** Senders that wait for a place. */
  readonly waiting: number
  /** Messages given up, dead letters included. */
  readonly failed: number
}

/** In the graph's order. */
export function tableRows({ destinations }: Graph): TableRow[] {
  return destinations.flatMap((destination) => {
    const subscriptions = destination.subscriptions.map(({ id, name, live }) =>
      row(id, `${destination.name} › ${name}`, 'subscription', live?.depth, live?.capacity, live),
    )
    const { id, name, kind, live } = destination
    const depth = kind === 'topic' ? live && sum(subscriptions.map((subscription) => subscription.depth)) : live?.depth
    const capacity = kind === 'queue' ? (live?.capacity ?? destination.capacity) : undefined
    const own = row(id, name, kind, kind === 'event' ? undefined : depth, capacity, live)
    return [{ ...own, waiting: own.waiting + sum(subscriptions.map(({ waiting }) => waiting)) }, ...subscriptions]
  })
}

function row(
  id: string,
  destination: string,
  kind: TableRow['kind'],
  depth: number | undefined,
  capacity: number | null | undefined,
  live: Destination['live'],
): TableRow {
  return {
    id,
    destination,
    kind,
    depth,
    capacity,
    in: live?.inRate ?? 0,
    out: live?.outRate ?? 0,
    waiting: live?.waitingSenders ?? 0,
    failed: live === undefined ? 0 : live.failed + live.deadLettered,
  }
}

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0)
