/** Which object an emitter is: its class if that is the program's own, else the variable or field that holds it. */
import { ts } from 'ts-morph'
import { nameText } from '../values/declarations.ts'
import { isMaker, makerName } from '../values/constructorFunctions.ts'
import { classAround } from '../index/syntax.ts'
import type { Place } from '../findings/finding.ts'
import type { Value } from '../values/value.ts'

export function ownerOf(value: Value): Place | undefined {
  if (value.kind === 'instance' || value.kind === 'class') {
    const name = nameOfKind(value.node)
    return { scope: name, key: value.node }
  }
  if (value.kind !== 'made' || !value.node) return undefined
  return holderOf(value.node)
}

export function nameOfKind(node: Extract<Value, { kind: 'instance' | 'class' }>['node']): string | undefined {
  if (ts.isTypeLiteralNode(node)) return undefined
  return isMaker(node) ? makerName(node) : node.name?.text
}

function holderOf(made: ts.Expression): Place {
  let at: ts.Node = made
  while (
    ts.isParenthesizedExpression(at.parent) ||
    ts.isAsExpression(at.parent) ||
    ts.isNonNullExpression(at.parent) ||
    ts.isSatisfiesExpression(at.parent) ||
    ts.isAwaitExpression(at.parent) ||
    ts.isYieldExpression(at.parent) ||
    (ts.isPropertyAccessExpression(at.parent) && ts.isCallExpression(at.parent.parent)) ||
    (ts.isCallExpression(at.parent) && at.parent.expression === at) ||
    (ts.isBinaryExpression(at.parent) && at.parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
  ) {
    at = at.parent
  }
  const { parent } = at
  if (ts.isVariableDeclaration(parent)) return { scope: nameText(parent.name as ts.BindingName), key: parent }
  if (ts.isPropertyDeclaration(parent)) {
    const holder = ts.isClassLike(parent.parent) ? parent.parent.name?.text : undefined
    return { scope: [holder, nameText(parent.name)].filter((part) => part !== undefined).join('.'), key: parent }
  }
  if (ts.isPropertyAssignment(parent)) return { scope: nameText(parent.name), key: parent }
  if (ts.isBinaryExpression(parent) && parent.right === at) {
    const { left } = parent
    if (ts.isPropertyAccessExpression(left)) {
      const holder = left.expression.kind === ts.SyntaxKind.ThisKeyword ? classAround(parent)?.name?.text : undefined
      return {
        scope: [holder, left.name.text].filter((part) => part !== undefined).join('.'),
        key: `${fileOf(parent)}#${holder ?? ''}.${left.name.text}`,
      }
    }
    if (ts.isIdentifier(left)) return { scope: left.text, key: `${fileOf(parent)}#${left.text}` }
  }
  return { scope: undefined, key: made }
}

const fileOf = (node: ts.Node): string => node.getSourceFile().fileName
