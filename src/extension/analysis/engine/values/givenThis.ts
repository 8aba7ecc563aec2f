/** What `this` is in a function that is nobody's method: the object that a call hands it, `part.apply({ app, hub })`. */
import { ts } from 'ts-morph'
import type { Evaluator } from './evaluator.ts'
import type { Value } from './value.ts'

const known = new WeakMap<Evaluator, ReadonlyMap<ts.Node, ts.ObjectLiteralExpression>>()

export function settleThis(on: Evaluator): void {
  on.kept.settle(
    'this',
    (fn) => objectsHanded(on).get(fn as ts.Node),
    (a, b) => a === b,
    (object) => (object ? [object] : []),
  )
}

export function givenThis(on: Evaluator, fn: ts.Node): Value | undefined {
  const node = on.kept.settled<ts.ObjectLiteralExpression | undefined>('this', fn)
  return node && { kind: 'object', node, env: undefined }
}

function objectsHanded(on: Evaluator): ReadonlyMap<ts.Node, ts.ObjectLiteralExpression> {
  const before = known.get(on)
  if (before) return before
  const found = new Map<ts.Node, ts.ObjectLiteralExpression>()
  known.set(on, found)
  for (const { callee, node } of handings(on)) {
    const functions = on.kept.of('called with this', node, () =>
      on.values(callee, undefined).flatMap((value) => (value.kind === 'function' ? [value.node] : [])),
    )
    for (const one of functions) found.set(one, node)
  }
  return found
}

/** `fn.apply({…})`, `fn.call({…}, x)`, `fn.bind({…})`. */
function handings(on: Evaluator): { callee: ts.Expression; node: ts.ObjectLiteralExpression }[] {
  return ['apply', 'call', 'bind'].flatMap((name) =>
    (on.index.calls.get(name) ?? []).flatMap(({ expression, arguments: [first] }) =>
      first && ts.isObjectLiteralExpression(first) && ts.isPropertyAccessExpression(expression)
        ? { callee: expression.expression, node: first }
        : [],
    ),
  )
}
