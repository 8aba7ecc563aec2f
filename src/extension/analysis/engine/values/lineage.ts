/** Where classes come from and what comes from them: bases, the library's class at the end of the line, heirs, construction. */
import { ts } from 'ts-morph'
import { inheritedClass, isMaker } from './constructorFunctions.ts'
import { superArguments } from './declarations.ts'
import { basesOfLiteral } from './makerLiterals.ts'
import { classesMixed } from './classMixins.ts'
import { prototypesIn } from './mixedObjects.ts'
import { createMemo } from '../index/reads.ts'
import type { Evaluator } from './evaluator.ts'
import type { Env, InstanceValue, LibraryClass, Value } from './value.ts'

export interface Lineage {
  /** What the evaluator gives to everybody. */
  readonly known: Pick<Evaluator, 'bases' | 'libraryClass' | 'construction' | 'heirs'>
  /** The class and those above it, the nearest first. */
  readonly lineage: (node: ts.ClassLikeDeclaration) => readonly ts.ClassLikeDeclaration[]
  /** What a class's own constructor was called with. */
  readonly constructionFrame: (value: InstanceValue) => Env
  /** The base class's constructor, called by its heir's `super(…)`, or with the very arguments if the heir has none. */
  readonly superFrame: (
    heir: ts.ClassLikeDeclaration | undefined,
    base: ts.ClassLikeDeclaration,
    frame: Env,
    self: InstanceValue,
  ) => Env
}

export function createLineage(on: Evaluator): Lineage {
  const baseMemo = createMemo<ts.Node, Value[]>(on.kept.reads)
  const heirMemo = createMemo<ts.Node, readonly ts.ClassLikeDeclaration[]>(on.kept.reads)
  const libraryMemo = createMemo<ts.Node, LibraryClass | undefined>(on.kept.reads)

  const constructionFrame = (value: InstanceValue): Env => {
    if (!value.made || !ts.isClassLike(value.node)) return undefined
    const own = value.node.members.find(ts.isConstructorDeclaration)
    return own && { fn: own, args: value.made.arguments ?? [], argsEnv: value.env, self: value, outer: undefined }
  }

  const superFrame = (
    heir: ts.ClassLikeDeclaration | undefined,
    base: ts.ClassLikeDeclaration,
    frame: Env,
    self: InstanceValue,
  ): Env => {
    const own = base.members.find(ts.isConstructorDeclaration)
    if (!own || !heir) return frame
    const args = superArguments(heir)
    if (args) return { fn: own, args, argsEnv: frame, self, outer: undefined }
    if (heir.members.some(ts.isConstructorDeclaration)) return undefined
    return self.made && { fn: own, args: self.made.arguments ?? [], argsEnv: self.env, self, outer: undefined }
  }

  const bases = (node: ts.ClassLikeDeclaration): Value[] =>
    baseMemo.find(node, [], () => {
      const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
      return (clause?.types ?? [])
        .flatMap(({ expression }) => on.values(expression, undefined))
        .flatMap((value) => (value.kind === 'parameter' ? classesMixed(on, value.node) : [value]))
    })

  const lineage = (node: ts.ClassLikeDeclaration): readonly ts.ClassLikeDeclaration[] => {
    const line = [node]
    for (let at: ts.ClassLikeDeclaration | undefined = node; at && line.length < 20;) {
      const base: Value | undefined = bases(at).find(({ kind }) => kind === 'class')
      at = base?.kind === 'class' && !line.includes(base.node) ? base.node : undefined
      if (at) line.push(at)
    }
    return line
  }

  const libraryClass = (value: Value): LibraryClass | undefined => {
    if (value.kind === 'made') return value.of
    if (value.kind === 'library') return on.libraries.classOf(value)
    if (value.kind === 'function') return inheritedClass(on, value.node)
    if (value.kind === 'object') return libraryMemo.find(value.node, undefined, () => libraryOfLiteral(value.node))
    if (value.kind !== 'instance' && value.kind !== 'class') return undefined
    const { node } = value
    return libraryMemo.find(node, undefined, () => inheritedLibrary(node))
  }

  const libraryOfLiteral = (node: ts.ObjectLiteralExpression): LibraryClass | undefined => {
    let found = inheritedClass(on, node)
    for (const base of [...basesOfLiteral(on, node), ...prototypesIn(on, node)]) found ??= libraryClass(base)
    return found
  }

  const inheritedLibrary = (node: InstanceValue['node']): LibraryClass | undefined => {
    const parents = ts.isClassLike(node)
      ? bases(node)
      : ts.isInterfaceDeclaration(node)
        ? (node.heritageClauses ?? []).flatMap(({ types }) => types.flatMap((type) => on.typeNode(type)))
        : []
    let found: LibraryClass | undefined
    for (const parent of parents) found ??= libraryClass(parent)
    if (ts.isClassLike(node) || isMaker(node)) found ??= inheritedClass(on, node)
    return found
  }

  const construction = (value: Value): { args: readonly ts.Expression[]; env: Env } | undefined => {
    if (value.kind === 'made') return value.node && { args: value.node.arguments ?? [], env: value.env }
    if (value.kind !== 'instance' || !ts.isClassLike(value.node)) return undefined
    const line = lineage(value.node)
    let frame = constructionFrame(value)
    for (const [level, one] of line.entries()) {
      if (level > 0) frame = superFrame(line[level - 1], one, frame, value)
      if (level < line.length - 1) continue
      const args = superArguments(one)
      if (args) return { args, env: frame }
      if (!one.members.some(ts.isConstructorDeclaration) && value.made)
        return { args: value.made.arguments ?? [], env: value.env }
    }
    return undefined
  }

  const heirs = (node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration): readonly ts.ClassLikeDeclaration[] =>
    heirMemo.find(node, [], () => heirsOf(node))

  const heirsOf = (node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration): readonly ts.ClassLikeDeclaration[] => {
    const name = node.name?.text
    const found = new Set<ts.ClassLikeDeclaration>()
    for (const one of name === undefined ? [] : (on.index.heirs.get(name) ?? [])) {
      if (!inherits(one, node)) continue
      if (ts.isClassLike(one)) found.add(one)
      for (const below of heirs(one)) found.add(below)
      if (found.size > 200) break
    }
    return [...found]
  }

  const inherits = (one: ts.ClassLikeDeclaration | ts.InterfaceDeclaration, node: ts.Node): boolean =>
    (one.heritageClauses ?? []).some(({ types, token }) =>
      types.some((type) => {
        const values = ts.isClassLike(one) && token === ts.SyntaxKind.ExtendsKeyword ? bases(one) : on.typeNode(type)
        return values.some((value) => 'node' in value && value.node === node)
      }),
    )

  return { known: { bases, libraryClass, construction, heirs }, lineage, constructionFrame, superFrame }
}
