/** What the values of a finding are where it stands: names, receivers, the place, the calls on the way. */
import { ts } from 'ts-morph'
import { isOwn } from '../../rules/target.ts'
import { rulesOf } from '../libraries/libraries.ts'
import { along, originsOf, receiversOf } from '../calls/origins.ts'
import { ownerOf } from '../calls/owner.ts'
import { select } from './select.ts'
import { listenersOf } from '../values/tables.ts'
import { asText, isKnown } from '../values/value.ts'
import type { Callers } from '../calls/callers.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Finding, Hop, Place } from '../findings/finding.ts'
import type { SelectContext } from './select.ts'
import type { Env, TextValue, Value } from '../values/value.ts'

/** Of a table's listeners, each name with its entry; a name that is only looped over has none. */
export function namesOf(on: Evaluator, { rule }: Finding, context: SelectContext): TextValue[] {
  const selected = select(on, rule.name, context)
  if (selected.length === 0 && rule.fallback !== undefined)
    return [{ kind: 'text', text: rule.fallback, dynamic: false, parameters: [] }]
  const texts: TextValue[] = []
  for (const whole of selected.map(asText)) {
    const one = rule.address
      ? { ...whole, text: whole.text.slice(Math.max(whole.text.lastIndexOf('/'), whole.text.lastIndexOf(':')) + 1) }
      : whole
    const { entry, ...bare } = one
    const isListed = rule.role === 'receive' && entry !== undefined && listenersOf(on, entry) !== undefined
    const isKnown = texts.some(
      (other) =>
        other.text === one.text &&
        other.parameters.length === one.parameters.length &&
        other.entry?.node === (isListed ? entry.node : undefined),
    )
    if (!isKnown) texts.push(isListed ? one : bare)
  }
  return texts
}

export function contextOf(on: Evaluator, callers: Callers, finding: Finding): SelectContext {
  const target = finding.target ?? decoratedBy(finding.hops.at(-1)?.call)
  const env = envOf(on, finding.hops)
  const receivers = finding.receiver ? receiversOf(on, callers, finding.receiver, env) : []
  const typed = finding.receiver && !receivers.some(isKnown) ? on.typed(finding.receiver) : []
  return {
    args: finding.args,
    env,
    receivers: [...receivers, ...typed],
    origins: (values) => originsOf(on, callers, values),
    ...(target && { target }),
    ...(finding.detector.origin && finding.detector.modules.some(isOwn) && { own: true }),
    ...(finding.type && { type: finding.type }),
  }
}

export function placeIn(on: Evaluator, { of }: Finding, context: SelectContext): Place {
  const scope = of && rulesOf(of).find((rules) => rules.scope !== undefined)?.scope
  if (scope === undefined) return { scope: '', key: '' }
  if (scope === 'owner') {
    for (const receiver of context.receivers) {
      const owner = ownerOf(receiver)
      if (owner) return owner
    }
    return { scope: undefined, key: undefined }
  }
  const [found] = select(on, scope, context)
  if (found?.kind === 'text' && !found.dynamic) return { scope: found.text, key: found.text }
  if (!found && context.receivers.some((receiver) => on.construction(receiver))) return { scope: 'bus', key: 'bus' }
  const owner = context.receivers.map(ownerOf).find((one) => one !== undefined)
  return { scope: undefined, key: owner?.key }
}

export function holds(on: Evaluator, { rule }: Finding, context: SelectContext): boolean {
  if (
    rule.only !== undefined &&
    !select(on, '0', context).some((value) => value.kind === 'text' && value.text === rule.only)
  )
    return false
  if (!rule.when) return true
  const values = select(on, rule.when.at, context)
  switch (rule.when.is) {
    case 'present':
      return values.length > 0
    case 'absent':
      return values.length === 0
    case 'function':
      return values.some(({ kind }) => kind === 'function' || kind === 'parameter' || kind === 'unknown')
    case 'text':
      return values.some(({ kind }) => kind === 'text')
    case 'name':
      return values.some(({ kind }) => kind === 'text' || kind === 'parameter')
    case 'instance':
      return values.some(
        (value) => value.kind === 'parameter' || (value.kind === 'instance' && ts.isClassLike(value.node)),
      )
    case 'data':
      return values.length > 0 && !values.some(({ kind }) => kind === 'text')
  }
}

/** What a decorator of the workspace's own stands on. */
function decoratedBy(call: Hop['call'] | undefined): ts.Node | undefined {
  return call && ts.isDecorator(call.parent) ? call.parent.parent : undefined
}

/** The frames of the calls on the way, made from the outermost inwards. */
function envOf(on: Evaluator, hops: readonly Hop[]): Env {
  let env: Env
  for (const { fn, call } of [...hops].reverse()) {
    const callee = call.expression
    const args = call.arguments ?? []
    let self: Value | undefined
    let outer: Env
    if (ts.isPropertyAccessExpression(callee)) {
      const values = on.values(callee.expression, env)
      self =
        values.find(({ kind }) => kind === 'instance' || kind === 'class' || kind === 'object') ??
        values.map((value) => madeByType(on, value)).find((one) => one !== undefined)
    } else {
      const closure = on.values(callee, env).find((value) => value.kind === 'function' && value.node === fn)
      if (closure?.kind === 'function') outer = closure.env
    }
    env = { fn, args, argsEnv: env, self, outer }
  }
  return env
}

/** The very object that a parameter's type says it is. */
function madeByType(on: Evaluator, value: Value): Value | undefined {
  if (value.kind !== 'parameter' || !value.node.type) return undefined
  const found = along(on, on.typeNode(value.node.type), value.path)
  return found.find((one) => one.kind === 'instance' && one.made !== undefined)
}
