/** What a rule for the call at a place would say: which declaration is called, and where name and handler may stand. */
import { ts } from 'ts-morph'
import { nameText } from '../values/declarations.ts'
import { holderOf, type Holder } from './ownTargets.ts'
import { lastName } from '../index/sourceIndex.ts'
import { shownText } from '../index/syntax.ts'
import { libraryOfStub } from '../values/types.ts'
import { formatTarget, type Target } from '../../rules/target.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { CallAt, CallChoice, DescribedCall } from '../../messages.ts'
import type { LibraryValue, Value } from '../values/value.ts'

type Call = ts.CallExpression | ts.NewExpression

/** Undefined: there is no call, or nobody can tell what it calls. */
export function describeCall(on: Evaluator, { file, line, column, root }: CallAt): DescribedCall | undefined {
  const source = on.program.files.find((one) => on.program.pathOf(one) === file)
  if (!source) return undefined
  const starts = source.getLineStarts()
  const start = starts[line - 1]
  if (start === undefined) return undefined
  const call = callAround(source, Math.min(start + column - 1, source.end))
  if (!call) return undefined
  const target = targetOf(on, call, root)
  const called = lastName(call.expression)
  if (!target || called === undefined)
    return { called: called ?? shownText(call.expression), choices: [], handlers: [] }
  const args = [...(call.arguments ?? [])]
  const handlers = args.flatMap((arg, at): CallChoice[] =>
    isFunction(on, arg) ? [{ selector: String(at), text: shownText(arg) }] : [],
  )
  return {
    target: formatTarget(target),
    called,
    role: handlers.length > 0 || receiving.test(called) ? 'receive' : 'send',
    choices: likeliestFirst(args.flatMap((arg, at) => choicesIn(on, arg, at))),
    handlers,
  }
}

const receiving =
  /^(?:on|once|listen|subscribe|consume|receive|handle|process|watch|hear|register|add\w*Listener)(?![a-z])/i
const nameFields = /^(?:topic|name|event|eventName|type|queue|channel|subject|pattern|key|routingKey)$/

