/**
 * Methods of a library's object that are called without it: `bus.publish = inner.emit.bind(inner)`, `const say =
 * inner.emit.bind(inner, 'paid')`, `const { on, emit } = mitt()`, `Emitter.prototype.emit.call(bus, 'paid')`. Each call of such a function is one of the method's, with
 * what was bound before its own arguments; what nobody is seen to call sends or receives where it is bound.
 */
import { ts } from 'ts-morph'
import { receiverClass, receiverValues } from '../calls/receiverClass.ts'
import { methodRules } from '../libraries/libraries.ts'
import { nameText } from '../index/syntax.ts'
import type { Callers } from '../calls/callers.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Finding } from './finding.ts'
import type { LibraryClass, Value } from '../values/value.ts'

export function boundMethodCalls(on: Evaluator, callers: Callers, verbs: ReadonlySet<string>): Finding[] {
  return [
    ...boundCalls(on, callers, verbs),
    ...takenOutCalls(on, callers, verbs),
    ...callsOfPrototype(on, callers, verbs),
  ]
}

interface Bound {
  readonly of: LibraryClass
  readonly verb: string
  readonly receiver: ts.Expression
  readonly given: readonly ts.Expression[]
}

function boundCalls(on: Evaluator, callers: Callers, verbs: ReadonlySet<string>): Finding[] {
  return (on.index.calls.get('bind') ?? []).flatMap((bind) => {
    const callee = methodOf(bind)
    if (!callee || !verbs.has(callee.name.text)) return []
    return on.kept.of('bound', bind, () => {
      const of = receiverClass(on, callers, callee)
      const [self, ...given] = bind.arguments
      if (!of || !self) return []
      const verb = callee.name.text
      const isUnbound = ts.isPropertyAccessExpression(callee.expression) && callee.expression.name.text === 'prototype'
      const bound = { of, verb, given, receiver: isUnbound ? self : callee.expression }
      const calls = callsOf(on, callers, bind)
      if (calls.length > 0) return calls.flatMap((call) => findingsOf(bound, call, call.arguments))
      return given.length > 0 ? findingsOf(bound, bind, []) : []
    })
  })
}

/** `inner.emit` of `inner.emit.bind(inner)`. */
function methodOf({ expression }: ts.CallExpression): ts.PropertyAccessExpression | undefined {
  const method = ts.isPropertyAccessExpression(expression) ? expression.expression : undefined
  return method && ts.isPropertyAccessExpression(method) ? method : undefined
}

function findingsOf(
  { of, verb, receiver, given }: Bound,
  node: ts.CallExpression,
  args: readonly ts.Expression[],
): Finding[] {
  return methodRules(of, verb).map((rule) => ({
    detector: of.detector,
    rule,
    node,
    args: [...given, ...args],
    receiver,
    of,
    hops: [],
  }))
}

/** Who calls what an expression gives: by the variable, parameter or member that it is given to. */
function callsOf(on: Evaluator, callers: Callers, made: ts.Expression): readonly ts.CallExpression[] {
  const whole = outermost(made)
  const { parent } = whole
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return callsNamed(on, parent.name.text, parent)
  if (ts.isCallExpression(parent)) return callsOfParameter(on, parent, whole)
  if (ts.isPropertyAssignment(parent)) {
    const name = nameText(parent.name)
    return name === undefined ? [] : callsOfMember(on, callers, name, new Set<ts.Node>([parent.parent]))
  }
  if (ts.isPropertyDeclaration(parent) && ts.isClassLike(parent.parent)) {
    const name = nameText(parent.name)
    return name === undefined ? [] : callsOfMember(on, callers, name, new Set<ts.Node>([parent.parent]))
  }
  if (ts.isBinaryExpression(parent) && parent.right === whole) {
    const { left } = parent
    if (ts.isIdentifier(left)) return callsNamed(on, left.text, on.program.checker.getSymbolAtLocation(left))
    if (ts.isPropertyAccessExpression(left)) {
      const holders = receiverValues(on, callers, left.expression).flatMap((value) => nodeOf(value) ?? [])
      return callsOfMember(on, callers, left.name.text, new Set(holders))
    }
  }
  return []
}

function outermost(node: ts.Expression): ts.Expression {
  const { parent } = node
  return ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isNonNullExpression(parent)
    ? outermost(parent)
    : node
}

/** `declared` is the variable, or the symbol of what is no declaration by itself. */
function callsNamed(on: Evaluator, name: string, declared: ts.Node | ts.Symbol | undefined): ts.CallExpression[] {
  if (!declared) return []
  const names = [name, ...(on.index.renames.get(name) ?? [])]
  return names
    .flatMap((one) => on.index.calls.get(one) ?? [])
    .filter(({ expression }) => {
      if (!ts.isIdentifier(expression)) return false
      const symbol = symbolOf(on, expression)
      return symbol === declared || symbol?.declarations?.includes(declared as ts.Declaration) === true
    })
}

