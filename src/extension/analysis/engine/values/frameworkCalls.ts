/**
 * Calls of a front end's framework that hand on what they are given: what a component keeps, remembers or puts into a
 * context is the object that went in. An object only: what a text in a state is, only a run tells.
 */
import { ts } from 'ts-morph'
import { isObject } from './contextObjects.ts'
import { unknown, type Env, type LibraryValue, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

type Given = (on: Evaluator, call: ts.CallExpression, env: Env) => Value[]

const frameworks = /^(?:react|preact(?:\/.+)?|vue|@vue\/.+|solid-js|svelte)$/

/** Undefined where the call is none of a framework's. */
export function frameworkValue(
  on: Evaluator,
  { module, name }: LibraryValue,
  call: ts.CallExpression,
  env: Env,
): Value[] | undefined {
  if (!frameworks.test(module)) return undefined
  const own = name.slice(name.lastIndexOf('.') + 1)
  return Object.hasOwn(calls, own) ? calls[own]?.(on, call, env) : undefined
}

const same: Given = (on, { arguments: [first] }, env) => (first ? on.values(first, env) : [unknown])

const made: Given = (on, { arguments: [first] }, env) =>
  first ? on.values(first, env).flatMap((one) => (one.kind === 'function' ? on.results(one, [], env) : [one])) : []

const calls: Readonly<Record<string, Given>> = {
  useCallback: same,
  useContext: same,
  use: same,
  markRaw: same,
  toRaw: same,
  unref: same,
  readonly: same,
  reactive: same,
  shallowReactive: same,
  useMemo: made,
  useState: stateOf,
  createSignal: stateOf,
  useRef: boxOf,
  createRef: boxOf,
  ref: boxOf,
  shallowRef: boxOf,
  computed: (on, call, env) => [{ kind: 'box', content: made(on, call, env) }],
  createContext: contextOf,
  inject: (on, call, env) => provided(on, call, 'provide', env),
  getContext: (on, call, env) => provided(on, call, 'setContext', env),
}

/** `const [socket, setSocket] = useState<Socket>()`: what it starts with, and all that is set. */
function stateOf(on: Evaluator, call: ts.CallExpression, env: Env): Value[] {
  const { parent } = call
  const pattern = ts.isVariableDeclaration(parent) && ts.isArrayBindingPattern(parent.name) ? parent.name : undefined
  const setter = pattern?.elements[1]
  const set =
    setter && ts.isBindingElement(setter) && ts.isIdentifier(setter.name)
      ? on.index.callsIn(call.getSourceFile(), setter.name.text)
      : []
  const found = [...made(on, call, env), ...set.slice(0, most).flatMap((one) => made(on, one, env))]
  return [{ kind: 'list', elements: objectsOr(found, () => ofType(on, call)).slice(0, 1), open: true }]
}

/** `const socket = useRef<Socket>()`, and `socket.current = …` later. */
function boxOf(on: Evaluator, call: ts.CallExpression, env: Env): Value[] {
  const { parent } = call
  const holder = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : undefined
  const assigned =
    holder === undefined
      ? []
      : boxMembers
          .flatMap((member) => on.index.assignmentsIn(call.getSourceFile(), member))
          .filter(({ left }) => {
            const { expression } = left as ts.PropertyAccessExpression
            return ts.isIdentifier(expression) && expression.text === holder
          })
  const found = [...same(on, call, env), ...assigned.slice(0, most).flatMap(({ right }) => on.values(right, env))]
  return [{ kind: 'box', content: objectsOr(found, () => ofType(on, call)) }]
}

/** How a box is opened: React's, Vue's. */
export const boxMembers: readonly string[] = ['current', 'value']

/** `createContext<Socket>(…)`, and what each `<SocketContext.Provider value={…}>` puts into it. */
function contextOf(on: Evaluator, call: ts.CallExpression, env: Env): Value[] {
  const { parent } = call
  const name = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : undefined
  const given = name === undefined ? [] : providersOf(on, name).flatMap((one) => on.values(one, undefined))
  const found = [...given, ...same(on, call, env), ...ofType(on, call)].filter(isObjectOrType)
  return found.length > 0 ? found : [unknown]
}

function providersOf(on: Evaluator, context: string): readonly ts.Expression[] {
  const provider = `${context}.Provider`
  const found: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if ((ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) && node.tagName.getText() === provider) {
      for (const one of node.attributes.properties) {
        if (!ts.isJsxAttribute(one) || one.name.getText() !== 'value') continue
        const { initializer } = one
        if (initializer && ts.isJsxExpression(initializer) && initializer.expression) found.push(initializer.expression)
      }
    }
    ts.forEachChild(node, visit)
  }
  for (const file of on.index.filesHolding(`<${provider}`)) visit(file)
  return found.slice(0, most)
}

/** `inject(key)` and every `provide(key, …)` of the same key: a text, or one and the same declaration. */
function provided(on: Evaluator, call: ts.CallExpression, verb: string, env: Env): Value[] {
  const [key] = call.arguments
  if (!key) return [unknown]
  const wanted = keyOf(on, key)
  const found = (on.index.calls.get(verb) ?? [])
    .filter(({ arguments: [other] }) => other && wanted !== undefined && keyOf(on, other) === wanted)
    .slice(0, most)
    .flatMap(({ arguments: [, value] }) => (value ? on.values(value, env) : []))
  return objectsOr(found, () => [...ofType(on, call), ...ofKeysType(on, key)])
}

function keyOf(on: Evaluator, key: ts.Expression): string | ts.Symbol | undefined {
  if (ts.isStringLiteralLike(key)) return key.text
  const symbol = on.program.checker.getSymbolAtLocation(key)
  if (!symbol) return undefined
  return symbol.flags & ts.SymbolFlags.Alias ? on.program.checker.getAliasedSymbol(symbol) : symbol
}

/** `const busKey: InjectionKey<Bus> = Symbol()`. */
function ofKeysType(on: Evaluator, key: ts.Expression): Value[] {
  const symbol = keyOf(on, key)
  const declared = typeof symbol === 'object' ? symbol.valueDeclaration : undefined
  const type = declared && ts.isVariableDeclaration(declared) ? declared.type : undefined
  const inner = type && ts.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined
  return inner ? on.typeNode(inner) : []
}

function ofType(on: Evaluator, { typeArguments }: ts.CallExpression): Value[] {
  const [type] = typeArguments ?? []
  return type ? on.typeNode(type) : []
}

function objectsOr(values: readonly Value[], otherwise: () => readonly Value[]): Value[] {
  const objects = values.filter(isObjectOrType)
  const found = objects.length > 0 ? objects : otherwise().filter(isObjectOrType)
  return found.length > 0 ? found : [unknown]
}

const isObjectOrType = (value: Value): boolean => isObject(value) || value.kind === 'instance' || value.kind === 'box'

const most = 12
