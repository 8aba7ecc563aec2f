import type { Destination, Edge, LiveFigures } from '../../protocol/graph.ts'
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
  const destinations = structure.destinations.map(({ node, instances, subscriptions }) => ({
    node,
    figure: figureOf(node.id, instances, trails),
    subscriptions: subscriptions.map(({ node, instances }) => ({
      node,
      figure: figureOf(node.id, instances, trails),
    })),
  }))
  const groups = groupEdges(structure, instances)

  return (now) => {
    const figures = new Map<string, LiveFigures>()
    const figured = destinations.map(({ node, figure, subscriptions }): Destination => {
      const live = figure(now)
      if (live === undefined && subscriptions.length === 0) return node
      if (live !== undefined) figures.set(node.id, live)
      const lanes = subscriptions.map(({ node, figure }) => {
        const live = figure(now)
        if (live !== undefined) figures.set(node.id, live)
        return live === undefined ? node : withLive(node, live)
      })
      return live === undefined ? { ...node, subscriptions: lanes } : { ...withLive(node, live), subscriptions: lanes }
    })
    const edges: Edge[] = structure.edges.map(({ edge }) => edge)
    for (const group of groups) {
      const lives = edgeFigures(group, figures.get(group.id))
      for (let index = 0; index < lives.length; index++) {
        const live = lives[index]
        if (live !== undefined) edges[group.places[index]!] = withLive(group.edges[index]!.edge, live)
      }
    }
    return { destinations: figured, edges }
  }
}

type Figure = (now: number) => LiveFigures | undefined

function figureOf(id: string, instances: readonly SourceRef[], trails: Map<string, Trail>): Figure {
  if (instances.length === 0) return () => undefined
  const trail = trails.get(id) ?? new Trail()
  trails.set(id, trail)
  return (now) => liveFigures(instances, trail, now)
}

interface PlacedGroup extends EdgeGroup {
  /** Of the destination or subscription whose messages its edges carry. */
  readonly id: string
  /** Where its edges stand in the graph. */
  readonly places: readonly number[]
}

function groupEdges({ edges }: Structure, instances: ReadonlyMap<string, readonly SourceRef[]>): PlacedGroup[] {
  const placed = edges.map((plan, place) => ({ plan, place, id: plan.edge.subscription ?? plan.destination }))
  return [...grouped(placed, ({ plan, id }) => `${plan.edge.kind} ${id}`).values()].map((members) => {
    const { id } = members[0]!
    return {
      id,
      places: members.map(({ place }) => place),
      edges: members.map(({ plan }) => plan),
      source: instances.get(id) ?? [],
    }
  })
}

/** Figures first: a copy that gets a field more is several times dearer than one that is made with it. */
const withLive = <N extends object, L>(node: N, live: L): N & { live: L } => ({ live, ...node })
