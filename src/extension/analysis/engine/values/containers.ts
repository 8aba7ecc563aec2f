/**
 * What a container of dependencies gives for a token: `container.resolve('Bus')`, `@inject(TYPES.Bus)`, awilix' cradle.
 * A token is known by what it is declared as, since a `Symbol('Bus')` of one file is none of another's.
 */
import { ts } from 'ts-morph'
import { isForeign } from './foreign.ts'
import { boundAt, isMadeByContainer, takesFolders, tokenOf, type Binding, type Token } from './containerBindings.ts'
import { isKnown, unknown, type Value } from './value.ts'
import { lastName } from '../index/sourceIndex.ts'
import type { Evaluator } from './evaluator.ts'

/** `container.resolve(Bus)`, `Container.get<Bus>(TYPES.Bus)`, `moduleRef.get(BUS)`. Undefined: no call of a container. */
export function resolvedBy(on: Evaluator, call: ts.CallExpression): Value[] | undefined {
  const { expression, arguments: args, typeArguments } = call
  const [token] = args
  if (!token || args.length > 3 || !ts.isPropertyAccessExpression(expression)) return undefined
  const method = expression.name.text
  if (!resolving.has(method)) return undefined
  // Every table has a `get`.
  const isMeant = isContainer(on, expression.expression)
  if (!isMeant && !method.startsWith('resolve')) return undefined
  const bound = valuesFor(on, token)
  if (bound.length > 0) return bound
  if (!isMeant) return undefined
  const instances = instancesOf(on, token)
  if (instances.length > 0) return instances
  const [type] = typeArguments ?? []
  return type && on.typeNode(type)
}

/** `@Inject(TOKEN) bus`, on a constructor's parameter or on a field; of a cradle's constructor, what goes by the name. */
export function injectedInto(on: Evaluator, node: ts.ParameterDeclaration | ts.PropertyDeclaration): Value[] {
  for (const { expression } of (ts.canHaveDecorators(node) && ts.getDecorators(node)) || []) {
    const token = tokenGiven(on, expression)
    if (!token) continue
    const bound = valuesFor(on, token)
    return bound.length > 0 ? bound : instancesOf(on, token)
  }
  if (!ts.isParameter(node) || !ts.isIdentifier(node.name) || !isMadeByName(on, node)) return []
  return valuesOfKey(on, node.name.text)
}

/** `({ eventBus }) => …`, `cradle.eventBus`: what awilix hands to what it makes. */
export function cradleMember(on: Evaluator, node: ts.ParameterDeclaration, name: string): Value[] {
  return isMadeByName(on, node) && node.parent.parameters.length === 1 ? valuesOfKey(on, name) : []
}

/** `container.cradle.eventBus`. */
export function memberOfCradle(on: Evaluator, { expression, name }: ts.PropertyAccessExpression): Value[] {
  return lastName(expression) === 'cradle' ? valuesOfKey(on, name.text) : []
}

const resolving = new Set(['resolve', 'get', 'getAsync', 'resolveAsync', 'getNamed'])

/** It is called as containers are, its type is, or it comes from a library that nothing is known of. */
function isContainer(on: Evaluator, receiver: ts.Expression): boolean {
  if (isContainerName(lastName(receiver))) return true
  const at = ts.isPropertyAccessExpression(receiver) ? receiver.name : receiver
  const declared = on.program.checker.getSymbolAtLocation(at)?.valueDeclaration
  const type = declared && 'type' in declared ? (declared.type as ts.TypeNode | undefined) : undefined
  if (type && ts.isTypeReferenceNode(type)) return isContainerName(type.typeName.getText())
  return isForeign(on, receiver)
}

function isContainerName(name: string | undefined): boolean {
  return (
    name !== undefined && /container|injector|moduleref|^(?:app|ioc|di|kernel)$|app(?:lication)?context$/i.test(name)
  )
}

/** `Inject(TOKEN)`, also behind a decorator of one's own that returns it; `Inject(() => Bus)`. */
function tokenGiven(on: Evaluator, decorator: ts.Expression): ts.Expression | undefined {
  if (!ts.isCallExpression(decorator)) return undefined
  if (injecting.test(lastName(decorator.expression) ?? '')) {
    const [token] = decorator.arguments
    return token && ts.isArrowFunction(token) && !ts.isBlock(token.body) ? token.body : token
  }
  for (const value of on.values(decorator.expression, undefined)) {
    if (value.kind !== 'function' || value.node.parameters.length > 0) continue
    const { body } = value.node as ts.FunctionLikeDeclaration
    const [only] = body && ts.isBlock(body) ? body.statements : []
    const returned = body && !ts.isBlock(body) ? body : only && ts.isReturnStatement(only) ? only.expression : undefined
    if (returned && ts.isCallExpression(returned) && injecting.test(lastName(returned.expression) ?? ''))
      return returned.arguments[0]
  }
  return undefined
}

const injecting = /^(?:lazy)?inject$/i

function valuesFor(on: Evaluator, token: ts.Expression): Value[] {
  const key = tokenOf(on, token)
  return key === undefined ? [] : valuesOfKey(on, key)
}

/** `useExisting` and `toService` can lead in a circle. */
const asked = new WeakMap<Evaluator, Set<Token>>()

function valuesOfKey(on: Evaluator, key: Token): Value[] {
  let asking = asked.get(on)
  if (!asking) asked.set(on, (asking = new Set()))
  if (asking.has(key)) return []
  asking.add(key)
  try {
    const found = boundAt(on, key)
      .slice(0, most)
      .flatMap((one) => given(on, one))
    return found.filter(isKnown)
  } finally {
    asking.delete(key)
  }
}

const most = 8

function given(on: Evaluator, { how, what }: Binding): Value[] {
  switch (how) {
    case 'class':
      return instancesOf(on, what)
    case 'token':
      return valuesFor(on, what)
    case 'factory':
      return factories(on, what).flatMap((fn) => (fn.kind === 'function' ? on.results(fn, [], undefined) : [unknown]))
    case 'value':
      return on.values(what, undefined)
  }
}

/** `useFactory: instanceCachingFactory((c) => new Bus())`: a library's own function hands it on. */
function factories(on: Evaluator, what: ts.Expression): Value[] {
  const found = on.values(what, undefined)
  if (found.some(({ kind }) => kind === 'function') || !ts.isCallExpression(what)) return found
  const [first] = what.arguments
  return first ? on.values(first, undefined) : found
}

function instancesOf(on: Evaluator, node: ts.Expression): Value[] {
  return on.values(node, undefined).flatMap((value): Value[] => {
    if (value.kind === 'class') return [{ kind: 'instance', node: value.node, env: undefined }]
    const of = value.kind === 'library' ? on.libraries.classOf(value) : undefined
    return of ? [{ kind: 'made', of, env: undefined }] : []
  })
}

/** The parameter is one of a class or function that awilix makes, which tells them apart by their names. */
function isMadeByName(on: Evaluator, { parent }: ts.ParameterDeclaration): boolean {
  const made = ts.isConstructorDeclaration(parent) ? parent.parent : parent
  if (isMadeByContainer(on, made)) return true
  return takesFolders(on) && (ts.isConstructorDeclaration(parent) || isExported(made))
}

function isExported(node: ts.Node): boolean {
  const { parent } = node
  if (ts.isExportAssignment(parent)) return true
  if (ts.isBinaryExpression(parent)) return true
  const statement = ts.isVariableDeclaration(parent) ? parent.parent.parent : node
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(isExport)
}

const isExport = ({ kind }: ts.Modifier): boolean => kind === ts.SyntaxKind.ExportKeyword
