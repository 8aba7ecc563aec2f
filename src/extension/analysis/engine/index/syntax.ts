/** What the syntax alone answers: what stands around a node, and how an expression is written. */
import { ts } from 'ts-morph'

export function isInside(node: ts.Node, holder: ts.Node): boolean {
  return node.getSourceFile() === holder.getSourceFile() && node.pos >= holder.pos && node.end <= holder.end
}

/** The innermost. */
export function classAround(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (let at = node.parent; at; at = at.parent) if (ts.isClassLike(at)) return at
  return undefined
}

export function isStatic(node: ts.Node): boolean {
  return (
    ts.isClassStaticBlockDeclaration(node) ||
    (ts.canHaveModifiers(node) &&
      (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword))
  )
}

/** What a property or variable is called, as far as it is written. */
export function nameText(name: ts.PropertyName | ts.BindingName): string | undefined {
  if (
    ts.isIdentifier(name) ||
    ts.isStringLiteralLike(name) ||
    ts.isNumericLiteral(name) ||
    ts.isPrivateIdentifier(name)
  )
    return name.text
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text
  return undefined
}

/** `exports`, `module.exports`. */
export function isExports(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'exports'
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'exports' &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'module'
  )
}

/** `(x)`, `x!`, `x as T`, `await x`: about the very object that is written inside. */
export function isWrapped(
  node: ts.Expression,
): node is ts.AwaitExpression | ts.ParenthesizedExpression | ts.AsExpression | ts.NonNullExpression {
  return (
    ts.isAwaitExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node)
  )
}

/** As a person is shown it: in one line, of at most 60 characters. */
export function shownText(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** The function, field or class whose `this` it is: arrows have none of their own, and a bound function has that around it. */
export function thisContainer(node: ts.Node): ts.Node | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isArrowFunction(at) || isGivenThis(at)) continue
    if (ts.isFunctionLike(at) || ts.isPropertyDeclaration(at) || ts.isClassStaticBlockDeclaration(at)) return at
    if (ts.isClassLike(at)) return at
  }
  return undefined
}

/** `function () { … }.bind(this)`, `list.forEach(function () { … }, this)`. */
function isGivenThis(node: ts.Node): boolean {
  if (!ts.isFunctionExpression(node)) return false
  const outside = ts.isParenthesizedExpression(node.parent) ? node.parent : node
  const { parent } = outside
  if (ts.isCallExpression(parent) && parent.arguments[0] === outside)
    return parent.arguments[1]?.kind === ts.SyntaxKind.ThisKeyword
  if (!ts.isPropertyAccessExpression(parent) || parent.name.text !== 'bind') return false
  const call = parent.parent
  return (
    ts.isCallExpression(call) && call.expression === parent && call.arguments[0]?.kind === ts.SyntaxKind.ThisKeyword
  )
}

/** `self`, `that`, `_this` are how older code keeps its `this`. */
export function keepsThis(node: ts.Node): boolean {
  return ts.isIdentifier(node) && (node.text === 'self' || node.text === 'that' || node.text === '_this')
}
