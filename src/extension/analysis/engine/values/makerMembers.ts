/** Members of what a constructor function makes: fields it sets, what its prototype holds and inherits. */
import { ts } from 'ts-morph'
import { isMaker, isNamedAsClass, isPrototype, makerIn, makerOfThis, takenFrom } from './constructorFunctions.ts'
import { withPushed } from './pushed.ts'
import { createMemo, type Memo } from '../index/reads.ts'
import { lastName } from '../index/sourceIndex.ts'
import { isInside, keepsThis, thisContainer } from '../index/syntax.ts'
import { isKnown, unknown, type Env, type InstanceValue, type Maker, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

/** Prototypes that stand behind one another; it also ends a circle of them. */
const deepest = 8

export function makerMember(on: Evaluator, value: InstanceValue, maker: Maker, name: string): Value[] {
  if (name === 'constructor') return [{ kind: 'function', node: maker, env: undefined }]
  const frame: Env = value.made && {
    fn: maker,
    args: value.made.arguments ?? [],
    argsEnv: value.env,
    self: value,
    outer: undefined,
  }
  const found = memberOf(on, value, maker, name, frame, 0)
  return found.length > 0 ? found : [unknown]
}

function memberOf(on: Evaluator, self: InstanceValue, maker: Maker, name: string, frame: Env, depth: number): Value[] {
  const set = fieldsSet(on, maker, name).flatMap((right) =>
    on.values(right, isInside(right, maker) ? frame : undefined),
  )
  const known = withPushed(on, set.filter(isKnown), name, maker, undefined)
  if (known.length > 0) return known.map((one) => asMethod(one, self))
  const held = onPrototype(on, maker, name)
  if (held.length > 0) return held.map((one) => asMethod(one, self))
  // A field that is only handed in is what the callers hand in.
  const given = set.filter(({ kind }) => kind !== 'unknown')
  if (given.length > 0 || depth >= deepest) return given
  for (const source of takenFrom(on, maker)) {
    const base = baseIn(on, source)
    const found =
      base?.kind === 'function'
        ? memberOf(
            on,
            self,
            base.node as Maker,
            name,
            superFrame(on, maker, base.node as Maker, frame, self),
            depth + 1,
          )
        : base
          ? on.member({ kind: 'instance', node: base.node, env: undefined }, name).filter(isKnown)
          : []
    if (found.length > 0) return found
  }
  return []
}

/** The right sides of `this.name = …`, in the function and in what its prototype holds. */
function fieldsSet(on: Evaluator, maker: Maker, name: string): ts.Expression[] {
  return on.index.assignmentsIn(maker.getSourceFile(), name).flatMap(({ left, right }) => {
    const holder = (left as ts.PropertyAccessExpression).expression
    if (holder.kind !== ts.SyntaxKind.ThisKeyword && !keepsThis(holder)) return []
    const container = thisContainer(holder)
    return container && makerOfThis(on, container) === maker ? [right] : []
  })
}

function onPrototype(on: Evaluator, maker: Maker, name: string): Value[] {
  const assigned = on.index
    .assignmentsIn(maker.getSourceFile(), name)
    .filter(({ left }) => {
      const holder = (left as ts.PropertyAccessExpression).expression
      return isPrototype(holder) && makerIn(on, holder.expression) === maker
    })
    .flatMap(({ right }) => on.values(right, undefined))
  if (assigned.some(isKnown)) return assigned.filter(isKnown)
  return takenFrom(on, maker)
    .filter(ts.isObjectLiteralExpression)
    .flatMap((node) => on.member({ kind: 'object', node, env: undefined }, name))
    .filter(isKnown)
}

function asMethod(value: Value, self: InstanceValue): Value {
  return value.kind === 'function' && !value.self ? { ...value, self } : value
}

type Base = Extract<Value, { kind: 'function' | 'class' }>

/** What `inherits(F, Base)`, `F.prototype = Object.create(Base.prototype)`, `F.prototype = new Base()` take from. */
function baseIn(on: Evaluator, source: ts.Expression): Base | undefined {
  if (isPrototype(source)) return baseIn(on, source.expression)
  if (ts.isNewExpression(source)) return baseIn(on, source.expression)
  if (ts.isCallExpression(source)) {
    const [first] = source.arguments
    return first && isPrototype(first) ? baseIn(on, first) : undefined
  }
  return on
    .values(source, undefined)
    .find((value): value is Base => value.kind === 'class' || (value.kind === 'function' && isMaker(value.node)))
}

function superFrame(on: Evaluator, heir: Maker, base: Maker, frame: Env, self: InstanceValue): Env {
  const call = on.index
    .callsIn(heir.getSourceFile(), 'call')
    .find((one) => isInside(one, heir) && isSuperCall(on, one, base))
  return call && { fn: base, args: call.arguments.slice(1), argsEnv: frame, self, outer: undefined }
}

/** What functions that inherit from this one hand to it: `Base.call(this, options)`. */
export function givenByHeirs(on: Evaluator, maker: Maker, place: number): Value[] {
  if (!isNamedAsClass(maker)) return []
  return heirCalls(on, maker).flatMap((call) => {
    const argument = call.arguments[place + 1]
    return argument && !ts.isSpreadElement(argument) ? on.values(argument, undefined).filter(isGiven) : []
  })
}

const isGiven = ({ kind }: Value): boolean => kind !== 'unknown'

const calls = new WeakMap<Evaluator, Memo<Maker, readonly ts.CallExpression[]>>()

function heirCalls(on: Evaluator, maker: Maker): readonly ts.CallExpression[] {
  let memo = calls.get(on)
  if (!memo) calls.set(on, (memo = createMemo(on.kept.reads)))
  return memo.find(maker, [], () =>
    (on.index.calls.get('call') ?? []).filter((call) => isSuperCall(on, call, maker)).slice(0, mostHeirs),
  )
}

const mostHeirs = 12

/** `Base.call(this, …)`. */
function isSuperCall(on: Evaluator, call: ts.CallExpression, base: Maker): boolean {
  const callee = call.expression
  if (!ts.isPropertyAccessExpression(callee) || call.arguments[0]?.kind !== ts.SyntaxKind.ThisKeyword) return false
  const name = lastName(callee.expression)
  return name !== undefined && /^[A-Z]/.test(name) && makerIn(on, callee.expression) === base
}
