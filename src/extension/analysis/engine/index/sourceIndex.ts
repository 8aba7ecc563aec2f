/**
 * Where names are called, made, decorated, assigned and inherited. A file is walked when a name is asked for that its
 * text may hold; what one walk found is kept as long as the file stays the same.
 */
import { ts } from 'ts-morph'
import { startLength, use, type Use } from '../../program/fileWords.ts'
import type { SourceProgram } from '../../program/sourceProgram.ts'

type Heir = ts.ClassLikeDeclaration | ts.InterfaceDeclaration

export interface Places<T> {
  get(name: string): readonly T[] | undefined
}

export interface SourceIndex {
  /** Calls by the last name of what is called: `a.b.emit()` → `emit`. */
  readonly calls: Places<ts.CallExpression>
  /** Of every name that starts so: two characters at least. */
  callsStarting(start: string): readonly ts.CallExpression[]
  /** Of every name that matches, but not these. */
  callsLike(name: RegExp, but: readonly string[]): readonly ts.CallExpression[]
  readonly news: Places<ts.NewExpression>
  readonly decorators: Places<ts.Decorator>
  /** `x.name = …` by `name`. */
  readonly assignments: Places<ts.BinaryExpression>
  /** Classes and interfaces by the last name of each thing they extend or implement. */
  readonly heirs: Places<Heir>
  /** Local names that an exported name goes by elsewhere. */
  readonly renames: { get(name: string): ReadonlySet<string> | undefined }
  /** Names that imports give the default export of a module of the workspace, also of one that hands it on. */
  defaultNames(of: ts.SourceFile): ReadonlySet<string>
  /** That module, and those that hand its default export on as theirs. */
  handedOnBy(of: ts.SourceFile): readonly ts.SourceFile[]
  /** The same of modules outside it. */
  defaultNamesOf(isMeant: (specifier: string) => boolean): ReadonlySet<string>
  readonly forAwaits: readonly ts.ForOfStatement[]
  /** `{ provide: TOKEN, … }`: what a container is told. */
  readonly provided: readonly ts.ObjectLiteralExpression[]
  /** Classes that extend something, by their name in lower case. */
  heirsCalled(lowerCase: string): readonly ts.ClassLikeDeclaration[]
  /** `x.name = …` of one file. */
  assignmentsIn(file: ts.SourceFile, name: string): readonly ts.BinaryExpression[]
  /** `holder.name = …` in any file. */
  assignmentsTo(holder: string, name: string): readonly ts.BinaryExpression[]
  callsIn(file: ts.SourceFile, name: string): readonly ts.CallExpression[]
  /** Variables that `require` gives the module to. */
  requiredAs(of: ts.SourceFile): readonly string[]
  /** `require('./module')(…)`. */
  callsOfRequired(of: ts.SourceFile): readonly ts.CallExpression[]
  /** `name[key] = …`, `x.name[key] = …`, of one file. */
  storedIn(file: ts.SourceFile, name: string): readonly ts.BinaryExpression[]
  /** `x[key] = …` of one file. */
  allStoredIn(file: ts.SourceFile): readonly ts.BinaryExpression[]
  /** `name = …` of a variable, of one file. */
  reassignedIn(file: ts.SourceFile, name: string): readonly ts.BinaryExpression[]
  /** Files whose text holds it. */
  filesHolding(text: string): readonly ts.SourceFile[]
  /** Files that were walked for an answer. */
  readonly walked: ReadonlySet<ts.SourceFile>
}

