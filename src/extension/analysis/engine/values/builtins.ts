/** Calls of the language's own that a name or a list may go through. Undefined: not one of them. */
import { ts } from 'ts-morph'
import { elementsOf, keyEntries } from './tables.ts'
import { asText, joinTexts, listOf, text, unknown, type Env, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

export function foldCall(
  on: Evaluator,
  callee: ts.PropertyAccessExpression,
  args: readonly ts.Expression[],
  env: Env,
): Value[] | undefined {
  const method = callee.name.text
  if (ts.isIdentifier(callee.expression)) {
    const [first] = args
    if (callee.expression.text === 'Object' && first) return foldObject(on, method, first, env)
    // A message keeps its parts in its text.
    if (callee.expression.text === 'JSON' && method === 'stringify' && first) return partsOf(on.values(first, env))
    if (callee.expression.text === 'Symbol' && method === 'for' && first) return on.values(first, env)
    if (callee.expression.text === 'Array' && method === 'from' && first) return on.values(first, env)
    if (callee.expression.text === 'Promise' && method === 'resolve' && first) return on.values(first, env)
  }
  switch (method) {
    case 'bind':
      return on.values(callee.expression, env)
    case 'toString':
    case 'valueOf':
    case 'trim':
    case 'toLowerCase':
    case 'toUpperCase':
    case 'toLocaleLowerCase':
    case 'toLocaleUpperCase': {
      const texts = textsOf(on.values(callee.expression, env))
      return texts?.map((value) => (value.kind === 'text' ? { ...value, text: inCase(method, value.text) } : value))
    }
    case 'concat': {
      const left = on.values(callee.expression, env)
      if (left.some(({ kind }) => kind === 'list')) {
        const lists = [left, ...args.map((arg) => on.values(arg, env))].flat()
        const open = lists.some((value) => value.kind === 'list' && value.open)
        return [
          listOf(
            lists.flatMap((value) => (value.kind === 'list' ? value.elements : [value])),
            open,
          ),
        ]
      }
      return textsOf(left) && joinTexts([left, ...args.map((arg) => on.values(arg, env))])
    }
    case 'join': {
      const separator = args[0] ? on.values(args[0], env) : [text(',')]
      const lists = on.values(callee.expression, env)
      const [only] = lists
      if (lists.length !== 1 || only?.kind !== 'list' || only.open) return undefined
      return joinTexts(only.elements.flatMap((element, index) => (index === 0 ? [[element]] : [separator, [element]])))
    }
    case 'replace':
    case 'replaceAll': {
      const [from, to] = args
      if (!from || !to || !ts.isStringLiteralLike(from) || !ts.isStringLiteralLike(to)) return undefined
      const change = (one: string): string =>
        method === 'replace' ? one.replace(from.text, () => to.text) : one.replaceAll(from.text, () => to.text)
      // Only a whole text is changed: what a `*` stands for may hold the very part that is replaced.
      return textsOf(on.values(callee.expression, env))?.map((value) =>
        value.kind === 'text' ? (value.dynamic ? asText(unknown) : text(change(value.text))) : value,
      )
    }
    case 'map':
    case 'flatMap': {
      const lists = on.values(callee.expression, env).filter((value) => value.kind === 'list')
      const [mapper] = args
      if (lists.length === 0 || !mapper) return undefined
      const mappers = on.values(mapper, env)
      const elements = elementsOf(lists).slice(0, mostMapped)
      const results = mappers.flatMap((fn) =>
        fn.kind === 'function'
          ? elements.flatMap((element, at) => on.results(fn, [], env, [element, text(String(at))]))
          : [unknown],
      )
      return [
        listOf(
          results,
          lists.some((value) => value.kind === 'list' && value.open),
        ),
      ]
    }
    case 'shift':
    case 'pop': {
      const lists = on.values(callee.expression, env).filter((value) => value.kind === 'list')
      return lists.length > 0 ? lists.flatMap((value) => (value.kind === 'list' ? value.elements : [])) : undefined
    }
    case 'split': {
      const [separator] = args
      if (!separator || !ts.isStringLiteralLike(separator)) return undefined
      const whole = on
        .values(callee.expression, env)
        .filter((value) => value.kind === 'text' && !value.dynamic && value.text !== '')
      if (whole.length === 0) return undefined
      return whole.map((value) => listOf(asText(value).text.split(separator.text).map(text), false))
    }
    case 'keys':
    case 'values':
    case 'entries': {
      if (args.length > 0) return undefined
      const pairs = on.values(callee.expression, env).filter((value) => value.kind === 'list' && value.pairs)
      if (pairs.length === 0) return undefined
      if (method === 'entries') return pairs
      return [
        listOf(
          elementsOf(pairs).flatMap((pair) => on.member(pair, method === 'keys' ? '0' : '1')),
          false,
        ),
      ]
    }
    case 'filter':
    case 'slice':
    case 'sort':
    case 'reverse': {
      const lists = on.values(callee.expression, env).filter((value) => value.kind === 'list')
      return lists.length > 0 ? lists : undefined
    }
    default:
      return undefined
  }
}

function partsOf(values: readonly Value[]): Value[] {
  const found = values.filter(({ kind }) => kind === 'object' || kind === 'parameter')
  return found.length > 0 ? found : [unknown]
}

function foldObject(on: Evaluator, method: string, first: ts.Expression, env: Env): Value[] | undefined {
  switch (method) {
    case 'freeze':
    case 'seal':
    case 'assign':
      return on.values(first, env)
    case 'values':
      return [{ kind: 'list', elements: on.values(first, env).flatMap((value) => on.members(value)), open: false }]
    case 'keys':
      return [
        {
          kind: 'list',
          elements: on.values(first, env).flatMap((value) => keyEntries(on, value).map(({ key }) => key)),
          open: false,
        },
      ]
    case 'entries':
      return [
        {
          kind: 'list',
          open: false,
          elements: on.values(first, env).flatMap((value) =>
            keyEntries(on, value).map((one): Value => ({
              kind: 'list',
              elements: [one.key, ...(one.value ? [one.value] : [])],
              open: false,
            })),
          ),
        },
      ]
    default:
      return undefined
  }
}

const mostMapped = 100

function textsOf(values: Value[]): Value[] | undefined {
  const known = values.filter(({ kind }) => kind === 'text' || kind === 'parameter')
  return known.length > 0 ? known.map(asText) : undefined
}

function inCase(method: string, value: string): string {
  if (method.endsWith('LowerCase')) return value.toLowerCase()
  if (method.endsWith('UpperCase')) return value.toUpperCase()
  return method === 'trim' ? value.trim() : value
}
