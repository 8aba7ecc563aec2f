/** Questions that any file of the workspace may have a say in: who calls something of a name, who inherits from it. */
import type { ts } from 'ts-morph'
import type { Reads, Source } from './reads.ts'

/** How the questions of a kind are put to single files. */
export interface QuestionKind<Key> {
  /** Whether the file has a say in the answer. */
  readonly isTouchedBy: (key: Key, file: ts.SourceFile) => boolean
  /** Does to the files what asking does. */
  readonly ask: (key: Key) => void
}

export interface Questions {
  /** Notes that it was asked, and which files the nodes of the answer lie in. */
  readonly asked: (kind: string, key: ts.SourceFile | string, files: readonly ts.SourceFile[]) => void
  /** Before each map: `changed` are files as they were and as they are, `reached` those from which any can be reached. */
  update(
    map: number,
    kinds: Readonly<Record<string, QuestionKind<never>>>,
    changed: readonly (readonly [ts.SourceFile, ts.SourceFile])[],
    reached: ReadonlySet<ts.SourceFile>,
  ): void
  forget(): void
}

interface Asked extends Source {
  readonly kind: string
  readonly key: ts.SourceFile | string
  readonly files: Set<ts.SourceFile>
  changed: boolean
  usedIn: number
}

export function createQuestions(reads: Reads): Questions {
  const known = new Map<string, Map<ts.SourceFile | string, Asked>>()
  let map = 0
  let kinds: Readonly<Record<string, QuestionKind<never>>> = {}
  const kindOf = (kind: string): QuestionKind<ts.SourceFile | string> => {
    const found = kinds[kind]
    if (!found) throw new Error(`expected a kind of question that the index answers, came ${kind}`)
    return found as QuestionKind<ts.SourceFile | string>
  }
  const ask = (one: Asked): void => {
    if (one.usedIn < map) kindOf(one.kind).ask(one.key)
    one.usedIn = map
  }
  return {
    asked(kind, key, files) {
      let ofKind = known.get(kind)
      if (!ofKind) known.set(kind, (ofKind = new Map()))
      let one = ofKind.get(key)
      if (!one) {
        const made: Asked = {
          kind,
          key,
          files: new Set(files),
          changed: false,
          usedIn: map,
          changedSince: () => made.changed,
          usedAgain: () => ask(made),
        }
        ofKind.set(key, (one = made))
      }
      one.usedIn = map
      reads.note(one)
    },
    update(now, answering, changed, reached) {
      map = now
      kinds = answering
      for (const [kind, ofKind] of known) {
        const { isTouchedBy } = kindOf(kind)
        for (const [key, one] of ofKind) {
          const isTouched =
            changed.some(([was, is]) => was === key || isTouchedBy(key, was) || isTouchedBy(key, is)) ||
            isAnyIn(one.files, reached)
          if (!isTouched) continue
          // Who asks again gets another source: this one is of an answer that is none any more.
          one.changed = true
          ofKind.delete(key)
        }
      }
    },
    forget: () => known.clear(),
  }
}

function isAnyIn<T>(some: Iterable<T>, all: ReadonlySet<T>): boolean {
  for (const one of some) if (all.has(one)) return true
  return false
}
