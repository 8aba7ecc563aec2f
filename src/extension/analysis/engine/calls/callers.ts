/** Who calls a function: by the names it goes by, then by what each call of such a name really means. */
import { ts } from 'ts-morph'
import { isMaker, makerOfThis } from '../values/constructorFunctions.ts'
import { nameText } from '../values/declarations.ts'
import { isNamesakeOf, settleNamesakes } from './namesakes.ts'
import { extendsClass } from './origins.ts'
import { createMemo } from '../index/reads.ts'
import { isExports, isInside } from '../index/syntax.ts'
import type { Evaluator } from '../values/evaluator.ts'

export type Caller = ts.CallExpression | ts.NewExpression

export interface Callers {
  of(fn: ts.SignatureDeclaration): readonly Caller[]
}

export function createCallers(on: Evaluator): Callers {
  const memo = createMemo<ts.Node, readonly Caller[]>(on.kept.reads)
  const { checker } = on.program

  const targets = (call: Caller): ReadonlySet<ts.Node> => on.kept.of('targets', call, () => targetsOf(call))

  const targetsOf = (call: Caller): ReadonlySet<ts.Node> => {
    const found = new Set<ts.Node>()
    const callee = unwrapped(call.expression)
    const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(callee) ? callee.name : callee)
    let declared = false
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    for (const node of target?.declarations ?? []) {
      const fn = functionOf(node)
      if (fn) {
        found.add(fn)
        declared = true
      }
      found.add(node)
    }
    if (!declared) {
      for (const value of on.values(callee, undefined)) if (value.kind === 'function') found.add(value.node)
    }
    return found
  }

  const of = (fn: ts.SignatureDeclaration): readonly Caller[] => memo.find(fn, [], () => callersOf(fn))

  const callersOf = (fn: ts.SignatureDeclaration): readonly Caller[] => {
    const keys = keysOf(fn)
    const found: Caller[] = []
    const isConstructor = ts.isConstructorDeclaration(fn)
    // A module of plain functions may be handed over as an object of an interface, which nothing else tells.
    const isExported = isExportsMember(fn)
    const groups = [...namesOf(fn)].map((name): readonly Caller[] =>
      isConstructor ? (on.index.news.get(name) ?? []) : (on.index.calls.get(name) ?? []),
    )
    // Of a function that makes objects: `new Parser(options)`.
    if (isMaker(fn)) for (const name of namesOf(fn)) groups.push(on.index.news.get(name) ?? [])
    if (isModuleItself(fn)) groups.push(on.index.callsOfRequired(fn.getSourceFile()))
    const maker = makerOf(fn)
    if (maker) groups.push(of(maker).flatMap((call) => calledAtOnce(call) ?? []))
    for (const candidates of groups) {
      for (const call of candidates.slice(0, mostCandidates)) {
        if (isInside(call, fn) && !isConstructor && handsOnItsOwn(call, fn)) continue
        if (isConstructor) {
          if (on.values(call.expression, undefined).some((value) => value.kind === 'class' && value.node === fn.parent))
            found.push(call)
          continue
        }
        const meant = targets(call)
        // `super.add()` never ends in an override of it.
        const wanted = isOfSuper(call) ? [fn, fn.parent] : keys
        const isOpen =
          (isExported && [...meant].some((node) => isSignature(node) && isOwn(node))) ||
          [...meant].some((node) => isImplementedBelow(node, fn)) ||
          (meant.size === 0 && (isByName(on, call, fn) || (isExported && isOfRegistry(call, fn))))
        if (wanted.some((key) => meant.has(key)) || isOpen) found.push(call)
      }
    }
    return found
  }

  /** `Object.create` is declared too, but by nobody in the workspace. */
  const isOwn = (node: ts.Node): boolean => {
    const file = node.getSourceFile()
    return file !== on.program.stubs && file.fileName !== '/globals.d.ts'
  }

  /** An interface's method that a subclass brings in by inheriting it: `class B extends A implements I`. */
  const isImplementedBelow = (node: ts.Node, { parent }: ts.SignatureDeclaration): boolean =>
    isSignature(node) &&
    ts.isInterfaceDeclaration(node.parent) &&
    ts.isClassLike(parent) &&
    on.heirs(node.parent).some((heir) => heir !== parent && extendsClass(on, heir, parent))

  /** The function itself, and what it implements or overrides: a call of any of them may end here. */
  const keysOf = (fn: ts.SignatureDeclaration): ts.Node[] => {
    const keys: ts.Node[] = [fn]
    const { parent } = fn
    if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent))
      keys.push(parent)
    const member = ts.isClassLike(parent) ? fn : ts.isPropertyDeclaration(parent) ? parent : undefined
    const name = member && 'name' in member && member.name ? nameText(member.name as ts.PropertyName) : undefined
    if (name !== undefined && member && ts.isClassLike(member.parent))
      keys.push(...inheritedMembers(member.parent, name))
    const literal = ts.isObjectLiteralExpression(parent)
      ? parent
      : ts.isPropertyAssignment(parent)
        ? parent.parent
        : undefined
    const key = ts.isPropertyAssignment(parent)
      ? nameText(parent.name)
      : literal && fn.name
        ? nameText(fn.name as ts.PropertyName)
        : undefined
    if (literal && key !== undefined) {
      const property = contextualType(literal)?.getProperty(key)
      keys.push(...(property?.declarations ?? []).filter((node) => node.getSourceFile() !== on.program.stubs))
    }
    return keys
  }

  const contextualType = (node: ts.ObjectLiteralExpression): ts.Type | undefined => {
    try {
      return checker.getContextualType(node)
    } catch {
      return undefined
    }
  }

  const inheritedMembers = (holder: ts.ClassLikeDeclaration, name: string): ts.Node[] => {
    const found: ts.Node[] = []
    const seen = new Set<ts.Node>()
    const visit = (node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration | ts.TypeLiteralNode): void => {
      if (seen.has(node) || seen.size > 30) return
      seen.add(node)
      if (node !== holder) {
        for (const member of node.members) if (member.name && nameText(member.name) === name) found.push(member)
      }
      if (ts.isTypeLiteralNode(node)) return
      for (const { types, token } of node.heritageClauses ?? []) {
        for (const type of types) {
          const parents =
            ts.isClassLike(node) && token === ts.SyntaxKind.ExtendsKeyword ? on.bases(node) : on.typeNode(type)
          for (const value of parents)
            if ((value.kind === 'class' || value.kind === 'instance') && !isMaker(value.node)) visit(value.node)
        }
      }
    }
    visit(holder)
    return found
  }

  const namesOf = (fn: ts.SignatureDeclaration): Set<string> => {
    const names = new Set<string>()
    const add = (name: string | undefined): void => {
      if (name === undefined) return
      names.add(name)
      for (const other of on.index.renames.get(name) ?? []) names.add(other)
    }
    const { parent } = fn
    if (ts.isConstructorDeclaration(fn)) {
      add(fn.parent.name?.text)
      return names
    }
    if (fn.name) add(nameText(fn.name as ts.PropertyName))
    if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))
      add(nameText(parent.name))
    if (ts.isBinaryExpression(parent)) {
      const { left } = parent
      if (ts.isPropertyAccessExpression(left)) add(left.name.text)
      else if (ts.isIdentifier(left)) add(left.text)
    }
    if (isDefaultExport(fn)) for (const other of on.index.defaultNames(fn.getSourceFile())) names.add(other)
    if (isModuleItself(fn)) for (const other of on.index.requiredAs(fn.getSourceFile())) names.add(other)
    // What a function returns is called by the names its results are given.
    const maker = makerOf(fn)
    if (maker && names.size === 0) {
      for (const call of of(maker)) {
        const holder = skipAwait(call).parent
        if (ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder) || ts.isPropertyDeclaration(holder))
          add(nameText(holder.name))
        if (ts.isBinaryExpression(holder) && ts.isPropertyAccessExpression(holder.left)) add(holder.left.name.text)
      }
    }
    return names
  }

  settleNamesakes(on)
  return { of }
}

