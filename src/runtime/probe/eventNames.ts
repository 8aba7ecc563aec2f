/** Names of events that the map knows. */
export interface EventNames {
  /** Known for certain, and known to be none of them: looked up at every emit of the program, so nothing may be cheaper. */
  readonly exact: ReadonlySet<string | symbol>
  readonly misfits: ReadonlySet<string | symbol>
  /** True as long as no pattern is watched: then a name that is not in `exact` is none. */
  exactOnly: boolean
  /** The watched name that it is or fits, where `*` stands for any part; undefined if it is none. */
  resolve(name: string | symbol): string | undefined
  add(names: readonly string[]): void
  clear(): void
}

const mostPatterns = 500
/** Decisions about names that are not `exact` are remembered up to this number, then made anew. */
const mostRemembered = 5_000

export function createEventNames(): EventNames {
  const exact = new Set<string | symbol>()
  const misfits = new Set<string | symbol>()
  const fits = new Map<string, string>()
  const patterns = new Map<string, readonly string[]>()

  function resolve(name: string | symbol): string | undefined {
    if (typeof name !== 'string' || names.exactOnly) return exact.has(name) ? (name as string) : undefined
    if (exact.has(name)) return name
    const known = fits.get(name)
    if (known !== undefined || misfits.has(name)) return known
    for (const [pattern, parts] of patterns) {
      if (!matches(name, parts)) continue
      if (fits.size >= mostRemembered) fits.clear()
      fits.set(name, pattern)
      return pattern
    }
    if (misfits.size >= mostRemembered) misfits.clear()
    misfits.add(name)
    return undefined
  }

  const names: EventNames = {
    exact,
    misfits,
    exactOnly: true,
    resolve,
    add(added) {
      for (const name of added) {
        // A name of nothing but `*` says nothing.
        if (!name.includes('*')) exact.add(name)
        else if (/[^*]/.test(name) && patterns.size < mostPatterns) patterns.set(name, name.split('*'))
      }
      names.exactOnly = patterns.size === 0
      misfits.clear()
    },
    clear() {
      for (const decided of [exact, misfits, fits, patterns]) decided.clear()
      names.exactOnly = true
    },
  }
  return names
}

/** Without a regular expression: the time is bounded whatever the name. */
function matches(name: string, parts: readonly string[]): boolean {
  const first = parts[0]!
  const last = parts.at(-1)!
  const end = name.length - last.length
  if (end < first.length || !name.startsWith(first) || !name.endsWith(last)) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}
