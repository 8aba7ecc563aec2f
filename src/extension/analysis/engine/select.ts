/** Reads what a detector's selector points at in one call. */
import { ts } from 'ts-morph'
import { argumentAt } from './declarations.ts'
import { asText, joinTexts, text, unknown, type Env, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'
import type { Selector } from '../detectors/detector.ts'

export interface SelectContext {
  readonly args: readonly ts.Expression[]
  readonly env: Env
  readonly receivers: readonly Value[]
  /** What a decorator stands on. */
  readonly target?: ts.Node
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
    first ??= found
    if (found.some(({ kind }) => kind !== 'unknown')) return found
  }
  return first ?? []
}

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
  const [head = ''] = steps
  let values: Value[]
  let rest = steps.slice(1)
  if (head === 'new') {
    const place = Number(rest[0])
    rest = rest.slice(1)
    values = context.receivers.flatMap((receiver) => {
      const construction = on.construction(receiver)
      return construction ? (argumentAt(on, construction.args, place, construction.env) ?? []) : [unknown]
    })
  } else if (head === 'self') values = [...context.receivers]
  else if (head.startsWith('@')) values = decorated(on, head, context)
  else {
    const place = Number(head) < 0 ? context.args.length + Number(head) : Number(head)
    values = argumentAt(on, context.args, place, context.env) ?? []
  }
  for (const step of rest) {
    values = values.flatMap((value) => {
      if (step === '[]')
        return value.kind === 'list' ? (value.elements.length > 0 ? [...value.elements] : [unknown]) : [value]
      if (step === '*') return on.members(value)
      if (step === 'keys') return on.keys(value).map(text)
      return on.member(value, step)
    })
  }
  if (suffix === 'class') return values.map((value) => className(on, value))
  if (suffix === 'name')
    return values.flatMap((value) => on.member(value, 'name').filter(({ kind }) => kind === 'text'))
  return values
}

function className(on: Evaluator, value: Value): Value {
  if ((value.kind === 'instance' || value.kind === 'class') && !ts.isTypeLiteralNode(value.node) && value.node.name)
    return text(value.node.name.text)
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
  if (head === '@target' && ts.isMethodDeclaration(target)) return [{ kind: 'function', node: target, env: undefined }]
  if (head === '@target' && ts.isClassLike(target)) return [{ kind: 'class', node: target }]
  if (head === '@param' && ts.isMethodDeclaration(target)) {
    const type = target.parameters[0]?.type
    return type ? on.typeNode(type) : []
  }
  if (head === '@name' && ts.isMethodDeclaration(target) && ts.isIdentifier(target.name))
    return [text(target.name.text)]
  return []
}
