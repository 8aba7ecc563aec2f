import { ts } from 'ts-morph'
import type { Callers } from './callers.ts'
import type { Evaluator } from './evaluator.ts'
import type { Value } from './value.ts'

/** An object passed in is what the callers pass; where none is known, what the parameter's type says. */
export function originsOf(on: Evaluator, callers: Callers, values: readonly Value[], depth = 0): Value[] {
  return values.flatMap((value): Value[] => {
    if (value.kind !== 'parameter') return [value]
    const { node, path } = value
    const given =
      depth >= 4
        ? []
        : callers
            .of(node.parent)
            .slice(0, 40)
            .flatMap((call) => {
              const place = node.parent.parameters.indexOf(node)
              const argument = call.arguments?.[place]
              if (!argument || ts.isSpreadElement(argument)) return []
              const passed = path.reduce<Value[]>(
                (at, step) => at.flatMap((one) => on.member(one, step)),
                on.values(argument, undefined),
              )
              return originsOf(on, callers, passed, depth + 1)
            })
    const known = given.filter(({ kind }) => kind !== 'unknown' && kind !== 'parameter')
    if (known.length > 0) return known
    if (!node.type) return [value]
    return path.reduce<Value[]>((at, step) => at.flatMap((one) => on.member(one, step)), on.typeNode(node.type))
  })
}
