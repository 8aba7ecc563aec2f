/** Names that a user says are one: `topic-dev` is shown as `topic-prod`, every `*-dev` as `*-prod`. */
import type { NamePair } from '../protocol/map.ts'

/** The name as it is shown. The first pair that matches counts, exact names before patterns; nothing is joined twice. */
export function joinedName(name: string, pairs: readonly NamePair[]): string {
  const exact = pairs.find(({ from }) => from === name)
  if (exact) return exact.to
  for (const { from, to } of pairs) {
    if (!from.includes('*')) continue
    const parts = partsOf(from, name)
    if (!parts) continue
    let at = 0
    return to.replaceAll('*', () => parts[at++] ?? '*')
  }
  return name
}

/** What each `*` of the pattern stands for in the name; undefined where it does not match. */
function partsOf(pattern: string, name: string): string[] | undefined {
  const [first = '', ...rest] = pattern.split('*')
  if (!name.startsWith(first)) return undefined
  const parts: string[] = []
  let at = first.length
  for (const [index, literal] of rest.entries()) {
    const isLast = index === rest.length - 1
    const next = isLast ? name.length - literal.length : name.indexOf(literal, at)
    if (next < at || !name.startsWith(literal, next)) return undefined
    parts.push(name.slice(at, next))
    at = next + literal.length
  }
  return parts
}
