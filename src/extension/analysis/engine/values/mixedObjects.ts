/** Objects that have a class's methods with no `new` of it: copied from its prototype, or made over it. */
import { ts } from 'ts-morph'
import { isPrototype } from './constructorFunctions.ts'
import type { Evaluator } from './evaluator.ts'
import type { Env, Value } from './value.ts'

/** Classes behind `{ ...Emitter.prototype }`. */
export function prototypesIn(on: Evaluator, node: ts.ObjectLiteralExpression): Value[] {
  return node.properties.flatMap((property) =>
    ts.isSpreadAssignment(property) && isPrototype(property.expression)
      ? on.values(property.expression.expression, undefined)
      : [],
  )
}

/** `Object.create(Emitter.prototype)`. */
export function madeOver(on: Evaluator, node: ts.CallExpression, env: Env): Value[] {
  const { expression, arguments: args } = node
  const [first] = args
  const isCreate =
    ts.isPropertyAccessExpression(expression) &&
    expression.name.text === 'create' &&
    ts.isIdentifier(expression.expression) &&
    expression.expression.text === 'Object'
  if (!isCreate || !first || !isPrototype(first)) return []
  return on.values(first.expression, env).flatMap((value): Value[] => {
    if (value.kind === 'class') return [{ kind: 'instance', node: value.node, env: undefined }]
    const of = value.kind === 'library' ? on.libraryClass(value) : undefined
    return of ? [{ kind: 'made', of, node, env }] : []
  })
}

/** What is mixed with a literal in one call: `Object.assign({}, one, { … })`, in the order of the last word. */
export function mixedWith(node: ts.ObjectLiteralExpression): readonly ts.Expression[] {
  const { parent } = node
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return []
  if (!mixing.has(parent.expression.name.text)) return []
  return parent.arguments.filter((one) => one !== node && ts.isObjectLiteralExpression(one)).toReversed()
}

const mixing = new Set(['assign', 'extend', 'merge', 'mixin', 'defaults'])
