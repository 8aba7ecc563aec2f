/** Reasons why calls in one line are no sites, noted where that is decided; nothing is noted when nobody asks. */
import type { ts } from 'ts-morph'

export interface WhyNot {
  note(node: ts.Node, reason: () => string): void
  readonly reasons: ReadonlyMap<ts.Node, ReadonlySet<string>>
}

/** `asked`: the calls somebody asks about. */
export function createWhyNot(asked: ReadonlySet<ts.Node>): WhyNot {
  const reasons = new Map<ts.Node, Set<string>>()
  return {
    reasons,
    note(node, reason) {
      if (!asked.has(node)) return
      const known = reasons.get(node)
      if (known) known.add(reason())
      else reasons.set(node, new Set([reason()]))
    },
  }
}
