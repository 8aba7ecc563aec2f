/**
 * The workspace as one TypeScript program: parsed in memory, under names that are the same on every
 * system (`/w/` and the absolute path). One set of forgiving options serves all files; what differs between tsconfig
 * files and matters to the map (path aliases) is the resolver's.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { ts } from 'ts-morph'
import { detectors as allDetectors } from '../detectors/all.ts'
import { embeddedScript } from './embedded.ts'
import { wordsOf } from './fileWords.ts'
import { globals } from './globals.ts'
import { detectorsWith } from '../rules/detectorsWith.ts'
import { isLazy, isOpen, lazySource } from './lazySource.ts'
import { createFollowed, type Followed } from './followed.ts'
import { createOpenBudget } from './openBudget.ts'
import { replacesResolution, runtimeAliases } from './runtimeAliases.ts'
import { createResolver, type Resolve, type WorkspacePackage } from './resolver.ts'
import { isEmbedded, looksGenerated } from './sourceKind.ts'
import { stubsOf } from './stubs.ts'
import { folderOf, readAliases, record } from './tsconfigs.ts'
import { excludedBy } from '../rules/folderRules.ts'
import { createWordSearch, type WordSearch } from './wordSearch.ts'
import { findFiles } from './workspaceFiles.ts'
import type { Detector } from '../detectors/detector.ts'
import type { FileChange } from '../messages.ts'
import type { FolderRules } from '../rules/folderRules.ts'
import type { Problem } from '../../../protocol/graph.ts'
import type { MappedPackage } from '../../../protocol/map.ts'

export interface SourceProgram {
  readonly checker: ts.TypeChecker
  readonly files: readonly ts.SourceFile[]
  readonly stubs: ts.SourceFile
  readonly detectors: readonly Detector[]
  readonly rules: readonly FolderRules[]
  readonly packages: readonly MappedPackage[]
  /** What the files' texts tell without a parse. */
  readonly words: WordSearch<ts.SourceFile>
  /** With what is wrong in the syntax of these files. */
  readonly problems: (of: ReadonlySet<ts.SourceFile>) => readonly Problem[]
  /** Follows an import. */
  readonly resolve: (specifier: string, from: ts.SourceFile) => ts.SourceFile | undefined
  /** Where an import leads to that nobody follows. */
  readonly pointsTo: (specifier: string, from: ts.SourceFile) => ts.SourceFile | undefined
  readonly followed: Followed
  /** Another one once paths may resolve to something else. */
  readonly layout: object
  /** The absolute path a person knows the file by. */
  readonly pathOf: (file: ts.SourceFile) => string
}

export interface ProgramOptions {
  readonly roots: readonly string[]
  readonly exclude?: readonly string[]
  readonly detectors?: readonly Detector[]
  /** The user's own. */
  readonly rules?: readonly FolderRules[]
  readonly onProgress?: (done: number, total: number) => void
  /** How many characters of source may be open at once; by default as many as the thread's memory holds. */
  readonly mostOpen?: number
}

/** Past this a file is no source that a person wrote. */
const largestFile = 1_000_000

export interface LoadedWorkspace {
  program(): SourceProgram
  /** Takes changes in; answers whether any of them matters to the map. */
  change(changes: readonly FileChange[]): boolean
  /** Leaves out files whose syntax trees are deeper than this. */
  leaveOutDeeper(levels: number): void
}

