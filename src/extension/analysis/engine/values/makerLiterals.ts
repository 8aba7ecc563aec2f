/**
 * Classes made of an object literal, as before there was `class`: `Base.extend({ … })`, `Part.register('clock', { … })`. What
 * the literal's methods know as `this` has the literal's members and, behind them, those of what it was handed to.
 */
import { ts } from 'ts-morph'
import { isMaker, isNamedAsClass } from './constructorFunctions.ts'
import { lastName } from '../index/sourceIndex.ts'
import { isKnown, type Env, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

/** What stands behind the members of a literal: objects of the class, or literals that were handed to a maker before it. */
export function basesOfLiteral(on: Evaluator, node: ts.ObjectLiteralExpression): Value[] {
  const { parent } = node
  const maker = ts.isCallExpression(parent) && literalOf(parent) === node ? makerIn(parent) : undefined
  if (!maker) return []
  return on.values(maker, undefined).flatMap((value): Value[] => {
    if (value.kind === 'class') return [{ kind: 'instance', node: value.node, env: undefined }]
    if (value.kind === 'function' && isMaker(value.node) && isNamedAsClass(value.node))
      return [{ kind: 'instance', node: value.node, env: undefined }]
    if (value.kind === 'library') {
      const of = on.libraryClass(value)
      return of?.detector.kind === 'event' ? [{ kind: 'made', of, env: undefined }] : []
    }
    return value.kind === 'object' && value.node !== node && isHanded(value.node) ? [value] : []
  })
}

/** What such a call gives: a class whose objects are as the literal. `found`: what the maker is seen to return. */
export function classOfLiteral(node: ts.CallExpression, env: Env, found: readonly Value[]): Value | undefined {
  const literal = literalOf(node)
  if (!literal || !makerIn(node)) return undefined
  // What returns anything but a function makes no class.
  if (found.some((value) => isKnown(value) && value.kind !== 'function' && value.kind !== 'class')) return undefined
  return { kind: 'object', node: literal, env }
}

/** Whether what it stands for is a class: `new` of it gives an object. */
export function isHanded(node: ts.ObjectLiteralExpression): boolean {
  const { parent } = node
  return ts.isCallExpression(parent) && literalOf(parent) === node && makerIn(parent) !== undefined
}

/** The last of its arguments, if it has methods. */
function literalOf({ arguments: args }: ts.CallExpression): ts.ObjectLiteralExpression | undefined {
  const last = args.findLast(ts.isObjectLiteralExpression)
  return last?.properties.some(isMethod) ? last : undefined
}

function isMethod(node: ts.ObjectLiteralElementLike): boolean {
  return ts.isPropertyAssignment(node) ? ts.isFunctionExpression(node.initializer) : ts.isMethodDeclaration(node)
}

/** `Base` of `Base.extend(…)`. */
function makerIn({ expression }: ts.CallExpression): ts.Expression | undefined {
  if (!ts.isPropertyAccessExpression(expression) || !making.test(expression.name.text)) return undefined
  const holder = lastName(expression.expression)
  return holder !== undefined && /^[A-Z]/.test(holder) && holder !== 'Object' ? expression.expression : undefined
}

const making = /^(?:extend|create|createClass|subclass|derive|define|register|declare|inherit)$/
