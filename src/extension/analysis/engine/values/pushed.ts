/** What a list is filled with after it was made: `const topics = []; topics.push('a')`, `this.events.push(event)`. */
import { ts } from 'ts-morph'
import { lastName } from '../index/sourceIndex.ts'
import { isMaker, makerOfThis } from './constructorFunctions.ts'
import { isInside, keepsThis, thisContainer } from '../index/syntax.ts'
import type { Evaluator } from './evaluator.ts'
import type { Env, Value } from './value.ts'

const most = 24

/** With what is pushed in the same class or, of a variable, in the same file. */
export function withPushed(on: Evaluator, values: Value[], name: string, holder: ts.Node, env: Env): Value[] {
  if (!values.some((value) => value.kind === 'list')) return values
  const calls = on.index
    .callsIn(holder.getSourceFile(), 'push')
    .filter((call) => isPushTo(on, call, name, holder))
    .slice(0, most)
  if (calls.length === 0) return values
  const pushed = calls.flatMap((call) =>
    call.arguments.flatMap((argument) => (ts.isSpreadElement(argument) ? [] : on.values(argument, env))),
  )
  return values.map((value) =>
    value.kind === 'list' ? { ...value, elements: [...value.elements, ...pushed.slice(0, most)] } : value,
  )
}

/** Whether all that becomes of the parameter in its function is that it is kept in a list for later. */
export function isKeptForLater(on: Evaluator, parameter: ts.ParameterDeclaration): boolean {
  const { name, parent } = parameter
  if (!ts.isIdentifier(name)) return false
  return on.index
    .callsIn(parent.getSourceFile(), 'push')
    .some((call) => call.arguments.some((argument) => holds(argument, name.text)) && isInside(call, parent))
}

/** `name`, `{ name, data }`, `[name, data]`. */
function holds(node: ts.Expression, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name
  if (ts.isArrayLiteralExpression(node)) return node.elements.some((one) => ts.isIdentifier(one) && one.text === name)
  return (
    ts.isObjectLiteralExpression(node) &&
    node.properties.some(
      (one) =>
        (ts.isShorthandPropertyAssignment(one) && one.name.text === name) ||
        (ts.isPropertyAssignment(one) && ts.isIdentifier(one.initializer) && one.initializer.text === name),
    )
  )
}

const isSelf = (node: ts.Expression): boolean => node.kind === ts.SyntaxKind.ThisKeyword || keepsThis(node)

function isPushTo(on: Evaluator, { expression }: ts.CallExpression, name: string, holder: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(expression)) return false
  const list = expression.expression
  if (lastName(list) !== name) return false
  if (isMaker(holder)) {
    const self = ts.isPropertyAccessExpression(list) ? list.expression : undefined
    const container = self && isSelf(self) ? thisContainer(self) : undefined
    return container !== undefined && makerOfThis(on, container) === holder
  }
  if (!ts.isClassLike(holder)) return ts.isIdentifier(list)
  return (
    ts.isPropertyAccessExpression(list) && list.expression.kind === ts.SyntaxKind.ThisKeyword && isInside(list, holder)
  )
}