export function indexSources({
  files,
  words,
  pointsTo,
}: Pick<SourceProgram, 'files' | 'words' | 'pointsTo'>): SourceIndex {
  const { wordsOf } = words
  const walked = new Set<ts.SourceFile>()
  const walk = (file: ts.SourceFile): FileIndex => {
    walked.add(file)
    return indexOf(file)
  }
  const places = <T>(how: Use, part: (index: FileIndex) => ReadonlyMap<string, readonly T[]>): Places<T> => {
    const known = new Map<string, readonly T[] | undefined>()
    return {
      get(name) {
        if (known.has(name)) return known.get(name)
        const found = words.holding(name, how).flatMap((file) => part(walk(file)).get(name) ?? [])
        known.set(name, found.length > 0 ? found : undefined)
        return known.get(name)
      },
    }
  }

  const knownRenames = new Map<string, ReadonlySet<string>>()
  const renames = (name: string): ReadonlySet<string> => {
    const looked = words.holding(name, use.renamed)
    const inOrder = new Map(looked.map((file) => [file, walk(file).renames.get(name)]))
    const moved = movedFrom(name)
    if (moved.size === 0) return new Set(looked.flatMap((file) => [...(inOrder.get(file) ?? [])]))
    const found = new Set<string>()
    for (const file of files)
      for (const to of inOrder.has(file) ? (inOrder.get(file) ?? []) : (moved.get(file) ?? [])) found.add(to)
    return found
  }

  let allMoved: Map<string, Map<ts.SourceFile, string[]>> | undefined
  const movedFrom = (name: string): ReadonlyMap<ts.SourceFile, readonly string[]> => {
    if (!allMoved) {
      allMoved = new Map()
      for (const file of files) {
        for (const { from, to } of wordsOf(file).moved) {
          if (from === to) continue
          let byFile = allMoved.get(from)
          if (!byFile) allMoved.set(from, (byFile = new Map()))
          put(byFile, file, to)
        }
      }
    }
    return allMoved.get(name) ?? new Map()
  }

  const handingOn = new Map<ts.SourceFile, ts.SourceFile[]>()
  const defaultsOf = (isFrom: (specifier: string, file: ts.SourceFile) => boolean, of?: ts.SourceFile): Set<string> => {
    const found = new Set<string>()
    for (const file of files) {
      const { moved, defaults } = wordsOf(file)
      for (const { from, to, specifier } of moved) {
        if (from !== 'default' || specifier === undefined || !isFrom(specifier, file)) continue
        if (to !== 'default') found.add(to)
        if (to !== 'default' && !defaults.includes(to)) continue
        if (of) put(handingOn, of, file)
        for (const name of defaultNames(file)) found.add(name)
      }
    }
    return found
  }

  const knownDefaults = new Map<ts.SourceFile, ReadonlySet<string>>()
  const defaultNames = (of: ts.SourceFile): ReadonlySet<string> => {
    const known = knownDefaults.get(of)
    if (known) return known
    knownDefaults.set(of, new Set())
    const found = defaultsOf((specifier, file) => pointsTo(specifier, file) === of, of)
    for (const { from, to, specifier } of wordsOf(of).moved)
      if (from === 'default' && specifier === undefined) found.add(to)
    knownDefaults.set(of, found)
    return found
  }

  let allHeirs: Map<string, ts.SourceFile[]> | undefined
  const filesOfHeirs = (): ReadonlyMap<string, readonly ts.SourceFile[]> => {
    if (!allHeirs) {
      allHeirs = new Map()
      for (const file of files)
        for (const name of new Set(wordsOf(file).heirs.map((one) => one.toLowerCase()))) put(allHeirs, name, file)
    }
    return allHeirs
  }

  const knownRequires = new Map<ts.SourceFile, readonly RequireCall[]>()
  const requiredIn = (of: ts.SourceFile): readonly RequireCall[] => {
    const known = knownRequires.get(of)
    if (known) return known
    const found = requiresOf(of, files)
    knownRequires.set(of, found)
    return found
  }

  let forAwaits: readonly ts.ForOfStatement[] | undefined
  let provided: readonly ts.ObjectLiteralExpression[] | undefined
  return {
    calls: places(use.called, ({ calls }) => calls),
    callsStarting: (start) =>
      words
        .holding(start.slice(0, startLength), use.calledStart)
        .flatMap((file) => [...walk(file).calls].flatMap(([name, calls]) => (name.startsWith(start) ? calls : []))),
    callsLike(pattern, but) {
      const called = new RegExp(`(?:${pattern.source})[\\w$]*\\s*[(<?!'"\`/]`, pattern.flags)
      return files
        .filter((file) => words.matches(file, called))
        .flatMap((file) =>
          [...walk(file).calls].flatMap(([name, calls]) => (pattern.test(name) && !but.includes(name) ? calls : [])),
        )
    },
    news: places(use.made, ({ news }) => news),
    decorators: places(use.decorated, ({ decorators }) => decorators),
    assignments: places(use.assigned, ({ assignments }) => assignments),
    heirs: places(use.inherited, ({ heirs }) => heirs),
    renames: {
      get(name) {
        let found = knownRenames.get(name)
        if (!found) knownRenames.set(name, (found = renames(name)))
        return found.size > 0 ? found : undefined
      },
    },
    defaultNames,
    handedOnBy(of) {
      const found = new Set([of])
      for (const one of found) for (const file of handingOn.get(one) ?? []) found.add(file)
      return [...found]
    },
    defaultNamesOf: (isMeant) => defaultsOf(isMeant),
    get forAwaits() {
      return (forAwaits ??= files.flatMap((file) => (wordsOf(file).hasForAwait ? walk(file).forAwaits : [])))
    },
    get provided() {
      return (provided ??= files.flatMap((file) =>
        words.matches(file, /\bprovide\b\s*[:,]/) ? walk(file).provided : [],
      ))
    },
    heirsCalled: (lowerCase) =>
      (filesOfHeirs().get(lowerCase) ?? []).flatMap((file) =>
        walk(file).classes.filter(({ name, heritageClauses }) =>
          Boolean(heritageClauses && name?.text.toLowerCase() === lowerCase),
        ),
      ),
    assignmentsIn: (file, name) => indexOf(file).assignments.get(name) ?? [],
    assignmentsTo: (holder, name) =>
      words
        .holding(name, use.assigned)
        .filter(({ text }) => text.includes(`${holder}.${name}`) || text.includes(`${holder}?.${name}`))
        .flatMap((file) => walk(file).assignments.get(name) ?? []),
    callsIn: (file, name) => indexOf(file).calls.get(name) ?? [],
    requiredAs: (of) => requiredIn(of).flatMap((one) => one.as ?? []),
    callsOfRequired: (of) =>
      [...new Set(requiredIn(of).flatMap(({ file, isCalled }) => (isCalled ? [file] : [])))].flatMap((file) =>
        (walk(file).calls.get(calledRequire) ?? []).filter((call) => {
          const specifier = requiredBy(call.expression)
          return specifier !== undefined && pointsTo(specifier, file) === of
        }),
      ),
    storedIn: (file, name) => indexOf(file).stored.get(name) ?? [],
    allStoredIn: (file) => [...indexOf(file).stored.values()].flat(),
    reassignedIn: (file, name) => indexOf(file).reassigned.get(name) ?? [],
    filesHolding: (text) => files.filter((file) => file.text.includes(text)),
    walked,
  }
}