const mostCandidates = 5_000

/** Nothing is known of the object but that it is called as the method's class is. */
export function isByName(on: Evaluator, { expression }: Caller, fn: ts.SignatureDeclaration): boolean {
  if (!ts.isPropertyAccessExpression(expression) || on.program.checker.getSymbolAtLocation(expression.name))
    return false
  const holder = ts.isClassLike(fn.parent) ? fn.parent : makerOfThis(on, fn)
  return (
    holder !== undefined &&
    holder !== fn &&
    (ts.isClassLike(holder) || isMaker(holder)) &&
    isNamesakeOf(on, holder, expression.expression)
  )
}

/** `exports.open = (…) => …`. */
function isExportsMember({ parent }: ts.SignatureDeclaration): boolean {
  if (!ts.isBinaryExpression(parent) || !ts.isPropertyAccessExpression(parent.left)) return false
  return isExports(parent.left.expression)
}

/** `parts[message.part].handle(socket, message)`: which module it is only a run tells, and it may be any that has it. */
export function isOfRegistry({ expression, arguments: args }: Caller, fn: ts.SignatureDeclaration): boolean {
  if (!ts.isPropertyAccessExpression(expression) || !ts.isElementAccessExpression(expression.expression)) return false
  return !ts.isLiteralExpression(expression.expression.argumentExpression) && args?.length === fn.parameters.length
}

