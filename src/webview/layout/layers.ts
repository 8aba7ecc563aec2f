import type { Arc, Box } from './graph.ts'

/**
 * The column of each box: code in even ones, destinations in odd ones, each right of what leads to it. A column that a
 * box had before is kept where that is still possible.
 */
export function assignLayers(
  boxes: readonly Box[],
  arcs: readonly Arc[],
  before: ReadonlyMap<string, number>,
): Map<string, number> {
  const incoming = new Map<string, Arc[]>(boxes.map(({ id }) => [id, []]))
  const outgoing = new Map<string, Arc[]>(boxes.map(({ id }) => [id, []]))
  for (const arc of arcs) {
    incoming.get(arc.to)?.push(arc)
    outgoing.get(arc.from)?.push(arc)
  }
  const least = new Map(boxes.map(({ id, kind }) => [id, before.get(id) ?? (kind === 'code' ? 0 : 1)] as const))
  const order = topological(boxes, incoming, outgoing)
  const layers = new Map<string, number>()
  for (const id of order) {
    const afterSources = (incoming.get(id) ?? []).map(({ from, span }) => (layers.get(from) ?? 0) + span)
    layers.set(id, Math.max(least.get(id) ?? 0, ...afterSources))
  }
  // What nothing leads to would stand far left of what it leads to: it moves up to it.
  for (const id of order) {
    if ((incoming.get(id)?.length ?? 0) > 0 || before.has(id)) continue
    const limits = (outgoing.get(id) ?? []).map(({ to, span }) => (layers.get(to) ?? span) - span)
    if (limits.length > 0) layers.set(id, Math.max(layers.get(id) ?? 0, Math.min(...limits)))
  }
  return layers
}

/** Requires that the arcs have no cycle. */
function topological(
  boxes: readonly Box[],
  incoming: ReadonlyMap<string, readonly Arc[]>,
  outgoing: ReadonlyMap<string, readonly Arc[]>,
): string[] {
  const open = new Map(boxes.map(({ id }) => [id, incoming.get(id)?.length ?? 0] as const))
  const order = boxes.filter(({ id }) => open.get(id) === 0).map(({ id }) => id)
  for (let at = 0; at < order.length; at++) {
    for (const { to } of outgoing.get(order[at] ?? '') ?? []) {
      const left = (open.get(to) ?? 0) - 1
      open.set(to, left)
      if (left === 0) order.push(to)
    }
  }
  return order
}