export function loadWorkspace(options: ProgramOptions): LoadedWorkspace {
  const rules = options.rules ?? []
  const detectors = detectorsWith(
    options.detectors ?? allDetectors,
    rules.flatMap((one) => one.detectors),
  )
  let found = findFiles(options.roots, options.exclude ?? [], excludedBy(rules))
  const unsaved = new Map<string, string>()
  const fileProblems = new Map<string, Problem>()
  let resolve: Resolve = () => undefined
  let manifestProblems: readonly Problem[] = []
  let packages: readonly WorkspacePackage[] = []

  const sources = new Map<string, ts.SourceFile>()
  const words = createWordSearch<ts.SourceFile>()
  const followed = createFollowed()
  const makeChecker = createCheckers(sources, (name, from) => resolve(name, from), followed)

  const budget = createOpenBudget(options.mostOpen)

  const take = (path: string): void => {
    const name = nameOf(path)
    const text = unsaved.get(path) ?? read(path, fileProblems)
    if (text === undefined || looksGenerated(text)) {
      budget.forget(name)
      sources.delete(name)
      return
    }
    const script = isEmbedded(path) ? embeddedScript(text) : text
    if (sources.get(name)?.text === script) return
    budget.forget(name)
    if (fileProblems.get(path)?.code === nestedTooDeep) fileProblems.delete(path)
    const later = lazySource(name, script, scriptKindOf(name), compilerOptions, open)
    const file = later ?? open({ fileName: name, text: script })
    if (!file) return
    sources.set(name, file)
    words.add(file, wordsOf(script))
  }

  const open = ({ fileName, text }: Pick<ts.SourceFile, 'fileName' | 'text'>): ts.SourceFile | undefined => {
    if (!budget.mayOpen(fileName, text.length)) return undefined
    try {
      return parsed(fileName, text)
    } catch (error) {
      // The parser goes down by recursion and has no bound of its own.
      if (!(error instanceof RangeError)) throw error
      leaveOut(fileName)
      return undefined
    }
  }

  /** What one map opened need not be what the next one needs. */
  const closeAll = (): void => {
    budget.clear()
    for (const [name, file] of sources) {
      if (!isLazy(file) || !isOpen(file)) continue
      const again = lazySource(name, file.text, scriptKindOf(name), compilerOptions, open)
      if (!again) continue
      sources.set(name, again)
      words.add(again, words.wordsOf(file))
    }
  }

  const leaveOut = (name: string): void => {
    sources.delete(name)
    const file = pathOf(name)
    fileProblems.set(file, { code: nestedTooDeep, message: 'Left out: its code is nested too deeply', file })
  }

  const readManifests = (): void => {
    const { aliases, problems } = readAliases(found.manifests.map(nameOf), (file) => read(pathOf(file), fileProblems))
    packages = found.manifests.flatMap((file) => packageOf(file, fileProblems))
    const runtime = runtimeAliases(packages, sources.values(), options.roots.map(nameOf))
    resolve = createResolver(new Set(sources.keys()), [...aliases, ...runtime], packages)
    manifestProblems = problems.map(({ file, ...problem }) => ({
      ...problem,
      ...(file !== undefined && { file: pathOf(file) }),
    }))
  }

  const total = found.sources.length
  found.sources.forEach((path, index) => {
    take(path)
    if (index % 50 === 0) options.onProgress?.(index, total)
  })
  options.onProgress?.(total, total)
  sources.set(globalsName, parsed(globalsName, globals))
  const stubs = parsed(stubsName, stubsOf(detectors))
  sources.set(stubsName, stubs)
  readManifests()

  return {
    program() {
      if (budget.leftOut.size > 0) closeAll()
      // The order of the files is that of the map: always the same, whatever came and went.
      const names = [...sources.keys()].filter((name) => name.startsWith(`${prefix}/`)).sort()
      const files = names.flatMap((name) => sources.get(name) ?? [])
      words.update(files)
      const checker = makeChecker()
      return {
        checker,
        files,
        stubs,
        detectors,
        rules,
        packages: packages.map(({ name, folder }) => ({ name, folder: pathOf(folder) })),
        words,
        problems: (of) => [
          ...rules.flatMap((one) => one.problems),
          ...found.problems,
          ...manifestProblems,
          ...fileProblems.values(),
          ...budget.problems([...budget.leftOut].map(pathOf)),
          ...files.flatMap((file) => (of.has(file) ? syntaxProblem(file) : [])),
        ],
        resolve: (specifier, from) => {
          const file = resolve(specifier, from.fileName)
          if (file === undefined) return undefined
          followed.note(from.fileName, file)
          return sources.get(file)
        },
        pointsTo: (specifier, from) => {
          const file = resolve(specifier, from.fileName)
          return file === undefined ? undefined : sources.get(file)
        },
        followed,
        layout: resolve,
        pathOf: (file) => pathOf(file.fileName),
      }
    },
    leaveOutDeeper(levels) {
      for (const file of sources.values()) if (isOpen(file) && nestsDeeper(file, levels)) leaveOut(file.fileName)
    },
    change(changes) {
      let matters = false
      for (const { file, text } of changes) {
        const path = file.replaceAll('\\', '/')
        if (typeof text === 'string') unsaved.set(path, text)
        else unsaved.delete(path)
      }
      // Typing in a file that is known changes no list of files: the disk is walked only when one may come or go.
      const before = new Set(found.sources)
      const listChanges = changes.some(({ file, text }) => {
        const path = file.replaceAll('\\', '/')
        return !before.has(path) || text === null || (text === undefined && !existsSync(path))
      })
      if (listChanges) found = findFiles(options.roots, options.exclude ?? [], excludedBy(rules))
      const present = listChanges ? new Set(found.sources) : before
      let resolvesAnew = listChanges
      const decides = (path: string): boolean => replacesResolution(sources.get(nameOf(path))?.text ?? '')
      for (const { file } of changes) {
        const path = file.replaceAll('\\', '/')
        if (present.has(path)) {
          const decided = decides(path)
          take(path)
          resolvesAnew ||= decided || decides(path)
          matters = true
        } else {
          budget.forget(nameOf(path))
          if (sources.delete(nameOf(path))) matters = true
          if (found.manifests.includes(path)) matters = true
        }
      }
      if (matters && resolvesAnew) readManifests()
      return matters
    },
  }
}

