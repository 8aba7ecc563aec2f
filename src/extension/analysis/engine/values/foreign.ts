/** Whether an object comes from the platform, or from a library that nothing is known of. */
import { ts } from 'ts-morph'
import { isMaker, makerName } from './constructorFunctions.ts'
import { classAround, isWrapped } from '../index/syntax.ts'
import type { Evaluator } from './evaluator.ts'

const deepest = 6

/** `x` of `const x = new Library()`, `this.x` of `this.x = library.connect()`. */
export function isForeign(on: Evaluator, node: ts.Expression, depth = 0): boolean {
  if (depth > deepest) return false
  const next = (one: ts.Expression): boolean => isForeign(on, one, depth + 1)
  if (isWrapped(node)) return next(node.expression)
  if (ts.isNewExpression(node) || ts.isCallExpression(node))
    return isLibrary(on, node.expression) || next(node.expression)
  if (ts.isBinaryExpression(node)) return next(node.left) || next(node.right)
  if (ts.isPropertyAccessExpression(node)) {
    if (isLibrary(on, node)) return true
    const { name } = node
    if (ts.isIdentifier(node.expression) && partsGiven(on, node.expression, name.text).some(next)) return true
    if (node.expression.kind !== ts.SyntaxKind.ThisKeyword) return next(node.expression)
    return on.index
      .assignmentsIn(node.getSourceFile(), name.text)
      .filter((one) => classAround(one) === classAround(node))
      .some(({ right }) => next(right))
  }
  if (!ts.isIdentifier(node)) return false
  if (isLibrary(on, node)) return true
  const declared = on.program.checker.getSymbolAtLocation(node)?.valueDeclaration
  if (!declared) return platform.has(node.text)
  if (ts.isParameter(declared)) return givenToConstructor(on, declared).some(next)
  if (!ts.isVariableDeclaration(declared)) return false
  const assigned = on.index.reassignedIn(node.getSourceFile(), node.text)
  return [declared.initializer, ...assigned.map(({ right }) => right)].some((one) => one !== undefined && next(one))
}

const platform = new Set(['process', 'window', 'document', 'navigator', 'self', 'globalThis', 'global'])

/** `canvas` of `new Chart({ canvas: document.body })`, asked for as `options.canvas` inside. */
function partsGiven(on: Evaluator, holder: ts.Identifier, name: string): ts.Expression[] {
  const declared = on.program.checker.getSymbolAtLocation(holder)?.valueDeclaration
  if (!declared || !ts.isParameter(declared)) return []
  return givenToConstructor(on, declared).flatMap((given) =>
    ts.isObjectLiteralExpression(given)
      ? given.properties.flatMap((one) =>
          ts.isPropertyAssignment(one) && ts.isIdentifier(one.name) && one.name.text === name ? [one.initializer] : [],
        )
      : [],
  )
}

function givenToConstructor(on: Evaluator, parameter: ts.ParameterDeclaration): ts.Expression[] {
  const { parent } = parameter
  const text = ts.isConstructorDeclaration(parent)
    ? parent.parent.name?.text
    : isMaker(parent)
      ? makerName(parent)
      : undefined
  if (text === undefined) return []
  const place = parent.parameters.indexOf(parameter)
  return [text, ...(on.index.renames.get(text) ?? [])].flatMap((name) =>
    (on.index.news.get(name) ?? []).flatMap(({ arguments: args }) => args?.[place] ?? []),
  )
}

function isLibrary(on: Evaluator, node: ts.Expression): boolean {
  return on.values(node, undefined).some(({ kind }) => kind === 'library')
}
