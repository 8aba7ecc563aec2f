import type { EdgeFigures, Graph, LiveFigures } from '../../protocol/graph.ts'
import type { ToView } from '../../protocol/view.ts'

export type FiguresMessage = Extract<ToView, { type: 'figures' }>

/**
 * What brings a view from one graph to the next by figures alone: only those that changed. Undefined if it takes the
 * whole graph (nodes or edges, problems, the map's state or the reason why a program is not watched have changed).
 */
export function figuresDelta(previous: Graph, next: Graph): FiguresMessage | undefined {
  if (
    previous.structure !== next.structure ||
    previous.problems !== next.problems ||
    previous.map !== next.map ||
    previous.notWatched !== next.notWatched
  )
    return undefined
  const [before, after] = [destinationFigures(previous), destinationFigures(next)]
  const [edgesBefore, edgesAfter] = [edgeFigures(previous), edgeFigures(next)]
  return {
    type: 'figures',
    revision: next.revision,
    destinations: changedOnly(before, after, sameFigures),
    edges: changedOnly(edgesBefore, edgesAfter, sameEdgeFigures),
    sessions: next.sessions,
  }
}

function destinationFigures({ destinations }: Graph): Map<string, LiveFigures> {
  const figures = new Map<string, LiveFigures>()
  for (const { id, live, subscriptions } of destinations) {
    if (live !== undefined) figures.set(id, live)
    for (const subscription of subscriptions)
      if (subscription.live !== undefined) figures.set(subscription.id, subscription.live)
  }
  return figures
}

function edgeFigures({ edges }: Graph): Map<string, EdgeFigures> {
  return new Map(edges.flatMap(({ id, live }) => (live === undefined ? [] : [[id, live]])))
}

function changedOnly<F>(
  before: ReadonlyMap<string, F>,
  after: ReadonlyMap<string, F>,
  same: (a: F, b: F) => boolean,
): Record<string, F> {
  const changed: Record<string, F> = {}
  for (const [id, figures] of after) {
    const known = before.get(id)
    if (known === undefined || !same(known, figures)) changed[id] = figures
  }
  return changed
}

const sameFigures = (a: LiveFigures, b: LiveFigures): boolean => sameFields(a, b)

const sameEdgeFigures = (a: EdgeFigures, b: EdgeFigures): boolean => sameFields(a, b)

/** A session's frames come and go without anything to draw. */

/** For plain data. What is left out is undefined. */
function sameFields<R extends object>(a: R, b: R): boolean {
  for (const key in a) if (!sameValue(a[key], b[key])) return false
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false
  return true
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  return typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && sameFields(a, b)
}