/** Where a text requires the module by a path that ends in its name. */
export function requiresOf(of: ts.SourceFile, files: readonly ts.SourceFile[]): RequireCall[] {
  const parts = of.fileName.replace(/\.[cm]?[jt]sx?$/, '').split('/')
  if (parts.at(-1) === 'index') parts.pop()
  const name = parts.at(-1) ?? ''
  const quoted = name.replace(/[^\w]/g, '\\$&')
  const path = `['"\`]\\.[^'"\`]*\\b${quoted}(?:/index)?(?:\\.[cm]?[jt]sx?)?/?['"\`]`
  const pattern = new RegExp(`(?:([\\w$]+)\\s*=\\s*)?\\brequire\\(\\s*${path}\\s*\\)(\\s*\\()?`, 'g')
  return files
    .filter((file) => file.text.includes(name))
    .flatMap((file) =>
      [...file.text.matchAll(pattern)].map(([, as, call]) => ({ file, as, isCalled: call !== undefined })),
    )
}

/** A `require('./module')` in some file's text. */
interface RequireCall {
  readonly file: ts.SourceFile
  /** The variable that it is given to. */
  readonly as: string | undefined
  readonly isCalled: boolean
}

export interface FileIndex {
  readonly calls: ReadonlyMap<string, readonly ts.CallExpression[]>
  readonly news: ReadonlyMap<string, readonly ts.NewExpression[]>
  readonly decorators: ReadonlyMap<string, readonly ts.Decorator[]>
  readonly assignments: ReadonlyMap<string, readonly ts.BinaryExpression[]>
  readonly reassigned: ReadonlyMap<string, readonly ts.BinaryExpression[]>
  readonly stored: ReadonlyMap<string, readonly ts.BinaryExpression[]>
  readonly heirs: ReadonlyMap<string, readonly Heir[]>
  readonly renames: ReadonlyMap<string, ReadonlySet<string>>
  readonly forAwaits: readonly ts.ForOfStatement[]
  readonly provided: readonly ts.ObjectLiteralExpression[]
  readonly classes: readonly ts.ClassLikeDeclaration[]
}

