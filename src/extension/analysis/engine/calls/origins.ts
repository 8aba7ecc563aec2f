import { ts } from 'ts-morph'
import { classByMember, handedToNamed } from '../values/handed.ts'
import { givenClass } from '../libraries/libraries.ts'
import { givenToNamesake, isObject } from '../values/contextObjects.ts'
import { isKnown } from '../values/value.ts'
import { createMemo, type Memo } from '../index/reads.ts'
import type { Callers } from './callers.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Env, Value } from '../values/value.ts'

type Parameter = Extract<Value, { kind: 'parameter' }>

/** How many callers up an object is followed, how many callers are looked at, and how many objects are told apart. */
const most = { hops: 4, callers: 40, origins: 40 }

/** What was found out about each parameter's members: many sites ask for the same, and callers multiply with each hop. */
const passed = new WeakMap<Evaluator, Map<ts.Node, Memo<string, Value[]>>>()

const elsewhere = new WeakMap<Evaluator, Memo<readonly ts.Expression[], Value[]>>()

/** An object passed in is what the callers pass; where none is known, what the parameter's type says. */
export function originsOf(on: Evaluator, callers: Callers, values: readonly Value[], depth = 0): Value[] {
  const found = values.flatMap((value) => (value.kind === 'parameter' ? passedIn(on, callers, value, depth) : [value]))
  return [...new Set(found)].slice(0, most.origins)
}

function passedIn(on: Evaluator, callers: Callers, parameter: Parameter, depth: number): Value[] {
  const { node, path } = parameter
  // What was cut short by the number of hops is no answer for one who asks from nearer.
  return membersOf(on, node).find(`${depth} ${path.join('.')}`, [parameter], () => {
    const given = depth >= most.hops ? [] : givenBy(on, callers, parameter, depth)
    const named = given.filter(isKnown)
    if (named.length > 0) return named
    return node.type === undefined ? [parameter] : along(on, on.typeNode(node.type), path)
  })
}

function givenBy(on: Evaluator, callers: Callers, { node, path }: Parameter, depth: number): Value[] {
  const place = node.parent.parameters.indexOf(node)
  const handed = place === 0 ? handedToNamed(on, node.parent) : undefined
  if (handed) return along(on, [handed], path)
  const passed = callers
    .of(node.parent)
    .slice(0, most.callers)
    .flatMap((call) => {
      const argument = call.arguments?.[place]
      if (!argument || ts.isSpreadElement(argument)) return []
      const given = on.values(argument, undefined)
      const isOpen = ts.isPropertyAccessExpression(argument) && !given.some(isKnown)
      return along(on, isOpen ? given.concat(keptElsewhere(on, callers, argument, depth + 1)) : given, path)
    })
  return originsOf(on, callers, passed, depth + 1)
}

/** What an object may be, also where its callers alone say what a chain like `io.in(room)` or `ctx.events.bus` starts from. */
export function receiversOf(on: Evaluator, callers: Callers, node: ts.Expression, env: Env, depth = 0): Value[] {
  const found = originsOf(on, callers, on.values(node, env), depth)
  if (found.some(isKnown)) return found
  const link = ts.isCallExpression(node) ? node.expression : node
  if (!ts.isPropertyAccessExpression(link)) return found
  const holders = receiversOf(on, callers, link.expression, env, depth)
  const given = holders.flatMap((value): Value[] => {
    const of = on.libraryClass(value)
    const next = of && givenClass(of, link.name.text)
    return next ? [{ kind: 'made', of: next, env: undefined }] : []
  })
  if (given.length > 0) return given
  if (link !== node || depth > most.hops) return found
  const members = holders.flatMap((value) => on.member(value, link.name.text)).filter(isObject)
  if (members.length > 0) return members
  const kept = keptElsewhere(on, callers, link, depth)
  return kept.length > 0 ? kept : found
}

function keptElsewhere(on: Evaluator, callers: Callers, node: ts.PropertyAccessExpression, depth: number): Value[] {
  const rights = givenToNamesake(on, node)
  if (rights.length === 0) return []
  let memo = elsewhere.get(on)
  if (!memo) elsewhere.set(on, (memo = createMemo(on.kept.reads)))
  const findOut = (): Value[] =>
    rights.flatMap((right): Value[] => {
      const objects = receiversOf(on, callers, right, undefined, depth + 1).filter(isObject)
      const of = objects.length > 0 ? undefined : classByMember(on, right)
      return of ? [{ kind: 'made', of, env: undefined }] : objects
    })
  return depth > most.hops ? (memo.known(rights) ?? []) : memo.find(rights, [], findOut)
}

/**
 * What one of the objects on the way gave for a parameter: `this.q = new Queue(topic)` stands in a method that the
 * object, or one it is a part of, has called with a name of its own.
 */
export function givenByObject(on: Evaluator, callers: Callers, parameter: ts.ParameterDeclaration, env: Env): Value[] {
  const place = parameter.parent.parameters.indexOf(parameter)
  for (const call of callers.of(parameter.parent).slice(0, most.callers)) {
    const argument = call.arguments?.[place]
    const method = methodAround(call)
    if (!argument || ts.isSpreadElement(argument) || !method) continue
    for (let frame = env; frame; frame = frame.argsEnv) {
      const { self } = frame
      if (self?.kind !== 'instance' || !ts.isClassLike(self.node) || !extendsClass(on, self.node, method.parent))
        continue
      const given = on.values(argument, { fn: method, args: [], argsEnv: undefined, self, outer: undefined })
      if (given.some(({ kind }) => kind === 'text')) return given
    }
  }
  return []
}

function methodAround(node: ts.Node): ts.ClassElement | undefined {
  for (let at = node.parent; at; at = at.parent) if (ts.isClassElement(at)) return at
  return undefined
}

export function extendsClass(on: Evaluator, node: ts.ClassLikeDeclaration, wanted: ts.Node): boolean {
  const seen = new Set<ts.Node>()
  for (let at: ts.ClassLikeDeclaration | undefined = node; at && !seen.has(at);) {
    if (at === wanted) return true
    seen.add(at)
    const base: Value | undefined = on.bases(at).find(({ kind }) => kind === 'class')
    at = base?.kind === 'class' ? base.node : undefined
  }
  return false
}

/** Members of members. */
export function along(on: Evaluator, values: readonly Value[], path: readonly string[]): Value[] {
  return path.reduce<Value[]>((at, step) => at.flatMap((one) => on.member(one, step)), [...values])
}

function membersOf(on: Evaluator, node: ts.Node): Memo<string, Value[]> {
  let ofEvaluator = passed.get(on)
  if (ofEvaluator === undefined) passed.set(on, (ofEvaluator = new Map()))
  let members = ofEvaluator.get(node)
  if (members === undefined) ofEvaluator.set(node, (members = createMemo(on.kept.reads)))
  return members
}
