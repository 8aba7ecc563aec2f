/** What `this` is in a function by name: the object that its own file binds it to, or the emitter whose listener it is. */
import { ts } from 'ts-morph'
import type { Evaluator } from './evaluator.ts'
import type { Value } from './value.ts'

export function boundThis(on: Evaluator, fn: ts.Node): Value[] {
  if (!ts.isFunctionDeclaration(fn) && !ts.isFunctionExpression(fn)) return []
  const bound = boundByName(on, fn)
    .slice(0, most)
    .flatMap((one) => on.values(one, undefined))
    .filter(({ kind }) => kind !== 'unknown')
  if (bound.length > 0) return bound
  // A listener's `this` is its emitter; what else has an `on` may well do it otherwise.
  const emitter = subscribedTo(fn)
  return emitter ? on.values(emitter, undefined).filter((value) => on.libraryClass(value)) : []
}

/** `function opened() { … }`, and `opened.bind(this)` in the same file. */
function boundByName(on: Evaluator, fn: ts.FunctionDeclaration | ts.FunctionExpression): ts.Expression[] {
  const { parent } = fn
  const name = fn.name ?? (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : undefined)
  if (!name) return []
  const { checker } = on.program
  const own = checker.getSymbolAtLocation(name)
  return ['bind', 'call', 'apply']
    .flatMap((giver) => on.index.callsIn(fn.getSourceFile(), giver))
    .flatMap(({ expression, arguments: [first] }) => {
      const callee = ts.isPropertyAccessExpression(expression) ? expression.expression : undefined
      const isMeant = callee && ts.isIdentifier(callee) && callee.text === name.text
      return isMeant && first && checker.getSymbolAtLocation(callee) === own ? [first] : []
    })
}

const subscribers = new Set(['on', 'once', 'addListener', 'prependListener'])

function subscribedTo(fn: ts.Node): ts.Expression | undefined {
  const call = fn.parent
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined
  const { name, expression } = call.expression
  return subscribers.has(name.text) && call.arguments.includes(fn as ts.Expression) ? expression : undefined
}

const most = 8
