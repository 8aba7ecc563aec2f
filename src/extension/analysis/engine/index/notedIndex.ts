/** The index as the engine asks it: every question that files anywhere have a say in is noted as a source of the result. */
import type { ts } from 'ts-morph'
import { startLength, use, wanted, type Use } from '../../program/fileWords.ts'
import { indexOf, requiresOf, type FileIndex, type Places, type SourceIndex } from './sourceIndex.ts'
import type { Kept } from './kept.ts'
import type { QuestionKind } from './questions.ts'
import type { SourceProgram } from '../../program/sourceProgram.ts'

type Kinds = Readonly<Record<string, QuestionKind<never>>>
type Key = ts.SourceFile | string

/** How each question is put to single files: what the index reads of them, and nothing more. */
export function questionKinds(index: SourceIndex, { words, pointsTo }: SourceProgram): Kinds {
  const { wordsOf } = words
  const ofPlaces = (how: Use, part: (file: FileIndex) => ReadonlyMap<string, unknown>, ask: Places<unknown>) => ({
    isTouchedBy: (name: string, file: ts.SourceFile) =>
      wordsOf(file).mayHold(wanted(name, how), how) && part(indexOf(file)).has(name),
    ask: (name: string) => ask.get(name),
  })
  const kinds = {
    calls: ofPlaces(use.called, ({ calls }) => calls, index.calls),
    news: ofPlaces(use.made, ({ news }) => news, index.news),
    decorators: ofPlaces(use.decorated, ({ decorators }) => decorators, index.decorators),
    assignments: ofPlaces(use.assigned, ({ assignments }) => assignments, index.assignments),
    heirs: ofPlaces(use.inherited, ({ heirs }) => heirs, index.heirs),
    renames: {
      isTouchedBy: (name: string, file: ts.SourceFile) =>
        wordsOf(file).moved.some(({ from }) => from === name) ||
        (wordsOf(file).mayHold(wanted(name, use.renamed), use.renamed) && indexOf(file).renames.has(name)),
      ask: (name: string) => index.renames.get(name),
    },
    callsStarting: {
      isTouchedBy: (start: string, file: ts.SourceFile) =>
        wordsOf(file).mayHold(wanted(start.slice(0, startLength), use.calledStart), use.calledStart) &&
        [...indexOf(file).calls.keys()].some((name) => name.startsWith(start)),
      ask: (start: string) => index.callsStarting(start),
    },
    heirsCalled: {
      isTouchedBy: (name: string, file: ts.SourceFile) => wordsOf(file).heirs.some((one) => one.toLowerCase() === name),
      ask: (name: string) => index.heirsCalled(name),
    },
    defaultNames: {
      isTouchedBy: (of: ts.SourceFile, file: ts.SourceFile) =>
        file === of ||
        wordsOf(file).moved.some(
          ({ from, specifier }) => from === 'default' && specifier !== undefined && pointsTo(specifier, file) === of,
        ),
      ask: (of: ts.SourceFile) => index.defaultNames(of),
    },
    assignmentsTo: {
      isTouchedBy: (path: string, { text }: ts.SourceFile) => pathsOf(path).some((one) => text.includes(one)),
      ask: (path: string) => index.assignmentsTo(...holderAndName(path)),
    },
    required: {
      isTouchedBy: (of: ts.SourceFile, file: ts.SourceFile) => requiresOf(of, [file]).length > 0,
      ask: (of: ts.SourceFile) => index.callsOfRequired(of),
    },
    filesHolding: {
      isTouchedBy: (wanted: string, { text }: ts.SourceFile) => text.includes(wanted),
      ask: (text: string) => index.filesHolding(text),
    },
    // Asked for the whole map, not for a single result.
    any: { isTouchedBy: () => true, ask: () => undefined },
  }
  return kinds
}

/** As `holder.name` may be written. */
function pathsOf(path: string): string[] {
  const [holder, name] = holderAndName(path)
  return [`${holder}.${name}`, `${holder}?.${name}`]
}

function holderAndName(path: string): [holder: string, name: string] {
  const at = path.lastIndexOf('.')
  return [path.slice(0, at), path.slice(at + 1)]
}

const filesOf = (nodes: readonly ts.Node[] | undefined): ts.SourceFile[] => [
  ...new Set((nodes ?? []).map((node) => node.getSourceFile())),
]

export function notedIndex(index: SourceIndex, { asked }: Pick<Kept, 'asked'>): SourceIndex {
  const places = <T extends ts.Node>(kind: string, of: Places<T>): Places<T> => {
    const files = new Map<string, readonly ts.SourceFile[]>()
    return {
      get(name) {
        const found = of.get(name)
        let its = files.get(name)
        if (!its) files.set(name, (its = filesOf(found)))
        asked(kind, name, its)
        return found
      },
    }
  }
  const noted = <K extends Key, T extends ts.Node>(kind: string, ask: (key: K) => readonly T[]) => {
    return (key: K): readonly T[] => {
      const found = ask(key)
      asked(kind, key, filesOf(found))
      return found
    }
  }
  return {
    walked: index.walked,
    assignmentsIn: (file, name) => index.assignmentsIn(file, name),
    callsIn: (file, name) => index.callsIn(file, name),
    reassignedIn: (file, name) => index.reassignedIn(file, name),
    storedIn: (file, name) => index.storedIn(file, name),
    allStoredIn: (file) => index.allStoredIn(file),
    handedOnBy: (of) => index.handedOnBy(of),
    calls: places('calls', index.calls),
    news: places('news', index.news),
    decorators: places('decorators', index.decorators),
    assignments: places('assignments', index.assignments),
    heirs: places('heirs', index.heirs),
    renames: {
      get(name) {
        asked('renames', name, [])
        return index.renames.get(name)
      },
    },
    defaultNames(of) {
      const found = index.defaultNames(of)
      for (const one of index.handedOnBy(of)) asked('defaultNames', one, [])
      return found
    },
    callsStarting: noted('callsStarting', (start: string) => index.callsStarting(start)),
    heirsCalled: noted('heirsCalled', (name: string) => index.heirsCalled(name)),
    callsOfRequired: noted('required', (of: ts.SourceFile) => index.callsOfRequired(of)),
    requiredAs(of) {
      asked('required', of, [])
      return index.requiredAs(of)
    },
    assignmentsTo(holder, name) {
      const found = index.assignmentsTo(holder, name)
      asked('assignmentsTo', `${holder}.${name}`, filesOf(found))
      return found
    },
    filesHolding(text) {
      const found = index.filesHolding(text)
      asked('filesHolding', text, found)
      return found
    },
    callsLike(name, but) {
      asked('any', '', [])
      return index.callsLike(name, but)
    },
    defaultNamesOf(isMeant) {
      asked('any', '', [])
      return index.defaultNamesOf(isMeant)
    },
    get provided() {
      asked('any', '', [])
      return index.provided
    },
    get forAwaits() {
      asked('any', '', [])
      return index.forAwaits
    },
  }
}
