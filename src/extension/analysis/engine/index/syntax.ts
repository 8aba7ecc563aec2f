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
