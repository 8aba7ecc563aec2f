import {
  brokerOf,
  isCounted,
  type CodeNode,
  type Destination,
  type Edge,
  type Graph,
  type LiveFigures,
  type Subscription,
} from '../protocol/graph.ts'

/** Look-ups over one graph. Built anew for each graph: it never changes. */
export interface GraphIndex {
  readonly graph: Graph
  readonly destinations: ReadonlyMap<string, Destination>
  readonly code: ReadonlyMap<string, CodeNode>
  readonly subscriptions: ReadonlyMap<string, Subscription>
  /** Edges by the id of the node that they leave, or enter. */
  readonly outgoing: ReadonlyMap<string, readonly Edge[]>
  readonly incoming: ReadonlyMap<string, readonly Edge[]>
  /** Code of more than one package: worth saying which. */
  readonly severalPackages: boolean
  /** A program ran, now or before. */
  readonly ran: boolean
  readonly running: boolean
}

export function indexGraph(graph: Graph): GraphIndex {
  const outgoing = new Map<string, Edge[]>()
  const incoming = new Map<string, Edge[]>()
  for (const edge of graph.edges) {
    push(outgoing, edge.from, edge)
    push(incoming, edge.to, edge)
  }
  return {
    graph,
    destinations: new Map(graph.destinations.map((destination) => [destination.id, destination])),
    code: new Map(graph.code.map((node) => [node.id, node])),
    subscriptions: new Map(graph.destinations.flatMap((d) => d.subscriptions.map((s) => [s.id, s] as const))),
    outgoing,
    incoming,
    severalPackages: graph.code.some((node) => node.package !== graph.code[0]?.package),
    ran: graph.sessions.length > 0,
    running: graph.sessions.some((session) => session.state === 'running'),
  }
}

/** The edges through which code receives from a destination (or from one of its subscriptions). */
export function receiveEdges(index: GraphIndex, destination: string, subscription?: string): readonly Edge[] {
  return (index.outgoing.get(destination) ?? []).filter(
    (edge) => edge.kind === 'receive' && (subscription === undefined || edge.subscription === subscription),
  )
}

export function sendEdges(index: GraphIndex, destination: string): readonly Edge[] {
  return (index.incoming.get(destination) ?? []).filter((edge) => edge.kind === 'send')
}

/** Every buffer behind a destination: its own, or those of its subscriptions. */
export function buffers(destination: Destination): readonly LiveFigures[] {
  const ofSubscriptions = destination.subscriptions.flatMap(({ live }) => (live ? [live] : []))
  if (ofSubscriptions.length > 0) return ofSubscriptions
  return destination.live ? [destination.live] : []
}

/** Messages that wait, are in flight or are delayed. */
export function held(destination: Destination): number {
  return buffers(destination).reduce((sum, { depth, inFlight, delayed }) => sum + depth + inFlight + delayed, 0)
}

/** Messages that were settled badly, for good or for another attempt. */
export function failures({ nacked, failed, deadLettered }: LiveFigures): number {
  return Math.max(nacked, failed + deadLettered)
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Whether it is told from figures that an edge never ran: of most systems there are none. */
export function isCountedEdge({ destinations }: GraphIndex, { from, to }: Edge): boolean {
  const destination = destinations.get(from) ?? destinations.get(to)
  return destination !== undefined && isCounted(destination.system)
}

/** What a destination belongs to, where one looks at it: its bus, its emitter's class, else what carries it. */
export function carrierOf({ scope, system }: Destination): string {
  if (scope !== undefined && scope !== '') return scope
  const broker = brokerName(system)
  return broker === undefined ? (carriers[system] ?? system) : `in ${broker}`
}

/** The name, as a reader knows it, of the broker that holds the messages of a system, if it is one. */
export function brokerName(system: string): string | undefined {
  const broker = brokerOf(system)
  return broker && (brokers[broker] ?? broker)
}

const brokers: Readonly<Record<string, string>> = { redis: 'Redis' }

/** Systems whose own name says nothing to a reader. */
const carriers: Readonly<Record<string, string>> = {
  fanout: 'in memory',
  'node:events': 'EventEmitter',
  'own-rule': 'your rule',
}
