import type { Graph, LiveFigures } from '../protocol/graph.ts'
import type { ToView } from '../protocol/view.ts'
import type { Mode } from './filter.ts'
import { failures } from './graphIndex.ts'

/** All that the picture is drawn from. It is rebuilt by one `graph` message. */
export interface ViewState {
  /** Undefined until the host has said anything. */
  readonly graph: Graph | undefined
  readonly roots: readonly string[]
  readonly trusted: boolean
  readonly injecting: boolean
  readonly mode: Mode
  readonly query: string
  readonly selected: string | null
  /** A selected node opens the pane; without one the picture has all the room until the user asks for it. */
  readonly detailsShown: boolean
  /** By id of a destination, a subscription or an edge: how often it failed, and when the count last grew. */
  readonly failures: ReadonlyMap<string, FailureCount>
  readonly wish: ViewWish | undefined
}

export interface FailureCount {
  readonly count: number
  readonly grewAt: number | undefined
}

/** What the host asked of the picture; carried out once it is drawn. */
export type ViewWish = { readonly wish: 'reveal'; readonly id: string } | { readonly wish: 'fit' }

export type Action =
  | { readonly type: 'host'; readonly message: ToView; readonly now: number }
  | { readonly type: 'select'; readonly id: string | null }
  | { readonly type: 'mode'; readonly mode: Mode }
  | { readonly type: 'query'; readonly query: string }
  | { readonly type: 'details'; readonly shown: boolean }
  | { readonly type: 'granted' }

export const initialState: ViewState = {
  graph: undefined,
  roots: [],
  trusted: true,
  injecting: true,
  mode: 'both',
  query: '',
  selected: null,
  detailsShown: false,
  failures: new Map(),
  wish: undefined,
}

/** How long a failure counts as recent, in ms: as long as the figures look back. */
export const recently = 10_000

export function reduce(state: ViewState, action: Action): ViewState {
  switch (action.type) {
    case 'host':
      return receive(state, action.message, action.now)
    case 'select':
      return action.id === state.selected
        ? state
        : { ...state, selected: action.id, detailsShown: state.detailsShown || action.id !== null }
    case 'mode':
      return { ...state, mode: action.mode }
    case 'query':
      return { ...state, query: action.query }
    case 'details':
      return { ...state, detailsShown: action.shown }
    case 'granted':
      return { ...state, wish: undefined }
  }
}

function receive(state: ViewState, message: ToView, now: number): ViewState {
  switch (message.type) {
    case 'graph':
      return counted(
        { ...state, graph: message.graph, roots: message.roots, selected: kept(state.selected, message.graph) },
        now,
      )
    case 'figures':
      return state.graph === undefined ? state : counted({ ...state, graph: withFigures(state.graph, message) }, now)
    case 'reveal':
      return { ...state, selected: message.id, detailsShown: true, wish: { wish: 'reveal', id: message.id } }
    case 'fit':
      return { ...state, wish: { wish: 'fit' } }
    case 'host':
      return { ...state, trusted: message.trusted, injecting: message.injecting }
  }
}

const kept = (id: string | null, graph: Graph): string | null =>
  [...graph.destinations, ...graph.code].some((node) => node.id === id) ? id : null

/** Figures of nodes that the graph does not have are dropped: a `graph` message follows. */
function withFigures(graph: Graph, message: Extract<ToView, { type: 'figures' }>): Graph {
  const { destinations, edges, sessions, revision } = message
  const fresh = <T extends { readonly id: string; readonly live?: unknown }, F>(
    node: T,
    figures: Readonly<Record<string, F>>,
  ): T => {
    const live = figures[node.id]
    return live === undefined ? node : { ...node, live }
  }
  return {
    ...graph,
    revision,
    sessions,
    destinations: graph.destinations.map((destination) => {
      const updated = fresh(destination, destinations)
      return destination.subscriptions.some(({ id }) => id in destinations)
        ? {
            ...updated,
            subscriptions: destination.subscriptions.map((subscription) => fresh(subscription, destinations)),
          }
        : updated
    }),
    edges: graph.edges.map((edge) => fresh(edge, edges)),
  }
}

/** Notes which failure counts grew. The first count seen is no growth, nor is a lower one: that is a new session. */
function counted(state: ViewState, now: number): ViewState {
  const { graph, failures: before } = state
  if (graph === undefined) return state
  const after = new Map<string, FailureCount>()
  const note = (id: string, count: number): void => {
    if (count === 0) return
    const old = before.get(id)
    const grew = (old?.count ?? 0) < count && (old !== undefined || before !== initialState.failures)
    after.set(id, { count, grewAt: grew ? now : old && old.count === count ? old.grewAt : undefined })
  }
  const noteFigures = (id: string, live: LiveFigures | undefined): void => {
    if (live) note(id, failures(live))
  }
  for (const destination of graph.destinations) {
    noteFigures(destination.id, destination.live)
    for (const subscription of destination.subscriptions) noteFigures(subscription.id, subscription.live)
  }
  for (const edge of graph.edges) note(edge.id, edge.live?.failed ?? 0)
  return { ...state, failures: after }
}

/** Ids of what failed within the last seconds. */
export function recentFailures(state: ViewState, now: number): ReadonlySet<string> {
  const recent = new Set<string>()
  for (const [id, { grewAt }] of state.failures) if (grewAt !== undefined && now - grewAt < recently) recent.add(id)
  return recent
}