const compilerOptions: ts.CompilerOptions = {
  noLib: true,
  allowJs: true,
  checkJs: false,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Legacy,
  allowSyntheticDefaultImports: true,
  esModuleInterop: true,
  experimentalDecorators: true,
  jsx: ts.JsxEmit.Preserve,
  strict: false,
  strictNullChecks: false,
  noResolve: true,
  types: [],
  skipLibCheck: true,
}

function hostOf(sources: ReadonlyMap<string, ts.SourceFile>, resolve: Resolve): ts.CompilerHost {
  return {
    getSourceFile: (name) => sources.get(name),
    fileExists: (name) => sources.has(name),
    readFile: (name) => sources.get(name)?.text,
    writeFile: () => {},
    getDefaultLibFileName: () => '/lib.d.ts',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    resolveModuleNameLiterals: (literals, from) => literals.map(({ text }) => resolved(resolve(text, from))),
  }
}

/**
 * A checker needs a program only for the files whose names are everybody's: all others it reaches through imports, and
 * most it never does. Making one binds the former; only then do their nodes know their parents.
 */
function createCheckers(
  sources: ReadonlyMap<string, ts.SourceFile>,
  resolve: Resolve,
  followed: Followed,
): () => ts.TypeChecker {
  const host = hostOf(sources, resolve)
  const { createTypeChecker } = ts as unknown as { readonly createTypeChecker: (program: object) => ts.TypeChecker }
  return () => {
    const rootNames = [...sources].flatMap(([name, file]) => (isLazy(file) ? [] : [name])).sort()
    const program = ts.createProgram({ rootNames, options: compilerOptions, host })
    return createTypeChecker({
      ...program,
      getSourceFile: (name: string) => sources.get(name),
      getResolvedModule: ({ fileName }: ts.SourceFile, specifier: string) => {
        const file = resolve(specifier, fileName)
        if (file !== undefined) followed.note(fileName, file)
        return resolved(file)
      },
    })
  }
}

