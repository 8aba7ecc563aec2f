/** What the workspace itself declares under a name that a user's rule gives: classes, objects, functions. */
import { ts } from 'ts-morph'
import { isMaker } from '../values/constructorFunctions.ts'
import { nameText } from '../values/declarations.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Value } from '../values/value.ts'

/** A thing whose methods a rule can speak of. */
export type Holder = ts.ClassLikeDeclaration | ts.InterfaceDeclaration | ts.TypeLiteralNode | ts.ObjectLiteralExpression

export interface OwnTargets {
  /** `module`: a file of the folder as `./src/bus.ts`, or `.` for any of its files. */
  holders(module: string, root: string, name: string): readonly Holder[]
  functions(module: string, root: string, name: string): readonly ts.SignatureDeclaration[]
  /** The files that it means. */
  files(module: string, root: string): readonly ts.SourceFile[]
}

export function createOwnTargets(on: Evaluator): OwnTargets {
  const { checker } = on.program
  const paths = new Map(on.program.files.map((file) => [on.program.pathOf(file), file]))

  const files = (module: string, root: string): readonly ts.SourceFile[] => {
    if (module === '.') return on.program.files.filter((file) => on.program.pathOf(file).startsWith(`${root}/`))
    const path = absolute(root, module)
    const file = paths.get(path) ?? extensions.map((end) => paths.get(path + end)).find((one) => one !== undefined)
    return file ? [file] : []
  }

  const named = (module: string, root: string, name: string): readonly ts.Symbol[] => {
    const found = new Set<ts.Symbol>()
    for (const file of files(module, root)) {
      // What does not name it needs no look; `default` and what is handed on are a named file's only.
      if (module === '.' && !file.text.includes(name)) continue
      const { symbol, locals } = file as unknown as { symbol?: ts.Symbol; locals?: ts.SymbolTable }
      // Of a file that is named, what it hands on from others counts too; of any file, what it declares itself.
      const exported =
        module === '.' ? undefined : symbol && checker.getExportsOfModule(symbol).find((one) => one.name === name)
      const own = locals?.get(name as ts.__String) ?? symbol?.exports?.get(name as ts.__String)
      for (const one of [exported, own]) {
        if (!one) continue
        const meant = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one
        if (module !== '.' || one === meant) found.add(checker.getExportSymbolOfSymbol(meant))
      }
    }
    return [...found]
  }

  const holders = (module: string, root: string, name: string): readonly Holder[] => [
    ...new Set(named(module, root, name).flatMap((symbol) => (symbol.declarations ?? []).flatMap(holdersIn))),
  ]

  const holdersIn = (node: ts.Declaration): Holder[] => {
    if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node)) return [node]
    if (ts.isTypeAliasDeclaration(node)) return ts.isTypeLiteralNode(node.type) ? [node.type] : []
    return on.declaration(node, undefined).flatMap(holderOf)
  }

  const functions = (module: string, root: string, name: string): readonly ts.SignatureDeclaration[] => [
    ...new Set(
      named(module, root, name)
        .flatMap((symbol) => symbol.declarations ?? [])
        .flatMap((node): ts.SignatureDeclaration[] =>
          ts.isFunctionDeclaration(node)
            ? [node]
            : on.declaration(node, undefined).flatMap((value) => (value.kind === 'function' ? [value.node] : [])),
        ),
    ),
  ]

  return { holders, functions, files }
}

/** The thing whose members a value has. */
export function holderOf(value: Value): Holder[] {
  if (value.kind !== 'instance' && value.kind !== 'class' && value.kind !== 'object') return []
  return isMaker(value.node) ? [] : [value.node]
}

/** What is called when the member of this name is: overloads are several. */
export function membersNamed(holder: Holder, name: string): ts.Node[] {
  if (ts.isObjectLiteralExpression(holder))
    return holder.properties.filter((one) => one.name && nameText(one.name) === name)
  return [...holder.members].filter((one) => one.name && nameText(one.name as ts.PropertyName) === name)
}

function absolute(root: string, module: string): string {
  const parts = root.split('/')
  for (const part of module.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.js']
