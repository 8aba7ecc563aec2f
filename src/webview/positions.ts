import type { Edge, SourcePosition } from '../protocol/graph.ts'
import type { GraphIndex } from './graphIndex.ts'

/**
 * Where a click on a node leads: code that only sends to its sites, other code to where it starts (its handler), a
 * destination to where it is created, else to everything that sends to it and receives from it.
 */
export function positionsOf(index: GraphIndex, id: string): readonly SourcePosition[] {
  const edges = [...(index.incoming.get(id) ?? []), ...(index.outgoing.get(id) ?? [])]
  const node = index.code.get(id)
  if (node) {
    const sites = distinct(edges.flatMap(sitesOf))
    return node.receives || sites.length === 0 ? [bare(node.position)] : sites
  }
  const destination = index.destinations.get(id)
  if (!destination) return []
  return destination.declaredAt ? [bare(destination.declaredAt)] : distinct(edges.flatMap(sitesOf))
}

export const sitesOf = ({ sites }: Edge): readonly SourcePosition[] => distinct(sites)

function distinct(positions: readonly SourcePosition[]): readonly SourcePosition[] {
  const seen = new Map(
    positions.map((position) => [`${position.file}:${position.line}:${position.column}`, position] as const),
  )
  return [...seen.values()].map(bare)
}

const bare = ({ file, line, column }: SourcePosition): SourcePosition => ({ file, line, column })
