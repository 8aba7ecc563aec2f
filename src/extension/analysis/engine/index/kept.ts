/**
 * What one map found out, kept for the next one.
 *
 * The invariant: a kept result is used only if finding it out anew would read the very same. Whatever is found out starts
 * at a node and gets to other code in two ways. Along imports, which the compiler and the engine follow from one file to
 * the next: each such step is in `followed`, so a result is as it was unless a file that can be reached from its node's own
 * is another. Or by a question that any file may have a say in (questions.ts): that one is a source of the result, and
 * another when a file that has a say in it is, or can reach one that is. What is neither (names that are everybody's, the
 * list of files, how paths resolve, which libraries are named at all) forgets everything.
 */
import type { ts } from 'ts-morph'
import { isLazy } from '../../program/lazySource.ts'
import { createQuestions, type QuestionKind, type Questions } from './questions.ts'
import { createReads, type Reads, type Source, type Sources } from './reads.ts'
import type { SourceProgram } from '../../program/sourceProgram.ts'

export interface Kept {
  readonly reads: Reads
  /** Notes a question to all files, and which of them the nodes of the answer lie in. */
  readonly asked: Questions['asked']
  /**
   * What `findOut` gives, or gave before. `what` tells the results apart that start at the same node, `given` is what else
   * a result hangs on. It must hold nothing of the checker.
   */
  of<T>(what: unknown, node: ts.Node, findOut: () => T, given?: readonly unknown[]): T
  /**
   * Says how a result is found out that many others are taken from, and that seldom is another even where something that
   * it is taken from itself is: before anything else is found out, anew for each map. `nodesOf`: from where who asks goes on.
   */
  settle<T>(
    what: string,
    findOut: (key: ts.Node | string) => T,
    isSame: (a: T, b: T) => boolean,
    nodesOf?: (value: T) => readonly ts.Node[],
  ): void
  settled<T>(what: string, key: ts.Node | string): T
}

export interface KeptResults extends Kept {
  /** Before each map. `ground`: what every result hangs on. */
  begin(program: SourceProgram, kinds: Readonly<Record<string, QuestionKind<never>>>, ground: readonly unknown[]): void
  /** After each map: nothing is kept that was made for it only. */
  end(): void
  forget(): void
}

interface Result {
  readonly value: unknown
  readonly given: readonly unknown[]
  readonly sources: Sources
  /** The last map that it held for. */
  map: number
}

interface Settled extends Source {
  value: unknown
  /** The last map that it was found out for. */
  map: number
  changed: number
}

interface FileSource extends Source {
  changed: number
}

interface Settling {
  isUnderWay: boolean
  readonly findOut: (key: ts.Node | string) => unknown
  readonly isSame: (a: unknown, b: unknown) => boolean
  readonly nodesOf: ((value: unknown) => readonly ts.Node[]) | undefined
}

/** Past it finding out everything anew costs no more. */
const mostChanged = 100

