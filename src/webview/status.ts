import { brokerOf, isCounted, type CodeNode, type Destination, type Edge } from '../protocol/graph.ts'
import { buffers, failures, held, isCountedEdge, receiveEdges, type GraphIndex } from './graphIndex.ts'

/**
 * How a node stands, the worst first. `source`: nothing ran yet. `blocked`: a queue whose senders wait, or a producer
 * that waits. `cause`: the consumer that others wait for. `left-behind`: the program ended and messages were left.
 */
export type NodeState =
  | 'blocked'
  | 'cause'
  | 'full'
  | 'paused'
  | 'failing'
  | 'left-behind'
  | 'never-ran'
  | 'not-in-source'
  | 'flowing'
  | 'idle'
  | 'ended'
  | 'source'

export interface Statuses {
  /** By id of a destination or a code node. */
  readonly of: ReadonlyMap<string, NodeState>
  /** Of each code node that is a cause: the id of the destination that it holds up. */
  readonly causes: ReadonlyMap<string, string>
}

/** @param recentFailures ids of destinations, subscriptions and edges whose failures grew within the last seconds */
export function statuses(index: GraphIndex, recentFailures: ReadonlySet<string>): Statuses {
  const causes = findCauses(index)
  const of = new Map<string, NodeState>()
  for (const destination of index.graph.destinations)
    of.set(destination.id, ofDestination(index, destination, recentFailures))
  for (const node of index.graph.code) of.set(node.id, ofCode(index, node, causes, recentFailures))
  return { of, causes }
}

function ofDestination(index: GraphIndex, destination: Destination, recent: ReadonlySet<string>): NodeState {
  if (!index.ran) return 'source'
  if (destination.presence === 'source') return isCounted(destination.system) ? 'never-ran' : 'source'
  if (!index.running) return isLeftBehind(destination) ? 'left-behind' : 'ended'
  const figures = buffers(destination)
  if (isBlocked(destination)) return 'blocked'
  if (figures.some(isFull)) return 'full'
  if (figures.some(({ paused }) => paused)) return 'paused'
  if (recent.has(destination.id) || destination.subscriptions.some(({ id }) => recent.has(id))) return 'failing'
  if (isNotInSource(index, destination)) return 'not-in-source'
  const flows = [destination.live, ...figures].some((live) => live !== undefined && live.inRate + live.outRate > 0)
  return flows ? 'flowing' : 'idle'
}

/** What waits at a broker waits on without the program. */
function isLeftBehind(destination: Destination): boolean {
  return held(destination) > 0 && !destination.isDeadLetter && brokerOf(destination.system) === undefined
}

function ofCode(
  index: GraphIndex,
  node: CodeNode,
  causes: ReadonlyMap<string, string>,
  recent: ReadonlySet<string>,
): NodeState {
  if (!index.ran) return 'source'
  const outgoing = index.outgoing.get(node.id) ?? []
  const incoming = index.incoming.get(node.id) ?? []
  if (node.presence === 'source')
    return [...outgoing, ...incoming].some((edge) => isCountedEdge(index, edge)) ? 'never-ran' : 'source'
  if (!index.running) return 'ended'
  if (causes.has(node.id)) return 'cause'
  const sends = outgoing.filter(({ kind }) => kind === 'send')
  const receives = incoming.filter(({ kind }) => kind === 'receive')
  if (sends.some(isWaiting)) return 'blocked'
  if (receives.some((edge) => isPaused(index, edge))) return 'paused'
  if (receives.some(({ id }) => recent.has(id))) return 'failing'
  if (isNotInSource(index, node)) return 'not-in-source'
  return [...sends, ...receives].some(({ live }) => (live?.rate ?? 0) > 0 || (live?.busy ?? 0) > 0) ? 'flowing' : 'idle'
}

/** Only a finished map can say that something is not in the source. */
export function isNotInSource(index: GraphIndex, node: Destination | CodeNode): boolean {
  return node.presence === 'live' && index.graph.map.state === 'ready'
}

/** Someone waits for a place in it. */
export function isBlocked(destination: Destination): boolean {
  return buffers(destination).some(({ waitingSenders }) => waitingSenders > 0)
}

export function isFull({ depth, capacity }: { readonly depth: number; readonly capacity?: number | null }): boolean {
  return capacity !== undefined && capacity !== null && capacity > 0 && depth >= capacity
}

export function isPaused(index: GraphIndex, edge: Edge): boolean {
  if (edge.live?.paused) return true
  const reader =
    edge.subscription === undefined ? index.destinations.get(edge.from) : index.subscriptions.get(edge.subscription)
  return reader?.live?.paused ?? false
}

const isWaiting = (edge: Edge): boolean => (edge.live?.waiting ?? 0) > 0

/**
 * Blames the slow consumer, not the blocked producer: a consumer that itself waits for a place further on hands the
 * blame on.
 */
function findCauses(index: GraphIndex): Map<string, string> {
  const causes = new Map<string, string>()
  if (!index.running) return causes
  for (const destination of index.graph.destinations) {
    if (!isBlocked(destination)) continue
    const candidates = receiveEdges(index, destination.id).filter(
      (edge) => !(index.outgoing.get(edge.to) ?? []).some((next) => next.kind === 'send' && isWaiting(next)),
    )
    const slowest = candidates.toSorted((a, b) => blame(index, b) - blame(index, a))[0]
    if (slowest) causes.set(slowest.to, destination.id)
  }
  return causes
}

/** A paused consumer is slower than any other; then the longest processing time counts. */
function blame(index: GraphIndex, edge: Edge): number {
  return isPaused(index, edge) ? Number.MAX_VALUE : (edge.live?.process?.p50 ?? 0)
}

/** Failures of a destination and of its subscriptions together. */
export function failuresOf(destination: Destination): number {
  return buffers(destination).reduce((sum, figures) => sum + failures(figures), 0)
}
