/** What a loop gives its variable, and what a list's own methods give the function that is written into them. */
import { ts } from 'ts-morph'
import { elementsOf, keyEntries } from './tables.ts'
import type { Evaluator } from './evaluator.ts'
import type { Env, Value } from './value.ts'

/** Undefined: it is no loop's. */
export function givenByLoop(on: Evaluator, node: ts.VariableDeclaration, env: Env): Value[] | undefined {
  const loop = node.parent.parent
  if (ts.isForOfStatement(loop) && loop.initializer === node.parent) return elementsOf(on.values(loop.expression, env))
  if (!ts.isForInStatement(loop) || loop.initializer !== node.parent) return undefined
  const keys = on.values(loop.expression, env).flatMap((value) => keyEntries(on, value).map(({ key }) => key))
  return keys.length > 0 ? keys : undefined
}

export function givenByList(on: Evaluator, fn: ts.SignatureDeclaration, place: number, env: Env): Value[] | undefined {
  const call = fn.parent
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined
  const method = call.expression.name.text
  const [list, second] = call.arguments
  // `_.each(list, (one) => …)`
  if (list && second === (fn as ts.Node) && place === 0 && (method === 'each' || listMethods.has(method))) {
    const lists = on.values(list, env)
    return lists.some(({ kind }) => kind === 'list') ? elementsOf(lists) : undefined
  }
  if (list !== (fn as ts.Node)) return undefined
  if (!listMethods.has(method)) return undefined
  const lists = on.values(call.expression.expression, env)
  const ofCaller = ts.isIdentifier(call.expression.expression) && lists.every(({ kind }) => kind === 'parameter')
  if (!ofCaller && !lists.some(({ kind }) => kind === 'list')) return undefined
  if (lists.some((value) => value.kind === 'list' && value.pairs))
    return place < 2 ? elementsOf(lists).flatMap((pair) => on.member(pair, place === 0 ? '1' : '0')) : undefined
  return place === (method === 'reduce' ? 1 : 0) ? elementsOf(lists) : undefined
}

/** `new Set(['paid', 'sent'])`, `new Map([['paid', onPaid]])`: what it is made of. */
export function collection(
  on: Evaluator,
  { expression, arguments: args }: ts.NewExpression,
  env: Env,
): Value[] | undefined {
  const [first] = args ?? []
  if (!first || !ts.isIdentifier(expression) || (expression.text !== 'Set' && expression.text !== 'Map'))
    return undefined
  if (isDeclaredHere(on, expression)) return undefined
  const lists = on.values(first, env).filter((value) => value.kind === 'list')
  if (lists.length === 0) return undefined
  return expression.text === 'Map' ? lists.map((list) => ({ ...list, pairs: true })) : lists
}

function isDeclaredHere(on: Evaluator, name: ts.Identifier): boolean {
  const { declarations = [] } = on.program.checker.getSymbolAtLocation(name) ?? {}
  return declarations.some((node) => on.program.files.includes(node.getSourceFile()))
}

const listMethods = new Set(['forEach', 'map', 'flatMap', 'filter', 'some', 'every', 'find', 'reduce'])
