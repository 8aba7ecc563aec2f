/** Every call, `new`, decorator, loop and assignment that a detector's rules speak of. */
import { ts } from 'ts-morph'
import { methodRules, rulesOf } from '../libraries/libraries.ts'
import { detectorsInUse } from '../libraries/libraryUse.ts'
import { receiverClass, receiverValues } from '../calls/receiverClass.ts'
import { receiverReason } from '../reasons/receiverReason.ts'
import { boundMethodCalls } from './boundMethods.ts'
import { typedDeclarations } from './typedDeclarations.ts'
import type { CallRule, Detector } from '../../detectors/detector.ts'
import type { Callers } from '../calls/callers.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Finding } from './finding.ts'

interface Search {
  readonly on: Evaluator
  readonly callers: Callers
  /** Those that the workspace can have to do with, in the order of all: the map's order hangs on no import. */
  readonly detectors: readonly Detector[]
}

export function findFindings(on: Evaluator, callers: Callers): Finding[] {
  const { detectors, files } = on.program
  const inUse = detectorsInUse(files, detectors, on.libraries)
  const search = { on, callers, detectors: detectors.filter((detector) => inUse.has(detector)) }
  return [
    ...methodCalls(search),
    ...boundMethodCalls(on, callers, verbsOf(search.detectors)),
    ...callsOfObjects(search),
    ...functionCalls(search),
    ...constructions(search),
    ...iterations(search),
    ...assignments(search),
    ...assignedInScope(search),
    ...decorations(search),
    ...typedDeclarations(on, callers, inUse),
  ]
}