/** The innermost call that holds the position; on the name of what is called, that very call. */
function callAround(source: ts.SourceFile, position: number): Call | undefined {
  let found: Call | undefined
  const visit = (node: ts.Node): void => {
    if (position < node.getStart(source) || position > node.end) return
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) found = node
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function targetOf(on: Evaluator, call: Call, root: string): Target | undefined {
  const callee = call.expression
  const name = lastName(callee)
  if (name === undefined) return undefined
  if (ts.isNewExpression(call)) {
    for (const value of on.values(callee, undefined)) {
      if (value.kind === 'library') return { module: value.module, what: 'construct', of: value.name, name: value.name }
      const [holder] = holderOf(value)
      const own = holder && placeOf(on, holder, root)
      if (own) return { module: own.module, what: 'construct', of: own.name, name: own.name }
    }
    return undefined
  }
  const declared = on.program.checker.getSymbolAtLocation(ts.isPropertyAccessExpression(callee) ? callee.name : callee)
  for (const node of declared?.declarations ?? []) {
    if (node.getSourceFile() !== on.program.stubs) {
      const holder = holderAround(node)
      const own = holder && placeOf(on, holder, root)
      if (own) return { module: own.module, what: 'method', of: own.name, name }
      continue
    }
    const library = libraryOfStub(node)
    if (library) return ofLibrary(library, ts.isPropertyAccessExpression(callee) ? name : undefined)
  }
  for (const value of on.values(callee, undefined)) {
    const target = ofFunction(on, value, root)
    if (target) return target
    if (value.kind === 'library') return ofLibrary(value, undefined)
  }
  return ts.isPropertyAccessExpression(callee) ? ofReceiver(on, callee.expression, name, root) : undefined
}

function ofReceiver(on: Evaluator, receiver: ts.Expression, name: string, root: string): Target | undefined {
  for (const value of on.values(receiver, undefined)) {
    const [holder] = holderOf(value)
    const own = holder && placeOf(on, holder, root)
    if (own) return { module: own.module, what: 'method', of: own.name, name }
    if (value.kind === 'library') return ofLibrary(value, name)
    if (value.kind === 'made') {
      const [module] = value.of.detector.modules
      if (module !== undefined) return { module, what: 'method', of: value.of.name, name }
    }
  }
  const library = libraryBehind(on, receiver)
  return library && ofLibrary(library, name)
}

/** The export of a library that nobody wrote a detector for, which made the object or is its declared type. */
function libraryBehind(on: Evaluator, receiver: ts.Expression): LibraryValue | undefined {
  const at = ts.isPropertyAccessExpression(receiver) ? receiver.name : receiver
  for (const node of on.program.checker.getSymbolAtLocation(at)?.declarations ?? []) {
    if (!ts.isVariableDeclaration(node) && !ts.isPropertyDeclaration(node) && !ts.isParameter(node)) continue
    const { type, initializer } = node
    const named = [
      ...(type && ts.isTypeReferenceNode(type) ? [type.typeName] : []),
      ...(initializer && ts.isNewExpression(initializer) ? [initializer.expression] : []),
    ]
    for (const one of named) {
      const symbol = on.program.checker.getSymbolAtLocation(one)
      const library = symbol && on.symbol(symbol, undefined).find((value) => value.kind === 'library')
      if (library?.kind === 'library') return library
    }
  }
  return undefined
}

function ofLibrary({ module, name }: LibraryValue, method: string | undefined): Target | undefined {
  if (module === '' || (name === '' && method === undefined)) return undefined
  if (method === undefined || name === '')
    return name === 'default' ? undefined : { module, what: 'function', name: name === '' ? (method ?? '') : name }
  return { module, what: 'method', of: name, name: method }
}

function ofFunction(on: Evaluator, value: Value, root: string): Target | undefined {
  if (value.kind !== 'function') return undefined
  const { node } = value
  const named = ts.isVariableDeclaration(node.parent) ? node.parent : node
  const name = named.name && nameText(named.name as ts.PropertyName)
  const module = moduleOf(on, named, root)
  return name !== undefined && module !== undefined && isTopLevel(named)
    ? { module, what: 'function', name }
    : undefined
}

/** The class, interface or object that declares a member. */
function holderAround(node: ts.Declaration): Holder | undefined {
  const { parent } = node
  return ts.isClassLike(parent) ||
    ts.isInterfaceDeclaration(parent) ||
    ts.isTypeLiteralNode(parent) ||
    ts.isObjectLiteralExpression(parent)
    ? parent
    : undefined
}

/** By which name a file knows it. */
function placeOf(on: Evaluator, holder: Holder, root: string): { module: string; name: string } | undefined {
  const named =
    ts.isClassDeclaration(holder) || ts.isInterfaceDeclaration(holder)
      ? holder
      : ts.isVariableDeclaration(holder.parent) || ts.isTypeAliasDeclaration(holder.parent)
        ? holder.parent
        : undefined
  const module = named && moduleOf(on, named, root)
  if (!named?.name || !ts.isIdentifier(named.name) || module === undefined || !isTopLevel(named)) return undefined
  return { module, name: named.name.text }
}

function moduleOf(on: Evaluator, node: ts.Node, root: string): string | undefined {
  const path = on.program.pathOf(node.getSourceFile())
  return path.startsWith(`${root}/`) ? `./${path.slice(root.length + 1)}` : undefined
}

function isTopLevel(node: ts.Node): boolean {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node
  return statement.parent !== undefined && ts.isSourceFile(statement.parent)
}

interface Ranked extends CallChoice {
  readonly rank: number
}

function choicesIn(on: Evaluator, arg: ts.Expression, at: number): Ranked[] {
  if (isFunction(on, arg)) return []
  const text = shownText(arg)
  const values = on.values(arg, undefined)
  const isKnown = (found: readonly Value[]): boolean => found.some((value) => value.kind === 'text' && !value.dynamic)
  const whole: Ranked = { selector: String(at), text, rank: isKnown(values) ? 0 : 4 }
  const fields = values.flatMap((value): Ranked[] =>
    value.kind !== 'object'
      ? []
      : on
          .keys(value)
          .slice(0, 20)
          .map((key) => ({
            selector: `${at}.${key}`,
            text: `${key} of ${text}`,
            rank: (nameFields.test(key) ? 1 : 3) + (isKnown(on.member(value, key)) ? 0 : 1),
          })),
  )
  const isClass = values.some(({ kind }) => kind === 'instance' || kind === 'class')
  const classes: Ranked[] = isClass ? [{ selector: `${at}:class`, text: `the class of ${text}`, rank: 2 }] : []
  return [...classes, ...fields, whole]
}

function likeliestFirst(choices: readonly Ranked[]): CallChoice[] {
  return choices.toSorted((a, b) => a.rank - b.rank).map(({ selector, text }) => ({ selector, text }))
}

function isFunction(on: Evaluator, arg: ts.Expression): boolean {
  return on.values(arg, undefined).some(({ kind }) => kind === 'function')
}
