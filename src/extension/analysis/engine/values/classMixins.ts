/** Classes that a function makes over any class it is given: `const Loud = (Base) => class extends Base { … }`. */
import { ts } from 'ts-morph'
import { isKnown, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

/** What the calls of the function give for its base. */
export function classesMixed(on: Evaluator, parameter: ts.ParameterDeclaration): Value[] {
  const fn = parameter.parent
  const name = nameOf(fn)
  if (name === undefined) return []
  const place = fn.parameters.indexOf(parameter)
  return [name, ...(on.index.renames.get(name) ?? [])]
    .flatMap((one) => on.index.calls.get(one) ?? [])
    .slice(0, mostCalls)
    .filter((call) => on.values(call.expression, undefined).some((value) => 'node' in value && value.node === fn))
    .flatMap(({ arguments: args }) => {
      const given = args[place]
      return given ? on.values(given, undefined).filter((value) => isKnown(value) && value.kind !== 'instance') : []
    })
}

function nameOf({ name, parent }: ts.SignatureDeclaration): string | undefined {
  if (name && ts.isIdentifier(name)) return name.text
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && ts.isIdentifier(parent.name))
    return parent.name.text
  return undefined
}

const mostCalls = 40