const known = new WeakMap<ts.SourceFile, FileIndex>()

export function indexOf(file: ts.SourceFile): FileIndex {
  let index = known.get(file)
  if (!index) known.set(file, (index = walkFile(file)))
  return index
}

function walkFile(file: ts.SourceFile): FileIndex {
  const calls = new Map<string, ts.CallExpression[]>()
  const news = new Map<string, ts.NewExpression[]>()
  const decorators = new Map<string, ts.Decorator[]>()
  const assignments = new Map<string, ts.BinaryExpression[]>()
  const reassigned = new Map<string, ts.BinaryExpression[]>()
  const stored = new Map<string, ts.BinaryExpression[]>()
  const heirs = new Map<string, Heir[]>()
  const renames = new Map<string, Set<string>>()
  const forAwaits: ts.ForOfStatement[] = []
  const provided: ts.ObjectLiteralExpression[] = []
  const classes: ts.ClassLikeDeclaration[] = []

  const rename = (from: string, to: string): void => {
    if (from === to) return
    const known = renames.get(from)
    if (known) known.add(to)
    else renames.set(from, new Set([to]))
  }

  const visit = (node: ts.Node): void => {
    switch (node.kind as number) {
      case ts.SyntaxKind.CallExpression: {
        const call = node as ts.CallExpression
        const name = lastName(call.expression)
        if (name !== undefined) put(calls, name, call)
        else if (requiredBy(call.expression) !== undefined) put(calls, calledRequire, call)
        break
      }
      case ts.SyntaxKind.NewExpression: {
        const name = lastName((node as ts.NewExpression).expression)
        if (name !== undefined) put(news, name, node as ts.NewExpression)
        break
      }
      case ts.SyntaxKind.Decorator: {
        const { expression } = node as ts.Decorator
        const name = lastName(ts.isCallExpression(expression) ? expression.expression : expression)
        if (name !== undefined) put(decorators, name, node as ts.Decorator)
        break
      }
      case ts.SyntaxKind.BinaryExpression: {
        const assignment = node as ts.BinaryExpression
        const operator = assignment.operatorToken.kind
        if (
          operator === ts.SyntaxKind.EqualsToken ||
          operator === ts.SyntaxKind.QuestionQuestionEqualsToken ||
          operator === ts.SyntaxKind.BarBarEqualsToken
        ) {
          const { left } = assignment
          if (ts.isPropertyAccessExpression(left)) put(assignments, left.name.text, assignment)
          else if (ts.isIdentifier(left)) put(reassigned, left.text, assignment)
          else if (ts.isElementAccessExpression(left)) {
            const holder = lastName(left.expression)
            if (holder !== undefined) put(stored, holder, assignment)
          }
        }
        break
      }
      case ts.SyntaxKind.ClassDeclaration:
      case ts.SyntaxKind.ClassExpression:
        classes.push(node as ts.ClassLikeDeclaration)
        for (const name of heritageNames(node as ts.ClassLikeDeclaration))
          put(heirs, name, node as ts.ClassLikeDeclaration)
        break
      case ts.SyntaxKind.InterfaceDeclaration:
        for (const name of heritageNames(node as ts.InterfaceDeclaration))
          put(heirs, name, node as ts.InterfaceDeclaration)
        break
      case ts.SyntaxKind.ImportSpecifier:
      case ts.SyntaxKind.ExportSpecifier: {
        const { propertyName, name } = node as ts.ImportSpecifier | ts.ExportSpecifier
        if (propertyName) rename(propertyName.text, name.text)
        break
      }
      case ts.SyntaxKind.ImportClause: {
        const { name } = node as ts.ImportClause
        if (name) rename('default', name.text)
        break
      }
      case ts.SyntaxKind.BindingElement: {
        const { propertyName, name } = node as ts.BindingElement
        if (propertyName && ts.isIdentifier(propertyName) && ts.isIdentifier(name)) rename(propertyName.text, name.text)
        break
      }
      case ts.SyntaxKind.VariableDeclaration: {
        const { name, initializer } = node as ts.VariableDeclaration
        if (ts.isIdentifier(name) && initializer && isClassName(name.text)) {
          for (const one of choicesOf(initializer)) {
            const from = lastName(one)
            if (from !== undefined) rename(from, name.text)
          }
        }
        break
      }
      case ts.SyntaxKind.PropertyAssignment: {
        const { name, parent } = node as ts.PropertyAssignment
        if (ts.isIdentifier(name) && name.text === 'provide') provided.push(parent)
        break
      }
      case ts.SyntaxKind.ForOfStatement:
        if ((node as ts.ForOfStatement).awaitModifier) forAwaits.push(node as ts.ForOfStatement)
        break
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { calls, news, decorators, assignments, reassigned, stored, heirs, renames, forAwaits, provided, classes }
}

/** Where calls of what `require` gives stand among the others: no name is written so. */
const calledRequire = 'require()'

function requiredBy(node: ts.Expression): string | undefined {
  if (!ts.isCallExpression(node) || lastName(node.expression) !== 'require') return undefined
  const [module] = node.arguments
  return module && ts.isStringLiteralLike(module) && module.text.startsWith('.') ? module.text : undefined
}

const isClassName = (name: string): boolean => /^[A-Z]/.test(name)

/** `Queue` and `QueuePro` of `const QueueClass = isPro ? pro.QueuePro : Queue`. */
function choicesOf(expression: ts.Expression): ts.Expression[] {
  if (ts.isParenthesizedExpression(expression)) return choicesOf(expression.expression)
  if (ts.isConditionalExpression(expression))
    return [...choicesOf(expression.whenTrue), ...choicesOf(expression.whenFalse)]
  return [expression]
}

/** `a.b.c` → `c`, `c` → `c`, `(await x).c` → `c`. */
export function lastName(expression: ts.Expression): string | undefined {
  if (ts.isIdentifier(expression)) return expression.text
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text
  if (ts.isElementAccessExpression(expression) && ts.isStringLiteralLike(expression.argumentExpression)) {
    return expression.argumentExpression.text
  }
  if (ts.isParenthesizedExpression(expression) || ts.isNonNullExpression(expression) || ts.isAsExpression(expression)) {
    return lastName(expression.expression)
  }
  return undefined
}

function heritageNames(node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration): string[] {
  return (node.heritageClauses ?? []).flatMap(({ types }) => types.flatMap(({ expression }) => namesIn(expression)))
}

/** Every name that may be the class in `extends`: also inside casts and mixin calls. */
function namesIn(expression: ts.Expression): string[] {
  if (ts.isCallExpression(expression))
    return [...namesIn(expression.expression), ...expression.arguments.flatMap(namesIn)]
  const name = lastName(expression)
  return name === undefined ? [] : [name]
}

function put<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
