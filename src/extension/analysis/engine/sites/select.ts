/** Reads what a detector's selector points at in one call. */
import { ts } from 'ts-morph'
import { argumentAt, nameText } from '../values/declarations.ts'
import { nameOfKind, ownerOf } from '../calls/owner.ts'
import { messageCases } from './messageCases.ts'
import { lastName } from '../index/sourceIndex.ts'
import { testedClasses } from './testedClasses.ts'
import { asText, joinTexts, text, unknown, type Env, type Value } from '../values/value.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Selector } from '../../detectors/detector.ts'

export interface SelectContext {
  readonly args: readonly ts.Expression[]
  readonly env: Env
  readonly receivers: readonly Value[]
  /** What a decorator stands on. */
  readonly target?: ts.Node
  /** The rule speaks of the folder's own class: what made an object is its own `new`, not that of a base class. */
  readonly own?: true
  readonly type?: ts.TypeNode
  /** What callers give for values that are passed in. */
  readonly origins?: (values: readonly Value[]) => Value[]
}

/** The first selector that gives something known; else what the first gave. */
export function select(
  on: Evaluator,
  selectors: Selector | readonly Selector[] | undefined,
  context: SelectContext,
): Value[] {
  if (selectors === undefined) return []
  const list = typeof selectors === 'string' ? [selectors] : selectors
  let first: Value[] | undefined
  for (const selector of list) {
    const found = selectOne(on, selector, context)
    if (found.some((value) => value.kind !== 'unknown' && !isEmpty(value))) return found
    // What says nothing stands back behind what only a run tells: `publish(exchange, '')`.
    if (first === undefined || first.every(isEmpty)) first = found
  }
  return first ?? []
}

const isEmpty = (value: Value): boolean => value.kind === 'text' && value.text === ''

function selectOne(on: Evaluator, selector: Selector, context: SelectContext): Value[] {
  if (selector.startsWith("'")) return [text(selector.slice(1, -1))]
  if (selector.startsWith('{')) {
    const parts = selector.split(/(\{[^}]*\})/).filter((part) => part !== '')
    return joinTexts(
      parts.map((part) => (part.startsWith('{') ? selectOne(on, part.slice(1, -1), context) : [text(part)])),
    )
  }
  const [path = '', suffix] = selector.split(':')
  const steps = path.replaceAll('[]', '.[]').split('.')
  const { values: start, used } = startOf(on, steps, context)
  let values = start
  for (let at = used; at < steps.length; at++) {
    const step = steps[at] ?? ''
    if (step === 'new') {
      const place = Number(steps[++at])
      values = values.flatMap((value) => madeFrom(on, value, place, context.own))
      continue
    }
    values = values.flatMap((value) => {
      if (step === '[]')
        return value.kind === 'list' ? (value.elements.length > 0 ? [...value.elements] : [unknown]) : [value]
      if (step === '*') return on.members(value)
      if (step === 'keys') return on.keys(value).map(text)
      return on.member(value, step)
    })
  }
  if (suffix === 'class') return values.map((value) => className(on, value))
  if (suffix === 'tested') return values.flatMap((value) => testedClasses(on, value)).map((one) => className(on, one))
  if (suffix === 'cases') return values.flatMap((value) => messageCases(on, value))
  if (suffix === 'owner') return (context.origins?.(values) ?? values).map((value) => ownerName(value))
  if (suffix === 'name')
    return values.flatMap((value) => on.member(value, 'name').filter(({ kind }) => kind === 'text'))
  return values
}

/** Values that the selector's first steps point at, and how many steps those are. */
function startOf(on: Evaluator, steps: readonly string[], context: SelectContext): { values: Value[]; used: number } {
  const { receivers, args, env, target } = context
  const [head = '', second = '', third = ''] = steps
  switch (head) {
    case 'new':
      return { values: receivers.flatMap((receiver) => madeFrom(on, receiver, Number(second), context.own)), used: 2 }
    case 'self':
      return { values: [...receivers], used: 1 }
    case 'owner':
      return { values: receivers.map((receiver) => ownerName(receiver)), used: 1 }
    case 'inject':
      return { values: receivers.flatMap((receiver) => injected(on, receiver, Number(second))), used: 2 }
    case '*':
      return { values: args.flatMap((_, place) => argumentAt(on, args, place, env) ?? []), used: 1 }
    case 'after':
      return { values: argumentAfter(on, second, context), used: 2 }
    case 'type':
      return { values: typeArgument(on, Number(second), context), used: 2 }
    case '@class':
      return { values: decoratorArgument(on, classOf(target), Number(third), second), used: 3 }
    case '@method':
      return { values: classMethod(classOf(target), second), used: 2 }
    default: {
      if (head.startsWith('@')) return { values: decorated(on, head, context), used: 1 }
      const place = Number(head) < 0 ? args.length + Number(head) : Number(head)
      return { values: argumentAt(on, args, place, env) ?? [], used: 1 }
    }
  }
}

