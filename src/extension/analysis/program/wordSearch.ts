/** Which files of a workspace may hold a word in one of its uses. What was asked once is kept while files stay. */
import { wanted, type FileWords, type Use, type Wanted } from './fileWords.ts'

export interface WordSearch<File> {
  /** In the order of the files. */
  holding(word: string, how: Use): readonly File[]
  readonly wordsOf: (file: File) => FileWords
  /** Whether the file's text matches: asked once of each. */
  matches(file: File, pattern: RegExp): boolean
  /** The files as they are now. */
  update(files: readonly File[]): void
  add(file: File, words: FileWords): void
}

export function createWordSearch<File extends { readonly text: string }>(): WordSearch<File> {
  const words = new WeakMap<File, FileWords>()
  let files: readonly File[] = []
  let texts: readonly FileWords[] = []
  let kept = new Map<Wanted, { readonly how: Use; readonly found: readonly File[] }>()

  const wordsOf = (file: File): FileWords => {
    const found = words.get(file)
    if (!found) throw new Error('expected a file whose words were added, came another')
    return found
  }

  const matching = new Map<string, WeakMap<File, boolean>>()
  return {
    wordsOf,
    matches(file, pattern) {
      let known = matching.get(String(pattern))
      if (!known) matching.set(String(pattern), (known = new WeakMap()))
      let found = known.get(file)
      if (found === undefined) known.set(file, (found = pattern.test(file.text)))
      return found
    },
    add: (file, its) => void words.set(file, its),
    update(now) {
      const before = files
      const changed = now.length === before.length ? now.filter((file, index) => file !== before[index]) : now
      const gone = new Set(before.filter((file, index) => file !== now[index]))
      files = now
      texts = now.map(wordsOf)
      if (changed.length > mostChanged) kept = new Map()
      for (const [one, { how, found }] of kept) {
        if (changed.some((file) => wordsOf(file).mayHold(one, how)) || found.some((file) => gone.has(file)))
          kept.delete(one)
      }
    },
    holding(word, how) {
      const one = wanted(word, how)
      const known = kept.get(one)
      // Two words may look the same here; then both look into the same files, and are told apart there.
      if (known?.how === how) return known.found
      const found = files.filter((_, index) => texts[index]?.mayHold(one, how))
      kept.set(one, { how, found })
      return found
    },
  }
}

/** Past it asking anew costs less. */
const mostChanged = 50
