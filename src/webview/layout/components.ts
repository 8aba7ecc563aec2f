import type { Line } from './graph.ts'

/** Groups of nodes that lines connect, in order of their first node; nodes keep their order within. */
export function components<T extends { readonly id: string }>(nodes: readonly T[], lines: readonly Line[]): T[][] {
  const leader = new Map(nodes.map(({ id }) => [id, id] as const))
  const find = (id: string): string => {
    let top = id
    for (let up = leader.get(top); up !== undefined && up !== top; up = leader.get(top)) top = up
    for (let at = id; at !== top;) {
      const up = leader.get(at) ?? top
      leader.set(at, top)
      at = up
    }
    return top
  }
  for (const { from, to } of lines) {
    if (!leader.has(from) || !leader.has(to)) continue
    leader.set(find(to), find(from))
  }
  const groups = new Map<string, T[]>()
  for (const node of nodes) {
    const top = find(node.id)
    const group = groups.get(top)
    if (group) group.push(node)
    else groups.set(top, [node])
  }
  return [...groups.values()]
}