/** `xread('BLOCK', 0, 'STREAMS', 'orders', '$')`: commands whose words come in any order. */
function argumentAfter(on: Evaluator, word: string, { args, env }: SelectContext): Value[] {
  const at = args.findIndex((one) => ts.isStringLiteralLike(one) && one.text.toUpperCase() === word)
  return at < 0 ? [] : (argumentAt(on, args, at + 1, env) ?? [])
}

function typeArgument(on: Evaluator, place: number, { type }: SelectContext): Value[] {
  const argument = type && ts.isTypeReferenceNode(type) ? type.typeArguments?.[place] : undefined
  return argument ? on.typeNode(argument) : []
}

function madeFrom(on: Evaluator, value: Value, place: number, own?: true): Value[] {
  if (value.kind === 'instance' && value.made && (own || !on.libraryClass(value)))
    return argumentAt(on, value.made.arguments ?? [], place, value.env) ?? []
  const construction = on.construction(value)
  return construction ? (argumentAt(on, construction.args, place, construction.env) ?? []) : [unknown]
}

function ownerName(value: Value): Value {
  const scope = ownerOf(value)?.scope
  return scope === undefined ? unknown : text(scope)
}

/** `constructor(@InjectQueue('mail') private queue: Queue)`. */
function injected(on: Evaluator, value: Value, place: number): Value[] {
  return value.kind === 'made' && value.declared ? decoratorArgument(on, value.declared, place) : [unknown]
}

function decoratorArgument(on: Evaluator, node: ts.Node | undefined, place: number, name?: string): Value[] {
  if (!node || !ts.canHaveDecorators(node)) return [unknown]
  for (const { expression } of ts.getDecorators(node) ?? []) {
    if (!ts.isCallExpression(expression)) continue
    if (name !== undefined && lastName(expression.expression) !== name) continue
    // `@Optional()` beside `@InjectQueue('mail')` says nothing of the queue.
    const given = argumentAt(on, expression.arguments, place, undefined)
    if (given) return given
  }
  return [unknown]
}

function classOf(target: ts.Node | undefined): ts.ClassLikeDeclaration | undefined {
  if (!target) return undefined
  if (ts.isClassLike(target)) return target
  return target.parent && ts.isClassLike(target.parent) ? target.parent : undefined
}

function classMethod(node: ts.ClassLikeDeclaration | undefined, name: string): Value[] {
  const found = node?.members.find((member) => ts.isMethodDeclaration(member) && nameText(member.name) === name)
  return found && ts.isMethodDeclaration(found) ? [{ kind: 'function', node: found, env: undefined }] : []
}

function className(on: Evaluator, value: Value): Value {
  if (value.kind === 'instance' || value.kind === 'class') {
    const name = nameOfKind(value.node)
    if (name !== undefined) return text(name)
  }
  if (value.kind === 'library') return text(value.name.slice(value.name.lastIndexOf('.') + 1))
  if (value.kind === 'list' && value.elements[0]) return className(on, value.elements[0])
  if (value.kind === 'parameter' && value.path.length === 0 && value.node.type) {
    const [typed] = on.typeNode(value.node.type)
    if (
      typed?.kind === 'instance' &&
      ts.isClassDeclaration(typed.node) &&
      typed.node.name &&
      on.heirs(typed.node).length === 0
    ) {
      return text(typed.node.name.text)
    }
  }
  return asText(value)
}

function decorated(on: Evaluator, head: string, { target }: SelectContext): Value[] {
  if (!target) return []
  if (head === '@target' && ts.isFunctionLike(target)) return [{ kind: 'function', node: target, env: undefined }]
  if (head === '@target' && ts.isClassLike(target)) return [{ kind: 'class', node: target }]
  if (head === '@param' && ts.isMethodDeclaration(target)) {
    const type = target.parameters[0]?.type
    return type ? on.typeNode(type) : []
  }
  if (head === '@name' && ts.isMethodDeclaration(target) && ts.isIdentifier(target.name))
    return [text(target.name.text)]
  return []
}