const isSignature = (node: ts.Node): boolean => ts.isPropertySignature(node) || ts.isMethodSignature(node)

function isOfSuper({ expression }: Caller): boolean {
  return ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.SuperKeyword
}

function unwrapped(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)
    ? unwrapped(node.expression)
    : node
}

function functionOf(node: ts.Declaration): ts.Node | undefined {
  if (ts.isFunctionLike(node)) return node
  // `F.prototype.say = function …`, `this.say = …` of plain JavaScript.
  const assignment = ts.isBinaryExpression(node) ? node : node.parent
  if (assignment && ts.isBinaryExpression(assignment)) {
    const right = unwrapped(assignment.right)
    return ts.isArrowFunction(right) || ts.isFunctionExpression(right) ? right : undefined
  }
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) {
    const initializer = node.initializer && unwrapped(node.initializer)
    return initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
      ? initializer
      : undefined
  }
  return undefined
}

function isDefaultExport(fn: ts.SignatureDeclaration): boolean {
  if (ts.isExportAssignment(fn.parent)) return true
  if (ts.isFunctionDeclaration(fn)) {
    if ((ts.getModifiers(fn) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return true
  }
  const name =
    fn.name && ts.isIdentifier(fn.name)
      ? fn.name.text
      : ts.isVariableDeclaration(fn.parent)
        ? fn.parent.name.getText()
        : undefined
  return fn
    .getSourceFile()
    .statements.some(
      (one) => ts.isExportAssignment(one) && ts.isIdentifier(one.expression) && one.expression.text === name,
    )
}

/** `module.exports = fn`, also by a name: calling what `require` gives calls it. */
function isModuleItself(fn: ts.SignatureDeclaration): boolean {
  const name = fn.name && ts.isIdentifier(fn.name) ? fn.name.text : undefined
  return fn.getSourceFile().statements.some((one) => {
    if (!ts.isExpressionStatement(one) && !ts.isVariableStatement(one)) return false
    const whole = ts.isExpressionStatement(one) ? one.expression : one.declarationList.declarations[0]?.initializer
    let at = whole && unwrapped(whole)
    let isExported = false
    while (at && ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      isExported ||= ts.isPropertyAccessExpression(at.left) && isExports(at.left)
      at = unwrapped(at.right)
    }
    return isExported && at !== undefined && (at === fn || (ts.isIdentifier(at) && at.text === name))
  })
}

function makerOf(fn: ts.SignatureDeclaration): ts.SignatureDeclaration | undefined {
  const { parent } = fn
  if (ts.isArrowFunction(parent)) return parent
  if (!ts.isReturnStatement(parent)) return undefined
  for (let at: ts.Node = parent; at; at = at.parent) if (ts.isFunctionLike(at)) return at
  return undefined
}

/** `publisher(bus)('paid')`: what a function gives is called where it is made. */
function calledAtOnce(made: Caller): Caller | undefined {
  const { parent } = made
  return ts.isCallExpression(parent) && parent.expression === made ? parent : undefined
}

function skipAwait(node: ts.Node): ts.Node {
  return ts.isAwaitExpression(node.parent) || ts.isAsExpression(node.parent) ? skipAwait(node.parent) : node
}

/** A call of itself that passes on what it was given says nothing new; one under a name of its own does. */
function handsOnItsOwn({ arguments: args }: Caller, fn: ts.SignatureDeclaration): boolean {
  const given = new Set(fn.parameters.map(({ name }) => (ts.isIdentifier(name) ? name.text : '')))
  return !args?.some(
    (one) =>
      ts.isStringLiteralLike(one) || (ts.isPropertyAccessExpression(one) && !given.has(one.expression.getText())),
  )
}
