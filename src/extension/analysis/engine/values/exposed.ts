/**
 * What a preload script puts into a page's global scope, `contextBridge.exposeInMainWorld('api', { send })`: there,
 * `window.api` and `api` are that object, whatever types say of it.
 */
import { ts } from 'ts-morph'
import type { Evaluator } from './evaluator.ts'
import type { Value } from './value.ts'

export function exposedAs(on: Evaluator, name: string): Value[] {
  return (on.index.calls.get('exposeInMainWorld') ?? [])
    .filter(({ arguments: [key, object] }) => object && key && isText(on, key, name))
    .flatMap(({ arguments: [, object] }) => (object ? on.values(object, undefined) : []))
    .filter(({ kind }) => kind !== 'unknown')
}

export function isPage(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return isPage(node.expression)
  return ts.isIdentifier(node) && pages.has(node.text)
}

const pages = new Set(['window', 'globalThis', 'self'])

function isText(on: Evaluator, key: ts.Expression, name: string): boolean {
  return on.values(key, undefined).some((value) => value.kind === 'text' && value.text === name)
}
