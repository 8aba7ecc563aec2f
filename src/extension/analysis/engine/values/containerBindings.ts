/** For which token a container is told to give what: tsyringe, inversify, typedi, awilix and Nest, by syntax. */
import { ts } from 'ts-morph'
import { lastName } from '../index/sourceIndex.ts'
import type { Evaluator } from './evaluator.ts'

/** A text for itself, else what the token is declared by. */
export type Token = string | ts.Node

export interface Binding {
  readonly how: 'class' | 'value' | 'factory' | 'token'
  readonly what: ts.Expression
}

interface Bindings {
  readonly of: ReadonlyMap<Token, readonly Binding[]>
  /** Classes and functions that awilix makes. */
  readonly makers: ReadonlySet<ts.Node>
  readonly byFile: boolean
}

const known = new WeakMap<Evaluator, Bindings>()

export function settleBindings(on: Evaluator): void {
  on.kept.settle(
    'bindings',
    (token): readonly Binding[] => bindingsOf(on).of.get(token) ?? [],
    (a, b) => a.length === b.length && a.every(({ how, what }, at) => how === b[at]?.how && what === b[at].what),
    (bindings) => bindings.map(({ what }) => what),
  )
  const isSame = (a: boolean, b: boolean): boolean => a === b
  on.kept.settle('made by a container', (maker) => bindingsOf(on).makers.has(maker as ts.Node), isSame)
  on.kept.settle('containers of folders', () => bindingsOf(on).byFile, isSame)
}

/** What the container is told for the token. */
export function boundAt(on: Evaluator, token: Token): readonly Binding[] {
  return on.kept.settled('bindings', token)
}

export function isMadeByContainer(on: Evaluator, maker: ts.Node): boolean {
  return on.kept.settled('made by a container', maker)
}

/** awilix takes whole folders: what else is exported may be made by it too. */
export function takesFolders(on: Evaluator): boolean {
  return on.kept.settled('containers of folders', '')
}

function bindingsOf(on: Evaluator): Bindings {
  let found = known.get(on)
  if (!found) known.set(on, (found = readBindings(on)))
  return found
}

/** Symbols are one by where they are made: `const BUS = Symbol()`, `TYPES.Bus`, a class, an enum's member. */
export function tokenOf(on: Evaluator, node: ts.Expression): Token | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) return tokenOf(on, node.expression)
  const { checker } = on.program
  const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node)
  const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const [declared] = meant?.declarations ?? []
  if (!declared) return undefined
  if (
    (ts.isVariableDeclaration(declared) || ts.isPropertyAssignment(declared) || ts.isPropertyDeclaration(declared)) &&
    declared.initializer &&
    declared.initializer !== node
  ) {
    const { initializer } = declared
    if (ts.isStringLiteralLike(initializer)) return initializer.text
    if (ts.isIdentifier(initializer) || ts.isPropertyAccessExpression(initializer)) return tokenOf(on, initializer)
  }
  if (ts.isEnumMember(declared)) {
    const value = checker.getConstantValue(declared)
    if (typeof value === 'string') return value
  }
  return ts.isParameter(declared) ? undefined : declared
}

function readBindings(on: Evaluator): Bindings {
  const of = new Map<Token, Binding[]>()
  const makers = new Set<ts.Node>()
  const containers = containersIn(on)
  const put = (token: Token | undefined, binding: Binding | undefined): void => {
    if (token === undefined || !binding) return
    const list = of.get(token)
    if (list) list.push(binding)
    else of.set(token, [binding])
  }
  /** `{ provide: BUS, useClass: Bus }`, `{ id: 'bus', value: bus }`. */
  const provide = (node: ts.Expression | undefined, key: string): void => {
    const token = node && propertyOf(node, key)
    if (node && token) put(tokenOf(on, token), providerIn(node))
  }

  for (const node of on.index.provided) provide(node, 'provide')
  if (containers.has('awilix')) {
    const make = (name: string | undefined, made: ts.Expression): void => {
      const binding = awilixBinding(made)
      if (!binding || name === undefined) return
      put(name, binding)
      const maker = binding.how === 'value' ? undefined : makerOf(on, binding.what)
      if (maker) makers.add(maker)
    }
    for (const { arguments: args } of on.index.calls.get('register') ?? []) {
      const [first, second] = args
      if (first && ts.isStringLiteralLike(first) && second) make(first.text, second)
      if (!first || !ts.isObjectLiteralExpression(first)) continue
      for (const one of first.properties) if (ts.isPropertyAssignment(one)) make(keyOf(one), one.initializer)
    }
  }
  if (containers.has('tsyringe')) {
    for (const { arguments: args } of on.index.calls.get('register') ?? [])
      if (args[0] && args[1]) put(tokenOf(on, args[0]), providerIn(args[1]) ?? classBinding(args[1]))
    for (const [method, how] of registering) {
      for (const { arguments: args } of on.index.calls.get(method) ?? [])
        if (args[0] && args[1]) put(tokenOf(on, args[0]), { how, what: args[1] })
    }
  }
  if (containers.has('inversify')) {
    for (const name of ['bind', 'rebind']) {
      for (const call of on.index.calls.get(name) ?? []) {
        const [token] = call.arguments
        const to = token && boundTo(call)
        if (token && to) put(tokenOf(on, token), to)
      }
    }
  }
  if (containers.has('typedi')) {
    for (const { arguments: args } of on.index.calls.get('set') ?? []) {
      const [first, second] = args
      if (!first) continue
      if (second) put(tokenOf(on, first), { how: 'value', what: second })
      else for (const one of ts.isArrayLiteralExpression(first) ? first.elements : [first]) provide(one, 'id')
    }
  }
  return { of, makers, byFile: containers.has('awilix') && (on.index.calls.get('loadModules') ?? []).length > 0 }
}

