/**
 * What a file's text tells without a parse: which words it may call, make, assign, inherit, decorate with or rename.
 * A yes may be wrong, and then costs a parse. A no is meant to be right; what is known to be missed is a name written
 * with an escape, a rename more than `reach` words after its `const Name`, and a default that a call hands on.
 */

/** In which way a word is used. */
export const use = { called: 1, made: 2, assigned: 3, inherited: 4, decorated: 5, renamed: 6, calledStart: 7 } as const
export type Use = (typeof use)[keyof typeof use]

/** A word in one of its uses, in the form that all files are asked for. */
export type Wanted = number & { readonly wanted: true }

export interface Moved {
  /** `default` of a default import. */
  readonly from: string
  readonly to: string
  /** Undefined of `export { a as b }`. */
  readonly specifier: string | undefined
}

export interface FileWords {
  mayHold(wanted: Wanted, how: Use): boolean
  /** What imports and exports bring in or out under a name; of names that stay the same only `default`. */
  readonly moved: readonly Moved[]
  /** What `export default` names. */
  readonly defaults: readonly string[]
  /** Names of classes that may extend something. */
  readonly heirs: readonly string[]
  readonly hasForAwait: boolean
}

/** Of `#send` and `'room-joined'` what counts is the last plain word: the text is read in such. */
export function wanted(name: string, how: Use): Wanted {
  const word = /[\w$\u0080-\uffff]+$/.exec(name)?.[0]
  return (word === undefined ? anything : mix(hashOf(word), how)) as Wanted
}

const anything = 2 ** 40

/** Of what is called, its first characters are known too. */
export const startLength = 2

/** How many words after `new`, `extends`, `@` and `const Name` may be what is made, inherited, decorated with or renamed. */
const reach = { made: 8, inherited: 32, decorated: 6, renamed: 64 }

export function wordsOf(text: string): FileWords {
  const filter = new WordFilter(text.length)
  const moved: Moved[] = []
  const defaults: string[] = []
  const heirs: string[] = []
  let hasForAwait = false
  let unsure = false
  const left = { made: 0, inherited: 0, decorated: 0, renamed: 0 }
  let before = 0
  let word = ''
  let declaredClass: string | undefined

  const length = text.length
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 32) continue
    if (!isWordPart(code)) {
      if (code === at_) left.decorated = reach.decorated
      else if (code === openBrace) declaredClass = undefined
      before = code
      continue
    }
    const start = at
    let hash = seed
    for (let next = code; isWordPart(next); next = text.charCodeAt(++at)) hash = Math.imul(hash ^ next, prime)
    const end = at--
    const follows = nextCode(text, end)
    const following = text.charCodeAt(follows)

    if (left.made > 0 && left.made--) filter.add(hash, use.made)
    if (left.inherited > 0 && left.inherited--) filter.add(hash, use.inherited)
    if (left.decorated > 0 && left.decorated--) filter.add(hash, use.decorated)
    if (left.renamed > 0 && left.renamed--) filter.add(hash, use.renamed)
    if (mayBeCalled(text, follows)) {
      filter.add(hash, use.called)
      if (end - start >= startLength) filter.add(hashOf(text.slice(start, start + startLength)), use.calledStart)
    }
    if (following === equals || following === question || following === bar) {
      if (isAssignment(text, follows)) {
        if (before === dot) filter.add(hash, use.assigned)
        if (isCapital(code)) left.renamed = reach.renamed
      }
    } else if (following === colon && isWordPart(text.charCodeAt(nextCode(text, follows + 1)))) {
      filter.add(hash, use.renamed)
    }

    const previous = word
    word = end - start <= longestKeyword ? text.slice(start, end) : ''
    if (before !== dot) {
      switch (word) {
        case 'new':
          left.made = reach.made
          break
        case 'extends':
          if (declaredClass !== undefined && declaredClass !== '') heirs.push(declaredClass)
          left.inherited = reach.inherited
          break
        case 'implements':
          left.inherited = reach.inherited
          break
        case 'class':
          declaredClass = ''
          break
        case 'await':
          if (previous === 'for') hasForAwait = true
          break
        case 'import':
        case 'export': {
          const names = namesMoved(text, end, word)
          if (names) moved.push(...names)
          else if (word === 'export') defaults.push(...defaultNamed(text, end))
          else if (following === slash) unsure = true
          break
        }
      }
    }
    if (declaredClass === '' && word !== 'class') declaredClass = text.slice(start, end)
    if (isCapital(code) && (previous === 'const' || previous === 'let' || previous === 'var'))
      left.renamed = reach.renamed
    before = code
  }
  return {
    mayHold: (one, how) => one === anything || (unsure && how === use.renamed) || filter.has(one),
    moved,
    defaults,
    heirs,
    hasForAwait,
  }
}

