/** What `this` is in a function that is nobody's method: the object that a call hands it, `part.apply({ app, hub })`. */
import { ts } from 'ts-morph'
import type { Evaluator } from './evaluator.ts'
import type { Value } from './value.ts'

const known = new WeakMap<Evaluator, ReadonlyMap<ts.Node, Value>>()

export function givenThis(on: Evaluator, fn: ts.Node): Value | undefined {
  let all = known.get(on)
  if (!all) {
    const found = new Map<ts.Node, Value>()
    known.set(on, (all = found))
    for (const { callee, node } of handings(on)) {
      for (const value of on.values(callee, undefined))
        if (value.kind === 'function') found.set(value.node, { kind: 'object', node, env: undefined })
    }
  }
  return all.get(fn)
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
