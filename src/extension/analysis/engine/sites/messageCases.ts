/**
 * Which texts a listener tells its messages apart by: `switch (message.type)`, `message.type === 'paid'`,
 * `handlers[message.type]`; also of a parsed or destructured message, and in functions that it hands the message on to.
 */
import { ts } from 'ts-morph'
import { kindFields } from '../../detectors/taggedMessages.ts'
import { nameText } from '../values/declarations.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Env, FunctionValue, Value } from '../values/value.ts'

const tags: ReadonlySet<string> = new Set(kindFields)
const deepest = 3

export function messageCases(on: Evaluator, value: Value): Value[] {
  // Which function it is only its caller knows.
  if (value.kind === 'parameter') return [value]
  if (value.kind !== 'function') return []
  return casesIn(on, value, undefined, 0).filter(isName)
}

/** A number of a protocol's own is no name that anybody knows a message by. */
function isName(value: Value): boolean {
  return value.kind === 'text' && /[A-Za-z]/.test(value.text)
}

/** `place`: which parameter is the message; each may be, where a library calls it. */
function casesIn(on: Evaluator, fn: FunctionValue, place: number | undefined, depth: number): Value[] {
  const { body, parameters } = fn.node as ts.FunctionLikeDeclaration
  const given = parameters.filter((_, at) => place === undefined || at === place)
  if (!body || given.length === 0 || depth > deepest) return []
  const env: Env = { fn: fn.node, args: [], argsEnv: undefined, self: fn.self, outer: fn.env }
  /** Names of the message or of a part of it, and of those the ones that hold its kind. */
  const messages = new Set<string>()
  const kinds = new Set<string>()
  const bind = (name: ts.BindingName, key?: string): void => {
    if (ts.isIdentifier(name)) {
      messages.add(name.text)
      if (key !== undefined && tags.has(key)) kinds.add(name.text)
      return
    }
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue
      bind(element.name, nameText(element.propertyName ?? element.name))
    }
  }
  const isMessage = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node)) return messages.has(node.text)
    if (ts.isFunctionLike(node)) return false
    return ts.forEachChild(node, (child) => isMessage(child) || undefined) ?? false
  }
  const isKind = (node: ts.Expression): boolean => {
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
      return isKind(node.expression)
    if (ts.isIdentifier(node)) return kinds.has(node.text)
    return ts.isPropertyAccessExpression(node) && tags.has(node.name.text) && isMessage(node.expression)
  }
  const found: Value[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && isMessage(node.initializer)) {
      const { initializer } = node
      bind(node.name, ts.isPropertyAccessExpression(initializer) ? initializer.name.text : undefined)
    } else if (ts.isBinaryExpression(node)) {
      const { left, right, operatorToken } = node
      if (equalities.has(operatorToken.kind)) {
        if (isKind(left)) found.push(...on.values(right, env))
        else if (isKind(right)) found.push(...on.values(left, env))
      } else if (operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(left) && isMessage(right)) {
        messages.add(left.text)
      }
    } else if (ts.isSwitchStatement(node) && isKind(node.expression)) {
      for (const clause of node.caseBlock.clauses)
        if (ts.isCaseClause(clause)) found.push(...on.values(clause.expression, env))
    } else if (ts.isElementAccessExpression(node) && isKind(node.argumentExpression)) {
      for (const table of on.values(node.expression, env))
        found.push(...on.keys(table).map((key): Value => ({ kind: 'text', text: key, dynamic: false, parameters: [] })))
    } else if (ts.isCallExpression(node)) {
      const at = node.arguments.findIndex((argument) => !ts.isFunctionLike(argument) && isMessage(argument))
      if (at >= 0) {
        for (const callee of on.values(node.expression, env))
          if (callee.kind === 'function' && callee.node !== fn.node) found.push(...casesIn(on, callee, at, depth + 1))
      }
    }
    ts.forEachChild(node, visit)
  }
  for (const { name } of given) bind(name)
  visit(body)
  return found
}

/** `if (message.type !== 'paid') return` tells as well. */
const equalities: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
])
