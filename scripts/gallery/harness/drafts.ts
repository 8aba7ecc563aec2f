/** Short ways to write down a graph for the harness: what is left out gets a plain value. */
import {
  codeNodeId,
  destinationId,
  edgeId,
  emptyGraph,
  subscriptionId,
  type CodeNode,
  type Destination,
  type DestinationKind,
  type Edge,
  type EdgeFigures,
  type Graph,
  type LiveFigures,
  type Presence,
  type Session,
} from '../../../src/protocol/graph.ts'
import { zeroCounters } from '../../../src/protocol/zeroCounters.ts'

export const root = '/home/ada/shop'
/** The moment at which all drafts stand; the harness's page has this time. */
export const draftNow: number = new Date(2026, 2, 9, 14, 2, 11).getTime()

export interface Draft {
  destination(
    kind: DestinationKind,
    name: string,
    more?: Partial<Destination> & { readonly live?: LiveFigures },
  ): Destination
  code(name: string, place: string, presence?: Presence): CodeNode
  send(from: CodeNode, to: Destination, live?: Partial<EdgeFigures>, lines?: readonly number[]): Edge
  receive(from: Destination, to: CodeNode, live?: Partial<EdgeFigures>, subscription?: string): Edge
  dead(from: CodeNode, to: Destination, count?: number): Edge
  graph(more?: Partial<Graph>): Graph
}

export function draft(): Draft {
  const destinations: Destination[] = []
  const code = new Map<string, CodeNode>()
  const edges: Edge[] = []
  const add = (edge: Edge): Edge => {
    edges.push(edge)
    return edge
  }
  const mark = (id: string, role: 'sends' | 'receives'): void => {
    const node = code.get(id)
    if (node) code.set(id, { ...node, [role]: true })
  }
  return {
    destination(kind, name, more = {}) {
      const identity = {
        system: kind === 'event' ? 'node:events' : 'fanout',
        kind,
        scope: more.scope ?? (kind === 'queue' ? '' : 'shop'),
        name,
      }
      const destination: Destination = {
        id: destinationId(identity),
        presence: 'both',
        isDeadLetter: false,
        subscriptions: [],
        ...identity,
        ...more,
      }
      destinations.push(destination)
      return destination
    },
    code(name, place, presence = 'both') {
      const [file = '', line = '1'] = place.split(':')
      const position = { file: `${root}/src/${file}`, line: Number(line), column: 3 }
      const node: CodeNode = { id: codeNodeId(position), name, position, presence, sends: false, receives: false }
      code.set(node.id, node)
      return node
    },
    send(from, to, live, lines = [from.position.line + 4]) {
      mark(from.id, 'sends')
      const sites = lines.map((line) => ({
        ...from.position,
        line,
        column: 9,
        role: 'send' as const,
        library: 'fanout',
        dynamic: false,
      }))
      return add({
        id: edgeId('send', from.id, to.id),
        kind: 'send',
        from: from.id,
        to: to.id,
        presence: from.presence,
        sites,
        ...edgeLive(live),
      })
    },
    receive(from, to, live, subscription) {
      mark(to.id, 'receives')
      const reader = subscription === undefined ? undefined : subscriptionId(from.id, subscription)
      const sites = [{ ...to.position, column: 9, role: 'receive' as const, library: 'fanout', dynamic: false }]
      return add({
        id: edgeId('receive', from.id, to.id, reader),
        kind: 'receive',
        from: from.id,
        to: to.id,
        presence: to.presence,
        sites,
        ...(reader !== undefined && { subscription: reader }),
        ...edgeLive(live),
      })
    },
    dead(from, to, count) {
      return add({
        id: edgeId('dead-letter', from.id, to.id),
        kind: 'dead-letter',
        from: from.id,
        to: to.id,
        presence: 'both',
        sites: [],
        ...edgeLive(count === undefined ? undefined : { rate: 0.1, count }),
      })
    },
    graph: (more = {}) => ({
      ...emptyGraph,
      revision: 1,
      structure: 1,
      destinations,
      code: [...code.values()],
      edges,
      map: { state: 'ready', files: 24, at: draftNow - 60_000 },
      ...more,
    }),
  }
}

function edgeLive(live: Partial<EdgeFigures> | undefined): { live?: EdgeFigures } {
  return live === undefined ? {} : { live: { rate: 0, count: 0, estimated: false, waiting: 0, ...live } }
}

export function figures(live: Partial<LiveFigures> = {}): LiveFigures {
  return {
    ...zeroCounters,
    inRate: 0,
    outRate: 0,
    history: [],
    instances: 1,
    ...live,
  }
}

export function topic(
  draft: Draft,
  name: string,
  lanes: Readonly<Record<string, LiveFigures | undefined>>,
  live?: LiveFigures,
  more: Partial<Destination> = {},
): Destination {
  const id = destinationId({ system: 'fanout', kind: 'topic', scope: 'shop', name })
  return draft.destination('topic', name, {
    ...more,
    ...(live && { live }),
    subscriptions: Object.entries(lanes).map(([lane, figuresOfLane]) => ({
      id: subscriptionId(id, lane),
      name: lane,
      presence: more.presence ?? 'both',
      ...(figuresOfLane && { live: figuresOfLane }),
    })),
  })
}

export function session(more: Partial<Session> = {}): Session {
  return {
    id: 's1',
    name: 'shop',
    pid: 4711,
    state: 'running',
    startedAt: draftNow - 42_000,
    lastFrameAt: draftNow,
    leftBehind: 0,
    ...more,
  }
}

export const filled = (from: number, to: number, after: number): number[] =>
  Array.from({ length: 60 }, (_, i) => Math.round(i < after ? from + ((to - from) * i) / after : to))
