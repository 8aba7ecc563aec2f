/**
 * Which files the compiler and the engine went to from which: every import that was followed, none that was not. Whatever
 * was found out from a place in a file was read there or in what can be reached from it in this graph.
 */
export interface Followed {
  note(from: string, to: string): void
  /** A file with another text follows other imports. */
  forget(from: string): void
  /** These files, and all from which any of them can be reached. */
  reaching(files: Iterable<string>): ReadonlySet<string>
}

export function createFollowed(): Followed {
  const targets = new Map<string, Set<string>>()
  return {
    note(from, to) {
      const known = targets.get(from)
      if (known) known.add(to)
      else targets.set(from, new Set([to]))
    },
    forget: (from) => void targets.delete(from),
    reaching(files) {
      const comingFrom = new Map<string, string[]>()
      for (const [from, all] of targets) {
        for (const to of all) {
          const known = comingFrom.get(to)
          if (known) known.push(from)
          else comingFrom.set(to, [from])
        }
      }
      const found = new Set(files)
      // A set grows while it is gone through.
      for (const file of found) for (const from of comingFrom.get(file) ?? []) found.add(from)
      return found
    },
  }
}
