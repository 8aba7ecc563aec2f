/** Which classes a function asks its argument for: `e instanceof A`, `e.constructor === A`, or another function that asks. */
import { ts } from 'ts-morph'
import type { Evaluator } from '../values/evaluator.ts'
import type { Env, Value } from '../values/value.ts'

const deepest = 4

export function testedClasses(on: Evaluator, value: Value, depth = 0): Value[] {
  // Which function it is only its caller knows.
  if (value.kind === 'parameter') return [value]
  if (value.kind !== 'function' || depth > deepest) return []
  const { body, parameters } = value.node as ts.FunctionLikeDeclaration
  const [first] = parameters
  if (!body || !first || !ts.isIdentifier(first.name)) return []
  const asked = first.name.text
  const env: Env = { fn: value.node, args: [], argsEnv: undefined, self: value.self, outer: value.env }
  const found: Value[] = []
  const visit = (node: ts.Node): void => {
    const tested = classTestedIn(node, asked)
    if (tested) found.push(...on.values(tested, env))
    else if (ts.isCallExpression(node) && node.arguments.some((argument) => isNamed(argument, asked))) {
      for (const callee of on.values(node.expression, env)) found.push(...testedClasses(on, callee, depth + 1))
    }
    ts.forEachChild(node, visit)
  }
  visit(body)
  return found
}

function classTestedIn(node: ts.Node, asked: string): ts.Expression | undefined {
  if (!ts.isBinaryExpression(node)) return undefined
  const operator = node.operatorToken.kind
  if (operator === ts.SyntaxKind.InstanceOfKeyword) return isNamed(node.left, asked) ? node.right : undefined
  if (operator !== ts.SyntaxKind.EqualsEqualsEqualsToken && operator !== ts.SyntaxKind.EqualsEqualsToken)
    return undefined
  if (isConstructorOf(node.left, asked)) return node.right
  return isConstructorOf(node.right, asked) ? node.left : undefined
}

function isConstructorOf(node: ts.Expression, asked: string): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'constructor' && isNamed(node.expression, asked)
}

function isNamed(node: ts.Expression, name: string): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return isNamed(node.expression, name)
  return ts.isIdentifier(node) && node.text === name
}