function resolved(file: string | undefined): ts.ResolvedModuleWithFailedLookupLocations {
  return {
    resolvedModule: file === undefined ? undefined : { resolvedFileName: file, extension: extensionOf(file) },
  } as ts.ResolvedModuleWithFailedLookupLocations
}

/** JSDoc gives types in plain JavaScript only; elsewhere nothing reads it. Parents come with binding. */
function parsed(name: string, text: string): ts.SourceFile {
  const kind = scriptKindOf(name)
  const { ParseAll, ParseNone } = ts.JSDocParsingMode
  const jsDocParsingMode = kind === ts.ScriptKind.JSX ? ParseAll : ParseNone
  return ts.createSourceFile(name, text, { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode }, false, kind)
}

const globalsName = '/globals.d.ts'
const stubsName = '/libraries.d.ts'
const prefix = '/w'

/** `/home/a/b.ts` → `/w/home/a/b.ts`, `C:/a/b.vue` → `/w/C:/a/b.vue.ts`. */
function nameOf(path: string): string {
  return `${prefix}${path.startsWith('/') ? '' : '/'}${path}${isEmbedded(path) ? '.ts' : ''}`
}

function pathOf(name: string): string {
  const path = name.slice(prefix.length).replace(/(\.(?:vue|svelte|astro))\.ts$/, '$1')
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path
}

function read(path: string, problems: Map<string, Problem>): string | undefined {
  try {
    const { size } = statSync(path)
    if (size > largestFile) {
      problems.set(path, {
        code: 'file-too-large',
        message: `Left out: ${(size / 1e6).toFixed(1)} MB is past the ${largestFile / 1e6} MB that a file may have`,
        file: path,
      })
      return undefined
    }
    problems.delete(path)
    return readFileSync(path, 'utf8')
  } catch (error) {
    problems.set(path, { code: 'unreadable', message: `The file cannot be read: ${String(error)}`, file: path })
    return undefined
  }
}

function packageOf(path: string, problems: Map<string, Problem>): WorkspacePackage[] {
  if (!path.endsWith('/package.json')) return []
  const text = read(path, problems)
  if (text === undefined) return []
  try {
    const manifest = record(JSON.parse(text))
    const name = manifest?.['name']
    return manifest && typeof name === 'string' ? [{ name, folder: folderOf(nameOf(path)), manifest }] : []
  } catch (error) {
    problems.set(path, { code: 'package-broken', message: `package.json is not JSON: ${String(error)}`, file: path })
    return []
  }
}

function syntaxProblem(file: ts.SourceFile): Problem[] {
  const { parseDiagnostics } = file as unknown as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }
  const first = parseDiagnostics?.[0]
  if (!first) return []
  const { line } = file.getLineAndCharacterOfPosition(first.start)
  return [
    {
      code: 'syntax-error',
      message: ts.flattenDiagnosticMessageText(first.messageText, ' '),
      file: pathOf(file.fileName),
      line: line + 1,
    },
  ]
}

const nestedTooDeep = 'nested-too-deep'

function nestsDeeper(file: ts.SourceFile, levels: number): boolean {
  const deeper = (node: ts.Node, left: number): boolean =>
    left === 0 || ts.forEachChild(node, (child) => deeper(child, left - 1) || undefined) === true
  return deeper(file, levels)
}

function extensionOf(name: string): ts.Extension {
  if (name.endsWith('.tsx')) return ts.Extension.Tsx
  if (name.endsWith('.jsx')) return ts.Extension.Jsx
  if (/\.[cm]?js$/.test(name)) return ts.Extension.Js
  return ts.Extension.Ts
}

function scriptKindOf(name: string): ts.ScriptKind {
  if (name.endsWith('.tsx')) return ts.ScriptKind.TSX
  if (name.endsWith('.ts') || name.endsWith('.mts') || name.endsWith('.cts')) return ts.ScriptKind.TS
  return ts.ScriptKind.JSX
}
