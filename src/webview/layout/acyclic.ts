import type { Arc } from './graph.ts'

/**
 * The arcs that close a cycle, by id: without them the rest leads from left to right. Walks in depth from nodes that
 * nothing leads to, in the order given, so that what is reached first stands left.
 */
export function backArcs(nodes: readonly string[], arcs: readonly Arc[]): ReadonlySet<string> {
  const outgoing = new Map<string, Arc[]>(nodes.map((id) => [id, []]))
  const entered = new Set<string>()
  for (const arc of arcs) {
    outgoing.get(arc.from)?.push(arc)
    entered.add(arc.to)
  }
  const back = new Set<string>()
  const open = new Set<string>()
  const seen = new Set<string>()
  for (const root of [...nodes.filter((id) => !entered.has(id)), ...nodes]) {
    if (seen.has(root)) continue
    const path: { readonly id: string; next: number }[] = [{ id: root, next: 0 }]
    seen.add(root)
    open.add(root)
    // Not recursive: a chain of thousands must not overflow the stack.
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const arc = outgoing.get(top.id)?.[top.next++]
      if (arc === undefined) {
        open.delete(top.id)
        path.pop()
      } else if (open.has(arc.to)) {
        back.add(arc.id)
      } else if (!seen.has(arc.to)) {
        seen.add(arc.to)
        open.add(arc.to)
        path.push({ id: arc.to, next: 0 })
      }
    }
  }
  return back
}