export function createKept(): KeptResults {
  const reads = createReads()
  const questions = createQuestions(reads)
  let map = 0
  let before: Pick<SourceProgram, 'files' | 'layout'> | undefined
  let groundBefore: readonly unknown[] = []
  let results = new WeakMap<ts.Node, Map<unknown, Result>>()
  let settledAt = new WeakMap<ts.Node, Map<string, Settled>>()
  let settledOf = new Map<string, Settled>()
  const settling = new Map<string, Settling>()
  const fileSources = new WeakMap<ts.SourceFile, FileSource>()

  const sourceOf = (file: ts.SourceFile): FileSource => {
    let source = fileSources.get(file)
    if (!source) {
      const made: FileSource = { changed: 0, changedSince: (then) => made.changed > then }
      fileSources.set(file, (source = made))
    }
    return source
  }

  const forget = (): void => {
    results = new WeakMap()
    settledAt = new WeakMap()
    settledOf = new Map()
    questions.forget()
  }

  const holds = (result: Result): boolean => {
    if (result.map === map) return true
    for (const source of result.sources) if (source.changedSince(result.map)) return false
    for (const source of result.sources) source.usedAgain?.()
    result.map = map
    return true
  }

  const findSettled = (what: string, key: ts.Node | string): Settled => {
    const ofKey = typeof key === 'string' ? settledOf : (settledAt.get(key) ?? new Map<string, Settled>())
    if (typeof key !== 'string') settledAt.set(key, ofKey)
    const name = typeof key === 'string' ? `${what} ${key}` : what
    const known = ofKey.get(name)
    if (known?.map === map) return known
    const way = settling.get(what)
    if (!way) throw new Error(`expected a way to find out ${what}, came none`)
    if (way.isUnderWay) {
      // What is found out by asking for itself is no answer for anybody else.
      const value = reads.apart(() => way.findOut(key))
      return { value, map, changed: map, changedSince: () => true }
    }
    way.isUnderWay = true
    let value: unknown
    try {
      value = reads.apart(() => way.findOut(key))
    } finally {
      way.isUnderWay = false
    }
    if (known) {
      if (!way.isSame(known.value, value)) known.changed = map
      return Object.assign(known, { value, map })
    }
    const made: Settled = { value, map, changed: map, changedSince: (then) => findSettled(what, key).changed > then }
    ofKey.set(name, made)
    return made
  }

  return {
    reads,
    asked: questions.asked,
    of<T>(what: unknown, node: ts.Node, findOut: () => T, given: readonly unknown[] = []): T {
      let ofNode = results.get(node)
      if (!ofNode) results.set(node, (ofNode = new Map()))
      const known = ofNode.get(what)
      if (known && areSame(known.given, given) && holds(known)) {
        reads.noteAll(known.sources)
        return known.value as T
      }
      const outer = reads.begin()
      let sources: Sources = new Set()
      try {
        reads.note(sourceOf(node.getSourceFile()))
        const value = findOut()
        sources = reads.end(outer) ?? sources
        ofNode.set(what, { value, given, sources, map })
        return value
      } catch (error) {
        reads.end(outer)
        throw error
      }
    },
    settle: (what, findOut, isSame, nodesOf) =>
      void settling.set(what, {
        isUnderWay: false,
        findOut,
        isSame: isSame as Settling['isSame'],
        nodesOf: nodesOf as Settling['nodesOf'],
      }),
    settled<T>(what: string, key: ts.Node | string): T {
      const found = findSettled(what, key)
      reads.note(found)
      for (const node of settling.get(what)?.nodesOf?.(found.value) ?? []) reads.note(sourceOf(node.getSourceFile()))
      return found.value as T
    },
    begin(program, kinds, ground) {
      map++
      const changed = before && areSame(groundBefore, ground) ? changedFiles(before, program) : undefined
      for (const [{ fileName }] of changed ?? []) program.followed.forget(fileName)
      const reached = changed && reachedFiles(program, changed)
      if (reached) for (const file of reached) sourceOf(file).changed = map
      else forget()
      questions.update(map, kinds, changed ?? [], reached ?? new Set())
      before = { files: program.files, layout: program.layout }
      groundBefore = ground
    },
    end: () => settling.clear(),
    forget,
  }
}

/** As they were and as they are; undefined where that is not all that is another. */
function changedFiles(
  before: Pick<SourceProgram, 'files' | 'layout'>,
  { files, layout }: SourceProgram,
): (readonly [ts.SourceFile, ts.SourceFile])[] | undefined {
  if (before.layout !== layout || before.files.length !== files.length) return undefined
  const changed: (readonly [ts.SourceFile, ts.SourceFile])[] = []
  for (const [at, file] of files.entries()) {
    const old = before.files[at]
    if (old === file) continue
    if (old?.fileName !== file.fileName || changed.length === mostChanged) return undefined
    changed.push([old, file])
  }
  return changed
}

/** Undefined where names are reached that are everybody's: nobody follows an import to them. */
function reachedFiles(
  { files, followed }: SourceProgram,
  changed: readonly (readonly [ts.SourceFile, ts.SourceFile])[],
): ReadonlySet<ts.SourceFile> | undefined {
  if (changed.some(([before]) => !isLazy(before))) return undefined
  const names = followed.reaching(changed.map(([, { fileName }]) => fileName))
  const reached = files.filter(({ fileName }) => names.has(fileName))
  return reached.every(isLazy) ? new Set(reached) : undefined
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at])
}
