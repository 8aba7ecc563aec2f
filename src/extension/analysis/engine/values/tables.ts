/**
 * Tables of listeners: what a loop takes out of a list remembers the entry that it stands in, for there a reader looks
 * for it, and not at the loop that subscribes them all.
 */
import { ts } from 'ts-morph'
import { isStatic, nameText } from '../index/syntax.ts'
import type { Evaluator } from './evaluator.ts'
import { unknown, type TableEntry, type Value } from './value.ts'

/** Of lists, each element; `unknown` stands for those that are not seen. */
export function elementsOf(values: readonly Value[]): Value[] {
  return values.flatMap((value): Value[] => {
    if (value.kind === 'list') {
      const elements = value.elements.map(taken)
      return value.open ? [...elements, unknown] : elements
    }
    // Which list it is only a caller knows.
    return [value.kind === 'parameter' ? { ...value, path: [...value.path, '[]'] } : unknown]
  })
}

/** What has parts of its own keeps that it is one of many. */
export function taken(value: Value): Value {
  const { kind } = value
  if (kind !== 'object' && kind !== 'list' && kind !== 'class' && kind !== 'instance') return value
  return value.ofList ? value : { ...value, ofList: true }
}

/** A part of such an element: its texts say where in the element they stand. */
export function partsOfEntry(on: Evaluator, holder: Value, name: string, found: Value[]): Value[] {
  if (!('ofList' in holder) || !holder.ofList) return found
  const node = placeOf(on, holder, name)
  if (!node) return found
  return found.map((value): Value => {
    if (value.kind === 'text') return value.entry ? value : { ...value, entry: { node, holder } }
    if (value.kind === 'object') return taken(value)
    if (value.kind !== 'list') return value
    const { elements } = value
    // `static events = ['a', 'b']` over several lines: each name where it stands.
    const places = value.literal?.elements.length === elements.length ? value.literal.elements : undefined
    return {
      ...value,
      ofList: true,
      elements: elements.map((one, at) =>
        one.kind === 'text' && !one.entry ? { ...one, entry: { node: places?.[at] ?? node, holder } } : one,
      ),
    }
  })
}

/** The keys of `{ paid: onPaid }`: each is the entry of what stands under it. */
export function keyEntries(on: Evaluator, value: Value): { readonly key: Value; readonly value: Value | undefined }[] {
  return on.keys(value).map((key) => {
    const [first] = on.member(value, key)
    const node = placeOf(on, value, key)
    const entry: TableEntry | undefined = node && first && { node, holder: first }
    return { key: { kind: 'text', text: key, dynamic: false, parameters: [], ...(entry && { entry }) }, value: first }
  })
}

/** What an entry does with its messages: it is one of a table of listeners only if it does something. */
export function listenersOf(on: Evaluator, { holder }: TableEntry): Value[] | undefined {
  if (holder.kind === 'function') return [holder]
  if (holder.kind === 'list') {
    const found = holder.elements.filter(isListener)
    return found.length > 0 ? found : undefined
  }
  if (holder.kind === 'object') {
    const found = on
      .keys(holder)
      .flatMap((key) => on.member(holder, key).filter((one) => isListener(one) || isCalledSo(key, one)))
    // `topics = { in: 'paid' }` of a handler's class.
    const { parent } = holder.node
    return found.length > 0
      ? found
      : ts.isPropertyDeclaration(parent) && ts.isClassLike(parent.parent)
        ? methodsOf(parent.parent)
        : undefined
  }
  if ((holder.kind === 'class' || holder.kind === 'instance') && ts.isClassLike(holder.node))
    return methodsOf(holder.node)
  return undefined
}

function methodsOf(node: ts.ClassLikeDeclaration): Value[] | undefined {
  const methods = node.members.flatMap((one): Value[] => {
    const fn = ts.isPropertyDeclaration(one)
      ? one.initializer
      : ts.isMethodDeclaration(one) && one.body
        ? one
        : undefined
    return fn && (ts.isMethodDeclaration(fn) || ts.isArrowFunction(fn))
      ? [{ kind: 'function', node: fn, env: undefined }]
      : []
  })
  return methods.length > 0 ? methods : undefined
}

function isListener({ kind }: Value): boolean {
  return kind === 'function' || kind === 'class'
}

/** A library's wrapper around the listener gives nobody knows what: the key says that it is one. */
function isCalledSo(key: string, { kind }: Value): boolean {
  return (
    (kind === 'unknown' || kind === 'parameter') &&
    /^(?:handle|listen|callback|cb$|fn$|func|run$|exec|process|consume|on[A-Z])/.test(key)
  )
}

/** Where in its holder a part stands. */
function placeOf(on: Evaluator, holder: Value, name: string): ts.Node | undefined {
  if (holder.kind === 'object') {
    for (const property of [...holder.node.properties].reverse()) {
      if (ts.isSpreadAssignment(property)) {
        const spread = on.values(property.expression, holder.env).find(({ kind }) => kind === 'object')
        const inside = spread?.kind === 'object' && spread.node !== holder.node ? placeOf(on, spread, name) : undefined
        if (inside) return inside
      } else if (nameText(property.name) === name || isComputed(on, property.name, name)) return property
    }
  }
  if (holder.kind === 'list') return holder.literal?.elements[Number(name)] ?? holder.literal
  if (holder.kind === 'class') return memberNamed(on, holder.node, name, true)
  if (holder.kind === 'instance' && ts.isClassLike(holder.node)) return memberNamed(on, holder.node, name, false)
  if (holder.kind === 'module') {
    const { checker } = on.program
    const exported = checker.getExportsOfModule(holder.symbol).find((one) => one.name === name)
    const isAlias = exported && exported.flags & ts.SymbolFlags.Alias
    return (isAlias ? checker.getAliasedSymbol(exported) : exported)?.declarations?.[0]
  }
  return undefined
}

function isComputed(on: Evaluator, name: ts.PropertyName, wanted: string): boolean {
  if (!ts.isComputedPropertyName(name)) return false
  const [value] = on.values(name.expression, undefined)
  return value?.kind === 'text' && value.text === wanted
}

/** The class's own, or that of the one above it that has it. */
function memberNamed(
  on: Evaluator,
  start: ts.ClassLikeDeclaration,
  name: string,
  isStaticMember: boolean,
): ts.Node | undefined {
  let at: ts.ClassLikeDeclaration | undefined = start
  for (let level = 0; at && level < 20; level++) {
    const own = at.members.find((one) => one.name && nameText(one.name) === name && isStaticMember === isStatic(one))
    if (own) return own
    const base: Value | undefined = on.bases(at).find(({ kind }) => kind === 'class')
    at = base?.kind === 'class' ? base.node : undefined
  }
  return undefined
}
