/**
 * A source file that is parsed when the compiler or the engine first looks into it. Most files of a workspace have
 * nothing to do with messages and lie on no way to one: those are never parsed.
 */
import { ts } from 'ts-morph'

/** What the compiler keeps of a file beyond its public face. */
interface Internals {
  text: string
  end: number
  externalModuleIndicator?: ts.Node | true | undefined
  commonJsModuleIndicator?: ts.Node | true | undefined
}

type Parse = (file: ts.SourceFile) => ts.SourceFile | undefined

/**
 * Answers undefined where the file must be there from the start: it may add to the globals or to another module.
 * `parse` gives the whole file when it is asked for; undefined leaves it empty.
 */
export function lazySource(
  name: string,
  text: string,
  kind: ts.ScriptKind,
  options: ts.CompilerOptions,
  parse: Parse,
): ts.SourceFile | undefined {
  const format = moduleFormat(text, kind)
  if (format === undefined) return undefined
  const file = ts.createSourceFile(name, '', ts.ScriptTarget.ESNext, false, kind)
  const internals = file as unknown as Internals
  internals.text = text
  internals.end = text.length
  Object.assign(internals, { path: name, resolvedPath: name, originalFileName: name })
  Object.assign(internals, { imports: [], moduleAugmentations: [], ambientModuleNames: [] })
  if (format === 'module') internals.externalModuleIndicator = true
  else internals.commonJsModuleIndicator = true

  const open = (): void => {
    unopened.delete(file)
    const whole = parse(file)
    for (const part of parts) delete (file as unknown as Record<string, unknown>)[part]
    const from: ts.SourceFile = whole ?? ts.createSourceFile(name, '', ts.ScriptTarget.ESNext, false, kind)
    for (const [key, value] of Object.entries(from)) {
      if (!keptOfLazy.has(key)) (file as unknown as Record<string, unknown>)[key] = value
    }
    // The binder sets it anew; what stood there was a guess for the time before.
    internals.commonJsModuleIndicator = undefined
    bindSourceFile(file, options)
    if (format === 'module') internals.externalModuleIndicator ??= true
    else if (internals.externalModuleIndicator === undefined) internals.commonJsModuleIndicator ??= true
  }
  for (const part of parts) {
    Object.defineProperty(file, part, {
      configurable: true,
      enumerable: false,
      get(): unknown {
        open()
        return (file as unknown as Record<string, unknown>)[part]
      },
      set(value: unknown) {
        Object.defineProperty(file, part, { configurable: true, enumerable: true, writable: true, value })
      },
    })
  }
  unopened.add(file)
  lazy.add(file)
  return file
}

export function isLazy(file: ts.SourceFile): boolean {
  return lazy.has(file)
}

/** Whether somebody looked into it. */
export function isOpen(file: ts.SourceFile): boolean {
  return !unopened.has(file)
}

const lazy = new WeakSet<ts.SourceFile>()
const unopened = new WeakSet<ts.SourceFile>()
const parts = ['statements', 'endOfFileToken', 'locals', 'symbol'] as const

/** What was noted on the file before it was opened, and what the binder makes. */
const keptOfLazy = new Set([
  'id', 'parent', 'fileName', 'path', 'resolvedPath', 'originalFileName', 'packageJsonLocations', 'packageJsonScope',
  'text', 'imports', 'moduleAugmentations', 'ambientModuleNames', 'locals', 'symbol',
]) // prettier-ignore

const { bindSourceFile } = ts as unknown as {
  readonly bindSourceFile: (file: ts.SourceFile, options: ts.CompilerOptions) => void
}

/** Undefined for a script, whose names are everybody's, and for what speaks of other modules than itself. */
function moduleFormat(text: string, kind: ts.ScriptKind): 'module' | 'commonjs' | undefined {
  if (/\bdeclare\s+(?:module|global|namespace)\b|\bmodule\s+['"]|\bas\s+namespace\b/.test(text)) return undefined
  const isScript = kind === ts.ScriptKind.JS || kind === ts.ScriptKind.JSX
  // `App.open = …` at the top of plain JavaScript makes a global of what nobody declares.
  if (isScript && /^(?!module\b|exports\b)[\w$]+(?:\.[\w$]+)+\s*=[^=]/m.test(text)) return undefined
  if (/^(?:import\s*[\w${*'"]|export\s*[\w${*])/m.test(text)) return 'module'
  if (
    isScript &&
    /^(?:(?:const|let|var)\s[^=\n]*=\s*require\(\s*['"]|(?:module\.)?exports\b[.\w$]*\s*=[^=])/m.test(text)
  )
    return 'commonjs'
  return undefined
}
