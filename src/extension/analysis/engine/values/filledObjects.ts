/** Members that an object gets after it was written: `const app = {}; app.bus = new Bus()`, `require('./state').io = io`. */
import { ts } from 'ts-morph'
import { isNothing } from './fieldNames.ts'
import { isExports, isInside, thisContainer } from '../index/syntax.ts'
import { isObject } from './contextObjects.ts'
import { unknown, type Env, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

/** A name that more places assign belongs to many objects. */
const most = 12

export function filledIn(on: Evaluator, node: ts.ObjectLiteralExpression, name: string, env: Env): Value[] {
  const holder = holderOf(node)
  const here = [...(holder ? assignedHere(on, node, holder, name) : []), ...assignedInside(on, node, name)]
  if (here.length > 0) return here.slice(0, 8).flatMap((right) => on.values(right, env))
  const elsewhere = isOfModule(node) ? assignedElsewhere(on, node, name) : []
  return elsewhere.length > 0 ? elsewhere : [unknown]
}

/** The variable that it is given to. */
function holderOf(node: ts.ObjectLiteralExpression): string | undefined {
  const { parent } = outermost(node)
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : undefined
}

function outermost(node: ts.Node): ts.Node {
  const { parent } = node
  return ts.isBinaryExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent)
    ? outermost(parent)
    : node
}

function assignedHere(on: Evaluator, node: ts.ObjectLiteralExpression, holder: string, name: string): ts.Expression[] {
  return on.index.assignmentsIn(node.getSourceFile(), name).flatMap(({ left, right }) => {
    const { expression } = left as ts.PropertyAccessExpression
    return ts.isIdentifier(expression) && expression.text === holder ? [right] : []
  })
}

/** `this.name = …` in one of its methods. */
function assignedInside(on: Evaluator, node: ts.ObjectLiteralExpression, name: string): ts.Expression[] {
  return on.index.assignmentsIn(node.getSourceFile(), name).flatMap(({ left, right }) => {
    const { expression } = left as ts.PropertyAccessExpression
    if (expression.kind !== ts.SyntaxKind.ThisKeyword || !isInside(expression, node) || isNothing(right)) return []
    const method = thisContainer(expression)
    const held = method && ts.isPropertyAssignment(method.parent) ? method.parent : method
    return held?.parent === node ? [right] : []
  })
}

/** Other files can have it: `module.exports = {…}`, or a variable of the file itself. */
function isOfModule(node: ts.ObjectLiteralExpression): boolean {
  const { parent } = node
  if (ts.isExportAssignment(parent)) return true
  if (ts.isBinaryExpression(parent)) return ts.isPropertyAccessExpression(parent.left) && isExports(parent.left)
  return ts.isVariableDeclaration(parent) && ts.isSourceFile(parent.parent.parent.parent)
}

function assignedElsewhere(on: Evaluator, node: ts.ObjectLiteralExpression, name: string): Value[] {
  const all = on.index.assignments.get(name) ?? []
  if (all.length > most) return []
  return all
    .filter(({ left }) => {
      const { expression } = left as ts.PropertyAccessExpression
      if (!ts.isIdentifier(expression) && !ts.isCallExpression(expression)) return false
      return on.values(expression, undefined).some((value) => value.kind === 'object' && value.node === node)
    })
    .flatMap(({ right }) => on.values(right, undefined))
    .filter((value) => isObject(value) || value.kind === 'parameter')
}
