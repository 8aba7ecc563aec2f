import { ts } from 'ts-morph'
import type { Callers } from './callers.ts'
import type { Evaluator } from './evaluator.ts'
import type { Value } from './value.ts'

type Parameter = Extract<Value, { kind: 'parameter' }>

/** How many callers up an object is followed, how many callers are looked at, and how many objects are told apart. */
const most = { hops: 4, callers: 40, origins: 40 }

/** What was found out about each parameter's members: many sites ask for the same, and callers multiply with each hop. */
const known = new WeakMap<Evaluator, Map<ts.Node, Map<string, Value[]>>>()

/** An object passed in is what the callers pass; where none is known, what the parameter's type says. */
export function originsOf(on: Evaluator, callers: Callers, values: readonly Value[], depth = 0): Value[] {
  const found = values.flatMap((value) => (value.kind === 'parameter' ? passedIn(on, callers, value, depth) : [value]))
  return [...new Set(found)].slice(0, most.origins)
}

function passedIn(on: Evaluator, callers: Callers, parameter: Parameter, depth: number): Value[] {
  const { node, path } = parameter
  const members = membersKnown(on, node)
  // What was cut short by the number of hops is no answer for one who asks from nearer.
  const key = `${depth} ${path.join('.')}`
  const before = members.get(key)
  if (before !== undefined) return before
  members.set(key, [parameter])
  const given = depth >= most.hops ? [] : givenBy(on, callers, parameter, depth)
  const named = given.filter(({ kind }) => kind !== 'unknown' && kind !== 'parameter')
  const origins =
    named.length > 0 ? named : node.type === undefined ? [parameter] : along(on, on.typeNode(node.type), path)
  members.set(key, origins)
  return origins
}

function givenBy(on: Evaluator, callers: Callers, { node, path }: Parameter, depth: number): Value[] {
  const place = node.parent.parameters.indexOf(node)
  const passed = callers
    .of(node.parent)
    .slice(0, most.callers)
    .flatMap((call) => {
      const argument = call.arguments?.[place]
      return !argument || ts.isSpreadElement(argument) ? [] : along(on, on.values(argument, undefined), path)
    })
  return originsOf(on, callers, passed, depth + 1)
}

function along(on: Evaluator, values: readonly Value[], path: readonly string[]): Value[] {
  return path.reduce<Value[]>((at, step) => at.flatMap((one) => on.member(one, step)), [...values])
}

function membersKnown(on: Evaluator, node: ts.Node): Map<string, Value[]> {
  let ofEvaluator = known.get(on)
  if (ofEvaluator === undefined) known.set(on, (ofEvaluator = new Map()))
  let members = ofEvaluator.get(node)
  if (members === undefined) ofEvaluator.set(node, (members = new Map()))
  return members
}
