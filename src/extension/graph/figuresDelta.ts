import type { EdgeFigures, Graph, LiveFigures } from '../../protocol/graph.ts'
import type { ToView } from '../../protocol/view.ts'

export type FiguresMessage = Extract<ToView, { type: 'figures' }>

/**
 * What brings a view from one graph to the next by figures alone: only those that changed. Undefined if it takes the
 * whole graph: nodes or edges, problems, the map's state or the reason why a program is not watched have changed, or
 * figures went away, which no figures message can say.
 */
export function figuresDelta(previous: Graph, next: Graph): FiguresMessage | undefined {
  const isSame =
    previous.structure === next.structure &&
    sameData(previous.problems, next.problems) &&
    sameData(previous.map, next.map) &&
    previous.notWatched === next.notWatched
  if (!isSame) return undefined
  const destinations = changedOnly(destinationFigures(previous), destinationFigures(next))
  const edges = changedOnly(edgeFigures(previous), edgeFigures(next))
  if (destinations === undefined || edges === undefined) return undefined
  return { type: 'figures', revision: next.revision, destinations, edges, sessions: next.sessions }
}

/** For plain data. What is left out is undefined. */
export function sameData(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  for (const key in left) if (!sameData(left[key], right[key])) return false
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false
  return true
}

function destinationFigures({ destinations }: Graph): Map<string, LiveFigures | undefined> {
  const figures = new Map<string, LiveFigures | undefined>()
  for (const { id, live, subscriptions } of destinations) {
    figures.set(id, live)
    for (const subscription of subscriptions) figures.set(subscription.id, subscription.live)
  }
  return figures
}

function edgeFigures({ edges }: Graph): Map<string, EdgeFigures | undefined> {
  return new Map(edges.map(({ id, live }) => [id, live]))
}

function changedOnly<F>(
  before: ReadonlyMap<string, F | undefined>,
  after: ReadonlyMap<string, F | undefined>,
): Record<string, F> | undefined {
  const changed: Record<string, F> = {}
  for (const [id, figures] of after) {
    const known = before.get(id)
    if (sameData(known, figures)) continue
    if (figures === undefined) return undefined
    changed[id] = figures
  }
  return changed
}
