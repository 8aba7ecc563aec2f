/**
 * What a result was taken from. While something is found out, whatever it asks that files anywhere may have a say in is
 * noted as a source; what is remembered keeps its sources, and notes them again for whoever is told of it.
 */

/** A question that files anywhere in the workspace may change the answer of. */
export interface Source {
  /** Whether the answer may be another than it was at that map. */
  changedSince(map: number): boolean
  /** To be told when a result that was taken from it is used again. */
  usedAgain?(): void
}

export type Sources = ReadonlySet<Source>

export interface Reads {
  note(source: Source): void
  noteAll(sources: Sources | undefined): void
  /** Notes of what follows go apart until `end`, which adds them to those before. */
  begin(): Sources | undefined
  /** With what `begin` gave; answers what was noted since. */
  end(before: Sources | undefined): Sources | undefined
  /** What `work` asks is none of the caller's: that one is told a result with a source of its own. */
  apart<T>(work: () => T): T
}

export function createReads(): Reads {
  let now: Set<Source> | undefined
  const noteAll = (sources: Sources | undefined): void => {
    if (!sources) return
    if (now) for (const source of sources) now.add(source)
    else now = new Set(sources)
  }
  return {
    note: (source) => void (now ??= new Set()).add(source),
    noteAll,
    begin() {
      const before = now
      now = undefined
      return before
    },
    end(before) {
      const noted = now
      now = before as Set<Source> | undefined
      noteAll(noted)
      return noted
    },
    apart(work) {
      const before = now
      try {
        now = undefined
        return work()
      } finally {
        now = before
      }
    },
  }
}

/** What one map has found out already. */
export interface Memo<Key, Value> {
  /** `meanwhile` is what those are told who ask while it is being found out. */
  find(key: Key, meanwhile: Value, findOut: () => Value): Value
  known(key: Key): Value | undefined
}

export function createMemo<Key, Value>(reads: Reads): Memo<Key, Value> {
  const entries = new Map<Key, { value: Value; sources: Sources | undefined }>()
  const known = (key: Key): { readonly value: Value } | undefined => {
    const entry = entries.get(key)
    reads.noteAll(entry?.sources)
    return entry
  }
  return {
    known: (key) => known(key)?.value,
    find(key, meanwhile, findOut) {
      const before = known(key)
      if (before) return before.value
      const entry: { value: Value; sources: Sources | undefined } = { value: meanwhile, sources: whileUnderWay }
      entries.set(key, entry)
      const outer = reads.begin()
      try {
        entry.value = findOut()
      } finally {
        entry.sources = reads.end(outer)
      }
      return entry.value
    },
  }
}

/** Of a result that hangs on the order of the questions: good for this map, never for another one. */
export const onlyNow: Source = { changedSince: () => true }

const whileUnderWay: Sources = new Set([onlyNow])
