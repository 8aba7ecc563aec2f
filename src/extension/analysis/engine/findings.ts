/** Every call, `new`, decorator and loop that a detector's rules speak of: receivers by type, by import, by heritage. */
import { ts } from 'ts-morph'
import { methodRules, rulesOf } from './libraries.ts'
import { detectorsInUse } from './libraryUse.ts'
import { receiversOf } from './origins.ts'
import { isOwnEmitter } from './ownEmitters.ts'
import { ownEmitter } from '../detectors/ownEmitter.ts'
import { lastName } from './sourceIndex.ts'
import { libraryOfStub } from './types.ts'
import type { Callers } from './callers.ts'
import type { Evaluator } from './evaluator.ts'
import type { Finding } from './finding.ts'
import type { LibraryClass, Value } from './value.ts'
import type { CallRule, Detector } from '../detectors/detector.ts'

interface Search {
  readonly on: Evaluator
  readonly callers: Callers
}

export function findFindings(on: Evaluator, callers: Callers): Finding[] {
  const search = { on, callers }
  return [
    ...methodCalls(search),
    ...functionCalls(on),
    ...constructions(on),
    ...iterations(search),
    ...assignments(search),
    ...decorations(on),
  ]
}

function methodCalls(search: Search): Finding[] {
  const { on } = search
  const { detectors } = on.program
  const spoken = verbsOf([...detectorsInUse(on.program.files, detectors, on.libraries)])
  // In the order of all detectors, so that the map's order does not hang on what else a workspace imports.
  const verbs = [...verbsOf(detectors)].filter((verb) => spoken.has(verb))
  const findings: Finding[] = []
  for (const verb of verbs) {
    for (const call of on.index.calls.get(verb) ?? []) {
      const callee = call.expression
      if (!ts.isPropertyAccessExpression(callee)) continue
      const of = receiverClass(search, callee)
      if (!of) continue
      for (const rule of methodRules(of, verb)) {
        findings.push({
          detector: of.detector,
          rule,
          node: call,
          args: call.arguments,
          receiver: callee.expression,
          of,
          hops: [],
        })
      }
    }
  }
  return findings
}

function verbsOf(detectors: readonly Detector[]): Set<string> {
  const methods = detectors.flatMap(({ classes }) => Object.values(classes ?? {}).map((rules) => rules.methods ?? {}))
  return new Set(methods.flatMap((verbs) => Object.keys(verbs)))
}

/** The library's class that the called method is of; undefined where it is a method of the workspace's own. */
function receiverClass(search: Search, callee: ts.PropertyAccessExpression): LibraryClass | undefined {
  const { on } = search
  const symbol = on.program.checker.getSymbolAtLocation(callee.name)
  const [declared] = symbol?.declarations ?? []
  if (declared) {
    if (declared.getSourceFile() !== on.program.stubs) {
      return isOwnEmitter(declared) ? ownEmitterClass : undefined
    }
    const library = libraryOfStub(declared)
    const of = library && on.libraries.classOf(library)
    if (!of) return undefined
    return of
  }
  for (const value of receiverValues(search, callee.expression)) {
    const of = on.libraryClass(value)
    // `events.once(bus, 'paid')` is the module's function, also where the module's default export is the class.
    if (of && value.kind === 'library' && of.detector.functions?.[callee.name.text]?.call) continue
    if (of && !ownMethod(on, value, callee.name.text)) return of
    const [method] = on.member(value, callee.name.text)
    if (
      method?.kind === 'function' &&
      isOwnEmitter(ts.isPropertyAssignment(method.node.parent) ? method.node.parent : method.node)
    )
      return ownEmitterClass
  }
  return namedClass(search, callee)
}

const ownEmitterClass: LibraryClass = { detector: ownEmitter, name: 'Emitter' }

/**
 * Where nothing is known of the receiver but its name, and it is called as an emitter class of the workspace is
 * (`client` beside `class Client extends EventEmitter`), a constant name that is no life-cycle event makes a site.
 */
function namedClass({ on }: Search, callee: ts.PropertyAccessExpression): LibraryClass | undefined {
  const call = callee.parent
  const name = lastName(callee.expression)?.replace(/^_/, '').toLowerCase()
  if (name === undefined || !ts.isCallExpression(call) || !call.arguments[0]) return undefined
  const values = on.values(callee.expression, undefined)
  if (!values.every(({ kind }) => kind === 'unknown' || kind === 'parameter')) return undefined
  const [text] = on.values(call.arguments[0], undefined)
  if (text?.kind !== 'text' || text.dynamic || lifeCycle.has(text.text)) return undefined
  let known = emitterNames.get(on)
  if (!known) {
    known = new Map()
    for (const node of on.index.classes) {
      const of = node.name && on.libraryClass({ kind: 'class', node })
      if (of && node.name && of.detector.kind === 'event') known.set(node.name.text.toLowerCase(), of)
    }
    emitterNames.set(on, known)
  }
  return known.get(name)
}

const emitterNames = new WeakMap<Evaluator, Map<string, LibraryClass>>()
const lifeCycle = new Set([
  'error',
  'connect',
  'connection',
  'disconnect',
  'close',
  'end',
  'data',
  'open',
  'ready',
  'finish',
  'drain',
  'message',
  'exit',
])

function receiverValues({ on, callers }: Search, node: ts.Expression): Value[] {
  const found = receiversOf(on, callers, node, undefined)
  return found.some(({ kind }) => kind === 'parameter') ? [...found, ...on.typed(node)] : found
}

function ownMethod(on: Evaluator, value: Value, name: string): boolean {
  return (
    (value.kind === 'instance' || value.kind === 'class') &&
    on.member(value, name).some(({ kind }) => kind === 'function')
  )
}