/** A set of words that forgets none: two bits each, in a field that grows with the text. */
class WordFilter {
  readonly #bits: Uint32Array
  readonly #mask: number

  constructor(characters: number) {
    const size = 2 ** Math.max(8, Math.ceil(Math.log2(characters + 1)) + 1)
    this.#bits = new Uint32Array(size / 32)
    this.#mask = size - 1
  }

  add(hash: number, how: Use): void {
    const mixed = mix(hash, how)
    this.#set(mixed & this.#mask)
    this.#set((mixed >>> 15) & this.#mask)
  }

  has(mixed: Wanted): boolean {
    return this.#isSet(mixed & this.#mask) && this.#isSet((mixed >>> 15) & this.#mask)
  }

  #set(bit: number): void {
    const place = bit >>> 5
    this.#bits[place] = (this.#bits[place] ?? 0) | (1 << (bit & 31))
  }

  #isSet(bit: number): boolean {
    return ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0
  }
}

const seed = 0x811c9dc5 | 0
const prime = 0x01000193

function hashOf(word: string): number {
  let hash = seed
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), prime)
  return hash
}

function mix(hash: number, how: Use): number {
  let mixed = Math.imul(hash ^ Math.imul(how, 0x9e3779b1), 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

const longestKeyword = 10
const [at_, openBrace, dot, equals, question, bar, colon, slash] = [64, 123, 46, 61, 63, 124, 58, 47]

function isWordPart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code > 127
  )
}

const isCapital = (code: number): boolean => code >= 65 && code <= 90

/** Of the next character that is no space. */
function nextCode(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) <= 32) at++
  return at
}

/** `word(`, `word<T>(`, `word?.(`, `word!(`, `(a.word)(`, `a['word'](`, `(word as F)(`, also with a comment between. */
function mayBeCalled(text: string, from: number): boolean {
  switch (text.charAt(from)) {
    case '(':
    case '<':
    case '/':
      return true
    case '?':
      return text[from + 1] === '.'
    case '!':
      return text[from + 1] !== '='
    case ')':
      return mayBeCalled(text, nextCode(text, from + 1))
    case "'":
    case '"':
    case '`': {
      const bracket = nextCode(text, from + 1)
      return text[bracket] === ']' && mayBeCalled(text, nextCode(text, bracket + 1))
    }
    case 'a':
      return text[from + 1] === 's'
    default:
      return false
  }
}

/** `=`, `??=` or `||=`. */
function isAssignment(text: string, at: number): boolean {
  if (text[at] === '=') return text[at + 1] !== '=' && text[at + 1] !== '>'
  return text.startsWith('??=', at) || text.startsWith('||=', at)
}

const imported =
  /\s*(?:type\s+)?(?!from\b)([\w$\u0080-\uffff]+)?\s*,?\s*(?:\*\s*as\s+[\w$\u0080-\uffff]+|\{([^}]*)\})?\s*from\s*['"]([^'"]+)/y
const exported = /\s*(?:type\s*)?\{([^}]*)\}(?:\s*from\s*['"]([^'"]+))?/y
const named = /(?:([\w$\u0080-\uffff]+)|'([^']*)'|"([^"]*)")\s+as\s+([\w$\u0080-\uffff]+)/g
const defaultExported = /\s+default\s+([\w$\u0080-\uffff]+)\s*(?:;|$)/my

/** Undefined where it is no import or export of names. */
function namesMoved(text: string, start: number, word: 'import' | 'export'): Moved[] | undefined {
  const form = word === 'import' ? imported : exported
  form.lastIndex = start
  const match = form.exec(text)
  if (!match) return undefined
  const moved: Moved[] = []
  const [list = '', specifier] = word === 'import' ? match.slice(2) : match.slice(1)
  const [, whole] = match
  if (word === 'import' && whole !== undefined && whole !== 'default')
    moved.push({ from: 'default', to: whole, specifier })
  for (const [, plain, single, double, to] of list.matchAll(named)) {
    const from = plain ?? single ?? double
    if (from !== undefined && to !== undefined && from !== to) moved.push({ from, to, specifier })
  }
  if (word === 'export' && /(?:^|,)\s*default\s*(?:,|$)/.test(list.trim()))
    moved.push({ from: 'default', to: 'default', specifier })
  return moved
}

function defaultNamed(text: string, start: number): string[] {
  defaultExported.lastIndex = start
  const name = defaultExported.exec(text)?.[1]
  return name === undefined ? [] : [name]
}
