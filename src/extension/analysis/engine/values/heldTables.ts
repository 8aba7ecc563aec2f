/** What a program keeps in a table of its own and takes out under a key that only a run tells: `sockets[id] = socket`. */
import { ts } from 'ts-morph'
import { isObject } from './contextObjects.ts'
import { lastName } from '../index/sourceIndex.ts'
import type { Evaluator } from './evaluator.ts'
import type { Value } from './value.ts'

const most = 8

/** Objects only, put in in the same file by `table[key] = …`, `table.set(key, …)`, `table.add(…)`. */
export function keptInTable(on: Evaluator, table: ts.Expression): Value[] {
  const name = lastName(table)
  if (name === undefined) return []
  const file = table.getSourceFile()
  const stored = on.index.storedIn(file, name).flatMap(({ left, right }) => {
    const holder = (left as ts.ElementAccessExpression).expression
    return isSame(on, holder, table) ? [right] : []
  })
  const put = ['set', 'add'].flatMap((method) =>
    on.index.callsIn(file, method).flatMap(({ expression, arguments: args }) => {
      const value = args[method === 'set' ? 1 : 0]
      const isPut = value && args.length <= 2 && ts.isPropertyAccessExpression(expression)
      return isPut && isSame(on, expression.expression, table) ? [value] : []
    }),
  )
  return [...stored, ...put]
    .slice(0, most)
    .flatMap((one) => on.values(one, undefined))
    .filter((value) => isObject(value) || value.kind === 'parameter')
}

function isSame(on: Evaluator, one: ts.Expression, other: ts.Expression): boolean {
  if (lastName(one) !== lastName(other) || one.kind !== other.kind) return false
  if (!ts.isIdentifier(one)) return true
  const { checker } = on.program
  return checker.getSymbolAtLocation(one) === checker.getSymbolAtLocation(other)
}
