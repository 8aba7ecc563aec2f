import type { Graph } from '../../protocol/graph.ts'
import { count } from './figureText.ts'

export interface StatusText {
  readonly text: string
  readonly tooltip: string
}

/** What the status bar says: programs that are watched, else what the map is doing; undefined if there is nothing to say. */
export function statusText(graph: Graph): StatusText | undefined {
  const running = graph.sessions.filter(({ state }) => state === 'running')
  if (running.length > 0) {
    const names = running.map(({ name }) => name).join(', ')
    const waiting = graph.destinations.reduce(
      (sum, { live, subscriptions }) =>
        subscriptions.reduce(
          (inner, subscription) => inner + (subscription.live?.depth ?? 0),
          sum + (live?.depth ?? 0),
        ),
      0,
    )
    const stuck = graph.destinations.filter(({ live }) => (live?.waitingSenders ?? 0) > 0).map(({ name }) => name)
    return {
      text: `$(type-hierarchy-sub) ${count(waiting)} waiting${stuck.length > 0 ? ' $(warning)' : ''}`,
      tooltip: `Fanout watches ${names}: ${count(waiting)} messages wait${stuck.length > 0 ? `, ${stuck.join(', ')} full` : ''}. Click to show the graph.`,
    }
  }
  if (graph.map.state === 'mapping') {
    const { done, total } = graph.map
    return {
      text: `$(sync~spin) Mapping ${done}/${total}`,
      tooltip: 'Fanout is mapping the event flows of this workspace',
    }
  }
  return undefined
}