function symbolOf({ program: { checker } }: Evaluator, node: ts.Identifier): ts.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(node)
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** `start(inner.emit.bind(inner))`: what the function calls by its parameter's name. */
function callsOfParameter(on: Evaluator, call: ts.CallExpression, made: ts.Expression): ts.CallExpression[] {
  const place = call.arguments.indexOf(made)
  if (place < 0) return []
  return on.values(call.expression, undefined).flatMap((value) => {
    const parameter = value.kind === 'function' ? value.node.parameters[place] : undefined
    if (!parameter || !ts.isIdentifier(parameter.name)) return []
    return on.index
      .callsIn(parameter.getSourceFile(), parameter.name.text)
      .filter(
        ({ expression }) =>
          ts.isIdentifier(expression) && symbolOf(on, expression)?.declarations?.includes(parameter) === true,
      )
  })
}

function callsOfMember(
  on: Evaluator,
  callers: Callers,
  name: string,
  holders: ReadonlySet<ts.Node>,
): ts.CallExpression[] {
  if (holders.size === 0) return []
  const isHolder = (node: ts.Expression): boolean =>
    receiverValues(on, callers, node).some((value) => {
      const own = nodeOf(value)
      return own !== undefined && holders.has(own)
    })
  const names = [name, ...(on.index.renames.get(name) ?? [])]
  return names
    .flatMap((one) => on.index.calls.get(one) ?? [])
    .slice(0, mostCalls)
    .filter(({ expression }) => {
      if (ts.isPropertyAccessExpression(expression))
        return expression.name.text === name && isHolder(expression.expression)
      const taken = ts.isIdentifier(expression) ? takenOut(on, expression) : undefined
      return taken !== undefined && taken.name === name && isHolder(taken.from)
    })
}

/** Two values with the same are of one object, or of objects of one class. */
function nodeOf(value: Value): ts.Node | undefined {
  return value.kind === 'made' || value.kind === 'object' || value.kind === 'instance' ? value.node : undefined
}

/** `Emitter.prototype.emit.call(bus, 'paid')`; what hands its own name on overrides the method, and is called as it. */
function callsOfPrototype(on: Evaluator, callers: Callers, verbs: ReadonlySet<string>): Finding[] {
  return (on.index.calls.get('call') ?? []).flatMap((call) => {
    const callee = methodOf(call)
    const [self, name] = call.arguments
    if (!callee || !verbs.has(callee.name.text) || !self || !name || ts.isIdentifier(name)) return []
    if (!ts.isPropertyAccessExpression(callee.expression) || callee.expression.name.text !== 'prototype') return []
    return on.kept.of('called on', call, () => {
      const of = receiverClass(on, callers, callee)
      const bound = of && { of, verb: callee.name.text, receiver: self, given: [] }
      return bound ? findingsOf(bound, call, call.arguments.slice(1)) : []
    })
  })
}

/** `const { on, emit } = mitt()`, `const emit = bus.emit`. */
function takenOutCalls(on: Evaluator, callers: Callers, verbs: ReadonlySet<string>): Finding[] {
  return [...verbs].flatMap((verb) =>
    [verb, ...(on.index.renames.get(verb) ?? [])].flatMap((name) =>
      (on.index.calls.get(name) ?? []).flatMap((call) => {
        const taken = ts.isIdentifier(call.expression) ? takenOut(on, call.expression) : undefined
        if (taken?.name !== verb) return []
        return on.kept.of('taken out', call, () => {
          const of = receiverValues(on, callers, taken.from)
            .map((value) => (value.kind === 'made' ? value.of : undefined))
            .find((one) => one !== undefined)
          return of ? findingsOf({ of, verb, receiver: taken.from, given: [] }, call, call.arguments) : []
        })
      }),
    ),
  )
}

function takenOut(on: Evaluator, node: ts.Identifier): { name: string; from: ts.Expression } | undefined {
  const [declared] = on.program.checker.getSymbolAtLocation(node)?.declarations ?? []
  if (!declared) return undefined
  if (ts.isVariableDeclaration(declared)) {
    const { initializer } = declared
    return initializer && ts.isPropertyAccessExpression(initializer)
      ? { name: initializer.name.text, from: initializer.expression }
      : undefined
  }
  if (!ts.isBindingElement(declared) || !ts.isObjectBindingPattern(declared.parent)) return undefined
  const { parent: holder } = declared.parent
  const name = nameText(declared.propertyName ?? declared.name)
  return name !== undefined && ts.isVariableDeclaration(holder) && holder.initializer
    ? { name, from: holder.initializer }
    : undefined
}

const mostCalls = 2_000
