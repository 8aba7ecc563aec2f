import type { Destination, Edge, LiveFigures, Subscription } from '../../protocol/graph.ts'
import { edgeFigures, type EdgeGroup } from './edgeFigures.ts'
import { liveFigures } from './figures.ts'
import { grouped } from './grouping.ts'
import type { SourceRef } from './sessions.ts'
import type { Structure } from './structure.ts'
import { Trail } from './trail.ts'

export interface Figured {
  readonly destinations: readonly Destination[]
  readonly edges: readonly Edge[]
}

/** Puts figures on the nodes and edges of a structure. Trails go on where an id stays the same. */
export function figurePlan(structure: Structure, trails: Map<string, Trail>): (now: number) => Figured {
  const instances = new Map<string, readonly SourceRef[]>()
  for (const { node, instances: ofNode, subscriptions } of structure.destinations) {
    instances.set(node.id, ofNode)
    for (const subscription of subscriptions) instances.set(subscription.node.id, subscription.instances)
  }
  for (const id of trails.keys()) if (!instances.has(id)) trails.delete(id)
  const groups = [
    ...grouped(structure.edges, ({ edge, destination }) => `${edge.kind} ${edge.subscription ?? destination}`),
  ]
  const edgeGroups = groups.map(([, edges]): EdgeGroup & { id: string } => {
    const id = edges[0]!.edge.subscription ?? edges[0]!.destination
    return { id, edges, source: instances.get(id) ?? [] }
  })
  const order = new Map(structure.edges.map(({ edge }, index) => [edge.id, index]))

  return (now) => {
    const figures = new Map<string, LiveFigures>()
    const add = <N extends Destination | Subscription>(node: N, ofNode: readonly SourceRef[]): N => {
      if (ofNode.length === 0) return node
      const live = liveFigures(ofNode, trailOf(node.id, trails), now)
      if (live === undefined) return node
      figures.set(node.id, live)
      return { ...node, live }
    }
    const destinations = structure.destinations.map((plan) => {
      const node = add(plan.node, plan.instances)
      if (plan.subscriptions.length === 0) return node
      return { ...node, subscriptions: plan.subscriptions.map(({ node, instances }) => add(node, instances)) }
    })
    const edges: Edge[] = structure.edges.map(({ edge }) => edge)
    for (const group of edgeGroups)
      for (const [index, live] of edgeFigures(group, figures.get(group.id)).entries()) {
        const { edge } = group.edges[index]!
        if (live !== undefined) edges[order.get(edge.id)!] = { ...edge, live }
      }
    return { destinations, edges }
  }
}

function trailOf(id: string, trails: Map<string, Trail>): Trail {
  const trail = trails.get(id) ?? new Trail()
  trails.set(id, trail)
  return trail
}