function methodCalls({ on, callers, detectors }: Search): Finding[] {
  const spoken = verbsOf(detectors)
  const verbs = [...verbsOf(on.program.detectors)].filter((verb) => spoken.has(verb))
  const findings: Finding[] = []
  for (const verb of verbs) {
    for (const call of on.index.calls.get(verb) ?? []) {
      const callee = call.expression
      if (!ts.isPropertyAccessExpression(callee)) continue
      const of = on.kept.of('receiver', call, () => receiverClass(on, callers, callee))
      if (!of) {
        on.whyNot?.note(call, () => receiverReason(on, callee, verb))
        continue
      }
      const rules = methodRules(of, verb)
      if (rules.length === 0)
        on.whyNot?.note(call, () => `${of.name} of ${of.detector.library} neither sends nor receives by it`)
      for (const rule of rules) {
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

/** `store.onDidChange(listener)`: an object that is called itself. */
function callsOfObjects({ on, callers, detectors }: Search): Finding[] {
  const names = detectors.flatMap(({ classes }) =>
    Object.values(classes ?? {}).flatMap(({ called }) => called?.names ?? []),
  )
  const findings: Finding[] = []
  for (const name of new Set(names)) {
    const calls = name.endsWith('*') ? on.index.callsStarting(name.slice(0, -1)) : (on.index.calls.get(name) ?? [])
    for (const call of calls) {
      const of = on.kept.of('object', call, () =>
        receiverValues(on, callers, call.expression)
          .map((value) => on.libraryClass(value))
          .find((one) => one && rulesOf(one).some(({ called }) => called)),
      )
      const rule = of && rulesOf(of).find(({ called }) => called)?.called?.rule
      if (!of || !rule) continue
      findings.push({
        detector: of.detector,
        rule,
        node: call,
        args: call.arguments,
        receiver: call.expression,
        of,
        hops: [],
      })
    }
  }
  return findings
}

function verbsOf(detectors: readonly Detector[]): Set<string> {
  const methods = detectors.flatMap(({ classes }) => Object.values(classes ?? {}).map((rules) => rules.methods ?? {}))
  return new Set(methods.flatMap((verbs) => Object.keys(verbs)))
}

function functionCalls({ on, callers, detectors }: Search): Finding[] {
  const findings: Finding[] = []
  const names = new Set<string>()
  const byDefault = new Set<string>()
  const piped = new Set<string>()
  for (const detector of detectors) {
    for (const [name, { call, receiver }] of Object.entries(detector.functions ?? {})) {
      if (!call) continue
      names.add(name)
      if (name === 'default') for (const one of defaultNames(on, detector)) byDefault.add(one)
      if (receiver === 'piped') piped.add(name)
    }
  }
  for (const name of names) {
    for (const alias of [name, ...(name === 'default' ? byDefault : (on.index.renames.get(name) ?? []))]) {
      for (const call of on.index.calls.get(alias) ?? []) {
        // Every list has a `filter` too: only what stands in a pipe is worth a look.
        if (piped.has(name) && !pipedInto(call)) continue
        findings.push(...on.kept.of(`function ${name}`, call, () => callOfFunction(on, callers, call, name)))
      }
    }
  }
  return findings
}

function callOfFunction(on: Evaluator, callers: Callers, call: ts.CallExpression, name: string): Finding[] {
  const findings: Finding[] = []
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
      receiverValues(on, callers, receiver)
        .map((one) => on.libraryClass(one))
        .find((one) => one !== undefined)
    // `once(socket, 'open')` of a platform's object is not the program's event.
    if (receiver && !of) continue
    // What has but one event of the program's, as a thread its messages, says itself which.
    if (of && fn.rules.receiver !== undefined && methodRules(of, name).some(({ only }) => only !== undefined)) continue
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
  return findings
}

/** `bus$` of `bus$.pipe(call)`. */
function pipedInto(call: ts.CallExpression): ts.Expression | undefined {
  const { parent } = call
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return undefined
  return parent.expression.name.text === 'pipe' ? parent.expression.expression : undefined
}

function defaultNames({ index, libraries }: Evaluator, detector: Detector): ReadonlySet<string> {
  return index.defaultNamesOf((specifier) => libraries.detectorsOf(specifier).includes(detector))
}

function constructions({ on, detectors }: Search): Finding[] {
  const findings: Finding[] = []
  const names = new Set<string>()
  const add = (name: string): void => {
    if (names.has(name)) return
    names.add(name)
    for (const other of on.index.renames.get(name) ?? []) add(other)
    for (const heir of on.index.heirs.get(name) ?? []) if (heir.name) add(heir.name.text)
  }
  for (const detector of detectors) {
    for (const name of Object.keys(detector.classes ?? {})) {
      if (!rulesOf({ detector, name }).some(({ construct }) => construct)) continue
      add(name)
      if (detector.default === name) for (const other of defaultNames(on, detector)) add(other)
    }
  }
  for (const name of names) {
    for (const made of on.index.news.get(name) ?? [])
      findings.push(...on.kept.of('construction', made, () => construction(on, made)))
  }
  return findings
}

function construction(on: Evaluator, made: ts.NewExpression): Finding[] {
  return on.values(made, undefined).flatMap((value): Finding[] => {
    const of = on.libraryClass(value)
    const rule = of && rulesOf(of).find(({ construct }) => construct)?.construct
    const given = on.construction(value)
    if (!of || !rule || !given || !(value.kind === 'made' || value.kind === 'instance')) return []
    return [{ detector: of.detector, rule, node: made, args: given.args, of, receiver: made, hops: [] }]
  })
}

function iterations({ on, callers, detectors }: Search): Finding[] {
  if (!detectors.some(({ classes }) => Object.values(classes ?? {}).some(({ iterate }) => iterate))) return []
  return on.index.forAwaits.flatMap((loop) =>
    on.kept.of('iteration', loop, () =>
      receiverValues(on, callers, loop.expression)
        .flatMap((value): Finding[] => {
          const of = on.libraryClass(value)
          const rule = of && rulesOf(of).find(({ iterate }) => iterate)?.iterate
          return of && rule
            ? [{ detector: of.detector, rule, node: loop, args: [], receiver: loop.expression, of, hops: [] }]
            : []
        })
        .slice(0, 1),
    ),
  )
}

function assignments({ on, callers, detectors }: Search): Finding[] {
  const names = new Set(
    detectors.flatMap(({ classes }) =>
      Object.values(classes ?? {}).flatMap(({ assigned }) => Object.keys(assigned ?? {})),
    ),
  )
  return [...names].flatMap((name) =>
    (on.index.assignments.get(name) ?? []).flatMap((node) =>
      on.kept.of('assignment', node, (): Finding[] => {
        const receiver = (node.left as ts.PropertyAccessExpression).expression
        for (const value of receiverValues(on, callers, receiver)) {
          const of = on.libraryClass(value)
          const rule = of && rulesOf(of).find(({ assigned }) => assigned?.[name])?.assigned?.[name]
          if (of && rule) return [{ detector: of.detector, rule, node, args: [node.right], receiver, of, hops: [] }]
        }
        return []
      }),
    ),
  )
}

/** `onmessage = …`: what the scope of a worker has needs no object before it. */
function assignedInScope({ on, detectors }: Search): Finding[] {
  const of = on.libraries.globalClass('self')
  if (!of || !detectors.includes(of.detector)) return []
  const rules = rulesOf(of).find(({ assigned }) => assigned)?.assigned ?? {}
  return Object.entries(rules).flatMap(([name, rule]) =>
    on.program.files
      .filter((file) => file.text.includes(name))
      .flatMap((file) => on.index.reassignedIn(file, name))
      .filter(({ left }) => !on.program.checker.getSymbolAtLocation(left))
      .map((node): Finding => ({ detector: of.detector, rule, node, args: [node.right], of, hops: [] })),
  )
}

function decorations({ on, detectors }: Search): Finding[] {
  const rules = new Map<string, { detector: Detector; rule: CallRule }[]>()
  for (const detector of detectors) {
    for (const [name, rule] of Object.entries(detector.decorators ?? {})) {
      rules.set(name, [...(rules.get(name) ?? []), { detector, rule }])
    }
  }
  const findings: Finding[] = []
  for (const [name, choices] of rules) {
    const ruleFor = (callee: ts.Expression): { detector: Detector; rule: CallRule } | undefined => {
      const modules = on.kept.of('module', callee, () =>
        on.values(callee, undefined).flatMap((value) => (value.kind === 'library' ? [value.module] : [])),
      )
      return choices.find(({ detector }) =>
        modules.some((module) => on.libraries.detectorsOf(module).includes(detector)),
      )
    }
    for (const decorator of on.index.decorators.get(name) ?? []) {
      const call = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined
      const choice = ruleFor(call?.expression ?? decorator.expression)
      if (!choice) continue
      findings.push({ ...choice, node: decorator, args: call?.arguments ?? [], target: decorator.parent, hops: [] })
    }
    // `const Listen = (name) => applyDecorators(Traced(), OnEvent(name))`: a decorator of the workspace's own around it.
    for (const alias of [name, ...(on.index.renames.get(name) ?? [])]) {
      for (const call of on.index.calls.get(alias) ?? []) {
        if (ts.isDecorator(call.parent)) continue
        const choice = ruleFor(call.expression)
        if (choice) findings.push({ ...choice, node: call, args: call.arguments, hops: [] })
      }
    }
  }
  return findings
}
