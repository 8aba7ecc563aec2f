/**
 * Tables of names that a function makes of what it is given, by means that nobody folds: `constants({ PAID: 'paid' })`,
 * `keyMirror({ PAID: null })`, `symbols(['PAID', 'SHIPPED'])`. Whatever it does on the way, a name goes by its key in the end.
 */
import { ts } from 'ts-morph'
import { lastName } from '../index/sourceIndex.ts'
import type { Evaluator } from './evaluator.ts'
import type { Env, Value } from './value.ts'

/** `results` is what following the function gives. */
export function tableMade(
  on: Evaluator,
  call: ts.CallExpression,
  env: Env,
  results: readonly Value[],
): Value | undefined {
  const [first] = call.arguments
  if (!first || !results.every(saysNothing)) return undefined
  for (const given of on.values(first, env)) {
    const keys = keysIn(on, given)
    if (keys.length === 0 || !(keys.every(isConstantName) || saysTable(call))) continue
    if (given.kind === 'object') {
      const values = keys.map((key) => on.member(given, key))
      if (values.every((one) => one.length > 0 && one.every(isText))) return given
      if (!given.node.properties.every(isKeyAlone)) continue
    }
    const open = given.kind === 'list' && (given.open || !given.elements.every(isText))
    return { kind: 'list', elements: keys.map(asName), open, keyed: true }
  }
  return undefined
}

/** Nothing is known of it but, at most, that it starts as `{}`. */
function saysNothing(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'object' && value.node.properties.length === 0)
}

function keysIn(on: Evaluator, given: Value): string[] {
  if (given.kind === 'object') return on.keys(given)
  return given.kind === 'list' ? given.elements.flatMap((one) => (isText(one) ? [one.text] : [])) : []
}

const isText = (value: Value): value is Extract<Value, { kind: 'text' }> => value.kind === 'text' && !value.dynamic
const asName = (name: string): Value => ({ kind: 'text', text: name, dynamic: false, parameters: [] })

/** `PAID: null`, `PAID: undefined`, `PAID: true`: the key is all there is. */
function isKeyAlone(property: ts.ObjectLiteralElementLike): boolean {
  if (!ts.isPropertyAssignment(property)) return false
  const { initializer } = property
  return (
    initializer.kind === ts.SyntaxKind.NullKeyword ||
    initializer.kind === ts.SyntaxKind.TrueKeyword ||
    (ts.isIdentifier(initializer) && initializer.text === 'undefined')
  )
}

const isConstantName = (key: string): boolean => /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)*$/.test(key)

/** Other keys may be the settings of anything: there the function must say what it makes. */
function saysTable({ expression }: ts.CallExpression): boolean {
  return /enum|constants?$|mirror/i.test(lastName(expression) ?? '')
}