function functionCalls(on: Evaluator): Finding[] {
  const findings: Finding[] = []
  const names = new Set<string>()
  const piped = new Set<string>()
  for (const { functions } of on.program.detectors) {
    for (const [name, { call, receiver }] of Object.entries(functions ?? {})) {
      if (!call) continue
      names.add(name)
      if (receiver === 'piped') piped.add(name)
    }
  }
  for (const name of names) {
    for (const alias of [name, ...(on.index.renames.get(name) ?? [])]) {
      for (const call of on.index.calls.get(alias) ?? []) {
        // Every list has a `filter` too: only what stands in a pipe is worth a look.
        if (piped.has(name) && !pipedInto(call)) continue
        for (const value of on.values(call.expression, undefined)) {
          const fn = value.kind === 'library' ? on.libraries.functionOf(value) : undefined
          if (!fn?.rules.call || fn.name !== name) continue
          const receiver =
            fn.rules.receiver === 'piped'
              ? pipedInto(call)
              : fn.rules.receiver !== undefined
                ? call.arguments[Number(fn.rules.receiver)]
                : fn.rules.gives === undefined
                  ? undefined
                  : call
          if (!receiver && fn.rules.receiver !== undefined) continue
          const of =
            receiver &&
            on
              .values(receiver, undefined)
              .map((one) => on.libraryClass(one))
              .find((one) => one !== undefined)
          // `once(socket, 'open')` of a platform's object is not the program's event.
          if (receiver && !of) continue
          findings.push({
            detector: fn.detector,
            rule: fn.rules.call,
            node: call,
            args: call.arguments,
            hops: [],
            ...(receiver && { receiver }),
            ...(of && { of }),
          })
        }
      }
    }
  }
  return findings
}

/** `bus$` of `bus$.pipe(call)`. */
function pipedInto(call: ts.CallExpression): ts.Expression | undefined {
  const { parent } = call
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return undefined
  return parent.expression.name.text === 'pipe' ? parent.expression.expression : undefined
}

function constructions(on: Evaluator): Finding[] {
  const findings: Finding[] = []
  const names = new Set<string>()
  const add = (name: string): void => {
    if (names.has(name)) return
    names.add(name)
    for (const other of on.index.renames.get(name) ?? []) add(other)
    for (const heir of on.index.heirs.get(name) ?? []) if (heir.name) add(heir.name.text)
  }
  for (const detector of on.program.detectors) {
    for (const name of Object.keys(detector.classes ?? {})) {
      if (!rulesOf({ detector, name }).some(({ construct }) => construct)) continue
      add(name)
      if (detector.default === name) for (const other of on.index.renames.get('default') ?? []) add(other)
    }
  }
  for (const name of names) {
    for (const made of on.index.news.get(name) ?? []) {
      for (const value of on.values(made, undefined)) {
        const of = on.libraryClass(value)
        const rule = of && rulesOf(of).find(({ construct }) => construct)?.construct
        const construction = on.construction(value)
        if (!of || !rule || !construction || !(value.kind === 'made' || value.kind === 'instance')) continue
        findings.push({
          detector: of.detector,
          rule,
          node: made,
          args: construction.args,
          of,
          receiver: made,
          hops: [],
        })
      }
    }
  }
  return findings
}

function iterations(search: Search): Finding[] {
  const { on } = search
  return on.index.forAwaits.flatMap((loop) =>
    receiverValues(search, loop.expression)
      .flatMap((value): Finding[] => {
        const of = on.libraryClass(value)
        const rule = of && rulesOf(of).find(({ iterate }) => iterate)?.iterate
        return of && rule
          ? [{ detector: of.detector, rule, node: loop, args: [], receiver: loop.expression, of, hops: [] }]
          : []
      })
      .slice(0, 1),
  )
}

function assignments(search: Search): Finding[] {
  const { on } = search
  const names = new Set(
    on.program.detectors.flatMap(({ classes }) =>
      Object.values(classes ?? {}).flatMap(({ assigned }) => Object.keys(assigned ?? {})),
    ),
  )
  return [...names].flatMap((name) =>
    (on.index.assignments.get(name) ?? []).flatMap((node): Finding[] => {
      const receiver = (node.left as ts.PropertyAccessExpression).expression
      for (const value of receiverValues(search, receiver)) {
        const of = on.libraryClass(value)
        const rule = of && rulesOf(of).find(({ assigned }) => assigned?.[name])?.assigned?.[name]
        if (of && rule) return [{ detector: of.detector, rule, node, args: [node.right], receiver, of, hops: [] }]
      }
      return []
    }),
  )
}

function decorations(on: Evaluator): Finding[] {
  const rules = new Map<string, { detector: Detector; rule: CallRule }[]>()
  for (const detector of on.program.detectors) {
    for (const [name, rule] of Object.entries(detector.decorators ?? {})) {
      rules.set(name, [...(rules.get(name) ?? []), { detector, rule }])
    }
  }
  const findings: Finding[] = []
  for (const [name, choices] of rules) {
    for (const decorator of on.index.decorators.get(name) ?? []) {
      const call = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined
      const modules = on
        .values(call?.expression ?? decorator.expression, undefined)
        .flatMap((value) => (value.kind === 'library' ? [value.module] : []))
      const choice = choices.find(({ detector }) =>
        modules.some((module) => on.libraries.detectorsOf(module).includes(detector)),
      )
      if (!choice) continue
      findings.push({ ...choice, node: decorator, args: call?.arguments ?? [], target: decorator.parent, hops: [] })
    }
  }
  return findings
}
