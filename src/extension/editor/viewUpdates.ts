/** Decides what the webview is told, and when: whole graphs when nodes change, else only figures that changed. */
import type { Graph } from '../../protocol/graph.ts'
import type { ToView } from '../../protocol/view.ts'
import { figuresDelta, sameData } from '../graph/figuresDelta.ts'
import { type Clock, systemClock } from './pace.ts'

export interface ViewUpdates {
  /** The view is empty and listens: it gets the whole graph at once. */
  ready(): void
  /** The view is gone or hidden: nothing is sent until it is ready again. */
  away(): void
  /** The graph is another. */
  changed(): void
  /** The view shows this revision. */
  drawn(revision: number): void
  dispose(): void
}

/** At most ten updates a second. */
export const updateInterval = 100

/** A view that does not say what it drew (its tab may be throttled) is told more after this time all the same. */
export const drawnPatience = 1000

export interface ViewUpdatesOptions {
  readonly graph: () => Graph
  readonly roots: () => readonly string[]
  readonly send: (message: ToView) => void
  readonly clock?: Clock
}

export function createViewUpdates({ graph, roots, send, clock = systemClock }: ViewUpdatesOptions): ViewUpdates {
  /** What the view shows or is about to; undefined while nobody listens. */
  let shown: Graph | undefined
  let sentAt = -Infinity
  let undrawn: number | undefined
  let callOff: (() => void) | undefined

  const schedule = (): void => {
    if (shown === undefined || callOff) return
    const wait = sentAt + (undrawn === undefined ? updateInterval : drawnPatience) - clock.now()
    if (wait <= 0) flush()
    else callOff = clock.after(wait, () => ((callOff = undefined), flush()))
  }
  const unschedule = (): void => {
    callOff?.()
    callOff = undefined
  }
  const flush = (): void => {
    if (shown === undefined) return
    const next = graph()
    const message = next === shown ? undefined : update(shown, next, roots())
    shown = next
    if (message) transmit(message, next.revision)
  }
  const transmit = (message: ToView, revision: number): void => {
    sentAt = clock.now()
    undrawn = revision
    send(message)
  }
  return {
    ready() {
      unschedule()
      shown = graph()
      transmit({ type: 'graph', graph: shown, roots: roots() }, shown.revision)
    },
    away() {
      unschedule()
      shown = undefined
      undrawn = undefined
    },
    changed: schedule,
    drawn(revision) {
      if (undrawn === undefined || revision < undrawn) return
      undrawn = undefined
      if (!callOff) return
      unschedule()
      schedule()
    },
    dispose() {
      unschedule()
      shown = undefined
    },
  }
}

/** The smallest message that takes a view from one graph to the next; undefined if there is nothing to see. */
function update(from: Graph, to: Graph, roots: readonly string[]): ToView | undefined {
  const figures = figuresDelta(from, to)
  if (figures === undefined) return { type: 'graph', graph: to, roots }
  const isEmpty = Object.keys(figures.destinations).length === 0 && Object.keys(figures.edges).length === 0
  return isEmpty && sameData(from.sessions, to.sessions) ? undefined : figures
}
