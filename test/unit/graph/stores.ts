import { createGraphStore, type GraphStore } from '../../../src/extension/graph/store.ts'
import type { CodeNode, Destination, Edge, Graph, Subscription } from '../../../src/protocol/graph.ts'

/** A store whose time stands still until it is told. */
export function storeAt(time: number): {
  store: GraphStore
  goTo: (time: number) => void
  ticking: () => boolean
} {
  let now = time
  let tick: (() => void) | undefined
  const store = createGraphStore({
    now: () => now,
    clock(onTick) {
      tick = onTick
      return () => (tick = undefined)
    },
  })
  return {
    store,
    /** A second at a time, with a tick at each. */
    goTo(to) {
      while (now < to) {
        now = Math.min(to, now + 1000)
        tick?.()
      }
    },
    ticking: () => tick !== undefined,
  }
}

export function destination(graph: Graph, name: string): Destination {
  return only(graph.destinations, (node) => node.name === name, `a destination ${name}`)
}

export function subscription(graph: Graph, topic: string, name: string): Subscription {
  return only(destination(graph, topic).subscriptions, (node) => node.name === name, `a subscription ${name}`)
}

export function code(graph: Graph, name: string): CodeNode {
  return only(graph.code, (node) => node.name === name, `a code node ${name}`)
}

/** By the names at both ends. */
export function edge(graph: Graph, kind: Edge['kind'], from: string, to: string): Edge {
  const names = new Map([...graph.destinations, ...graph.code].map(({ id, name }) => [id, name]))
  return only(
    graph.edges,
    (line) => line.kind === kind && names.get(line.from) === from && names.get(line.to) === to,
    `an edge ${kind} ${from} → ${to}`,
  )
}

function only<T>(all: readonly T[], wanted: (item: T) => boolean, what: string): T {
  const found = all.filter(wanted)
  if (found.length !== 1) throw new Error(`expected ${what}, came ${found.length} of ${JSON.stringify(all, null, 1)}`)
  return found[0]!
}