const registering = [
  ['registerSingleton', 'class'],
  ['registerType', 'class'],
  ['registerInstance', 'value'],
] as const

/** Containers whose module some file names: a `set` or a `bind` of others is none of theirs. */
function containersIn({ program: { files, words } }: Evaluator): ReadonlySet<string> {
  return new Set(
    ['awilix', 'tsyringe', 'inversify', 'typedi'].filter((name) => {
      const module = new RegExp(`['"][\\w@/-]*\\b${name}\\b[\\w/-]*['"]`)
      return files.some((file) => words.matches(file, module))
    }),
  )
}

function keyOf({ name }: ts.PropertyAssignment): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined
}

function propertyOf(node: ts.Expression, key: string): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined
  for (const one of node.properties) {
    if (ts.isPropertyAssignment(one) && keyOf(one) === key) return one.initializer
    if (ts.isShorthandPropertyAssignment(one) && one.name.text === key) return one.name
  }
  return undefined
}

function providerIn(node: ts.Expression): Binding | undefined {
  for (const [key, how] of providing) {
    const what = propertyOf(node, key)
    if (what) return { how, what }
  }
  return undefined
}

const providing = [
  ['useClass', 'class'],
  ['useValue', 'value'],
  ['useFactory', 'factory'],
  ['useExisting', 'token'],
  ['useToken', 'token'],
  ['value', 'value'],
  ['type', 'class'],
  ['factory', 'factory'],
] as const

function classBinding(node: ts.Expression): Binding | undefined {
  return ts.isIdentifier(node) && /^[A-Z]/.test(node.text) ? { how: 'class', what: node } : undefined
}

/** `bind(TOKEN).to(Bus)`, `.toConstantValue(bus)`, `.toDynamicValue(() => bus)`, `.toService(OTHER)`. */
function boundTo(bind: ts.CallExpression): Binding | undefined {
  const { parent } = bind
  if (!ts.isPropertyAccessExpression(parent) || !ts.isCallExpression(parent.parent)) return undefined
  const how = Object.hasOwn(binding, parent.name.text) ? binding[parent.name.text] : undefined
  const [what] = parent.parent.arguments
  return how && what && { how, what }
}

const binding: Record<string, Binding['how']> = {
  to: 'class',
  toConstantValue: 'value',
  toDynamicValue: 'factory',
  toService: 'token',
}

/** `asClass(Bus).singleton()`, `asFunction(makeBus)`, `asValue(bus)`, `aliasTo('bus')`. */
function awilixBinding(node: ts.Expression): Binding | undefined {
  if (!ts.isCallExpression(node)) return undefined
  if (ts.isPropertyAccessExpression(node.expression) && ts.isCallExpression(node.expression.expression))
    return awilixBinding(node.expression.expression)
  const name = lastName(node.expression) ?? ''
  const how = Object.hasOwn(making, name) ? making[name] : undefined
  const [what] = node.arguments
  return how && what && { how, what }
}

const making: Record<string, Binding['how']> = {
  asClass: 'class',
  asFunction: 'factory',
  asValue: 'value',
  aliasTo: 'token',
}

function makerOf(on: Evaluator, what: ts.Expression): ts.Node | undefined {
  if (ts.isArrowFunction(what) || ts.isFunctionExpression(what) || ts.isClassExpression(what)) return what
  const declared = tokenOf(on, what)
  if (declared === undefined || typeof declared === 'string') return undefined
  if (!ts.isVariableDeclaration(declared) || !declared.initializer) return declared
  const { initializer } = declared
  return ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer) ? initializer : declared
}
