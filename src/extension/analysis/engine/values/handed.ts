/** What a library gives the listener of one of its events: a server's `connection` hands over a socket. */
import { ts } from 'ts-morph'
import { rulesOf } from '../libraries/libraries.ts'
import { givenToNamesake } from './contextObjects.ts'
import { modulesNamedIn } from '../libraries/libraryUse.ts'
import { isKnown } from './value.ts'
import type { Evaluator } from './evaluator.ts'
import type { Env, LibraryClass, Value } from './value.ts'
import type { ClassRules, Detector } from '../../detectors/detector.ts'

/** Listeners that are named where they are given, and what they are handed. */
const named = new WeakMap<Evaluator, ReadonlyMap<ts.Node, LibraryClass>>()

export function settleHanded(on: Evaluator): void {
  on.kept.settle(
    'handed',
    (fn): LibraryClass | undefined => namedListeners(on).get(fn as ts.Node),
    (a, b) => a?.detector === b?.detector && a?.name === b?.name,
  )
}

/** The first parameter of a function written right into the call, or under a key of an object that is. */
export function handedTo(on: Evaluator, call: ts.CallExpression, env: Env, key?: string): Value | undefined {
  const { expression, arguments: args } = call
  const [event] = args
  if (!ts.isPropertyAccessExpression(expression)) return undefined
  const method = expression.name.text
  const heard = key ?? (event && ts.isStringLiteralLike(event) ? event.text : '*')
  const handedBy = (hands: ClassRules['hands']): string | undefined => {
    const events = hands !== undefined && Object.hasOwn(hands, method) ? hands[method] : undefined
    return events && (Object.hasOwn(events, heard) ? events[heard] : key === undefined ? events['*'] : undefined)
  }
  if (!handing(on).some(({ rules }) => handedBy(rules) !== undefined)) return undefined
  const given = (of: LibraryClass): Value | undefined => {
    const name = handedBy(rulesOf(of).find(({ hands }) => hands)?.hands)
    return name === undefined ? undefined : { kind: 'made', of: { detector: of.detector, name }, env: undefined }
  }
  const receivers = on.values(expression.expression, env)
  for (const receiver of receivers) {
    const of = on.libraryClass(receiver)
    const value = of && given(of)
    if (value) return value
  }
  if (receivers.some(isKnown)) return undefined
  const of = classByMember(on, expression.expression)
  return of && given(of)
}

/** The first parameter of a function that a call elsewhere names as the listener. */
export function handedToNamed(on: Evaluator, fn: ts.Node): Value | undefined {
  const of = on.kept.settled<LibraryClass | undefined>('handed', fn)
  return of && { kind: 'made', of, env: undefined }
}

function namedListeners(on: Evaluator): ReadonlyMap<ts.Node, LibraryClass> {
  const before = named.get(on)
  if (before) return before
  const found = new Map<ts.Node, LibraryClass>()
  named.set(on, found)
  for (const method of new Set(handing(on).flatMap(({ rules }) => Object.keys(rules)))) {
    for (const call of on.index.calls.get(method) ?? []) {
      const [, listener] = call.arguments
      if (!listener || ts.isArrowFunction(listener) || ts.isFunctionExpression(listener)) continue
      const { of, listeners } = on.kept.of('handed', call, () => {
        const value = handedTo(on, call, undefined)
        const functions = value ? on.values(listener, undefined) : []
        return {
          of: value?.kind === 'made' ? value.of : undefined,
          listeners: functions.flatMap((one) => (one.kind === 'function' ? [one.node] : [])),
        }
      })
      if (of) for (const one of listeners) found.set(one, of)
    }
  }
  return found
}

/** `x.of('/admin')`, `x.sockets`, also through a constant or a field that holds it. */
export function classByMember(on: Evaluator, node: ts.Expression): LibraryClass | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    for (const given of givenToNamesake(on, node)) {
      const of = ts.isPropertyAccessExpression(given) ? undefined : classByMember(on, given)
      if (of) return of
    }
  }
  const member = memberTaken(ts.isIdentifier(node) ? (initializerOf(on, node) ?? node) : node)
  if (member === undefined) return undefined
  const found = handing(on).find(({ knownBy }) => knownBy.includes(member))
  return found && importsOf(on, found.of.detector.modules) ? found.of : undefined
}

/** What such a library's listeners are given, by the names that classes go by: a `socket`. */
export function handedClasses(on: Evaluator): ReadonlyMap<string, LibraryClass> {
  const found = new Map<string, LibraryClass>()
  for (const { of, rules } of handing(on)) {
    if (of.detector.kind !== 'event' || !importsOf(on, of.detector.modules)) continue
    for (const events of Object.values(rules))
      for (const name of Object.values(events)) found.set(name.toLowerCase(), { detector: of.detector, name })
  }
  return found
}

interface Handing {
  readonly of: LibraryClass
  readonly rules: NonNullable<ClassRules['hands']>
  readonly knownBy: readonly string[]
}

const handers = new WeakMap<readonly Detector[], readonly Handing[]>()

function handing({ program: { detectors } }: Evaluator): readonly Handing[] {
  let known = handers.get(detectors)
  if (!known) {
    known = detectors.flatMap((detector) =>
      Object.entries(detector.classes ?? {}).flatMap(([name, { hands, knownBy }]) =>
        hands || knownBy ? [{ of: { detector, name }, rules: hands ?? {}, knownBy: knownBy ?? [] }] : [],
      ),
    )
    handers.set(detectors, known)
  }
  return known
}

function memberTaken(node: ts.Expression): string | undefined {
  const at = ts.isCallExpression(node) ? node.expression : node
  return ts.isPropertyAccessExpression(at) ? at.name.text : undefined
}

function initializerOf(on: Evaluator, node: ts.Identifier): ts.Expression | undefined {
  const declared = on.program.checker.getSymbolAtLocation(node)?.valueDeclaration
  return declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined
}

const imports = new WeakMap<Evaluator, ReadonlySet<string>>()

function importsOf(on: Evaluator, modules: readonly string[]): boolean {
  let known = imports.get(on)
  if (!known) {
    known = new Set(on.program.files.flatMap((file) => modulesNamedIn(file, on.libraries)))
    imports.set(on, known)
  }
  return modules.some((module) => known.has(module))
}
