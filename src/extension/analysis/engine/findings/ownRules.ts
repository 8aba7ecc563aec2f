/**
 * Calls that a user's own rule speaks of, where the workspace itself declares what is called: by what a call means, by
 * its receiver's class, that class's heirs, and the interfaces it implements. Libraries' calls are found by findings.ts.
 */
import { ts } from 'ts-morph'
import { findFindings } from './findings.ts'
import { rulesOf } from '../libraries/libraries.ts'
import { createOwnTargets, holderOf, membersNamed, type Holder, type OwnTargets } from './ownTargets.ts'
import { receiversOf } from '../calls/origins.ts'
import { formatTarget, isOwn } from '../../rules/target.ts'
import type { Callers } from '../calls/callers.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Finding } from './finding.ts'
import type { LibraryClass } from '../values/value.ts'
import type { CallRule, Detector, RuleOrigin } from '../../detectors/detector.ts'
import type { Problem } from '../../../../protocol/graph.ts'

export interface Findings {
  readonly findings: readonly Finding[]
  /** What a rule speaks of: inside these nothing forwards a name any more. */
  readonly covered: ReadonlySet<ts.Node>
  /** Rules that name what is not there. */
  readonly missing: readonly Problem[]
}

interface Search {
  readonly on: Evaluator
  readonly callers: Callers
  readonly targets: OwnTargets
  readonly covered: Set<ts.Node>
}

/** With what the detectors find, less what a rule says of the very same call. */
export function allFindings(on: Evaluator, callers: Callers): Findings {
  const own = findOwnRules(on, callers)
  return { ...own, findings: [...withoutOwn(on, findFindings(on, callers), own.findings), ...own.findings] }
}

function findOwnRules(on: Evaluator, callers: Callers): Findings {
  const own = on.program.rules.flatMap(({ detectors }) => detectors).filter(({ modules }) => modules.some(isOwn))
  if (own.length === 0) return { findings: [], covered: new Set(), missing: [] }
  const search: Search = { on, callers, targets: createOwnTargets(on), covered: new Set() }
  const found: Finding[] = []
  const missing: Problem[] = []
  for (const detector of own) {
    const { origin } = detector
    if (!origin) continue
    for (const module of detector.modules) {
      const lost = [
        ...classCalls(search, detector, module, found),
        ...functionCalls(search, detector, module, found),
        ...decorations(search, detector, module, found),
      ]
      const isThere = search.targets.files(module, origin.root).length > 0
      if (!isThere && lost.length > 0)
        missing.push(ruleProblem(origin, `there is no source file ${module.replace(/^\.\//, '')} in the folder`))
      else for (const target of lost) missing.push(ruleProblem(origin, `nothing is declared as ${target}`))
    }
  }
  const findings = found.filter(({ node, rule }) => isInFolder(on, node, rule.origin))
  return { findings, covered: search.covered, missing }
}

function ruleProblem({ path, file, line }: RuleOrigin, message: string): Problem {
  return {
    code: 'rule',
    message: `${path}: ${message}`,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
  }
}

/** What else was found, less what a rule says of the very same call, and what rules of another folder say. */
function withoutOwn(on: Evaluator, findings: readonly Finding[], own: readonly Finding[]): readonly Finding[] {
  if (on.program.rules.length === 0) return findings
  const taken = new Set(own.map(({ node }) => node))
  return findings.filter(({ node, rule }) => !taken.has(node) && isInFolder(on, node, rule.origin))
}

/** A folder's rules speak of its own files alone. */
function isInFolder(on: Evaluator, node: ts.Node, origin: RuleOrigin | undefined): boolean {
  return origin === undefined || on.program.pathOf(node.getSourceFile()).startsWith(`${origin.root}/`)
}

/** Answers what the rules name that is not there. */
function classCalls(search: Search, detector: Detector, module: string, found: Finding[]): string[] {
  const { on, targets } = search
  const root = detector.origin?.root ?? ''
  const lost: string[] = []
  for (const name of Object.keys(detector.classes ?? {})) {
    const of: LibraryClass = { detector, name }
    const holders = targets.holders(module, root, name)
    const kin = new Set<ts.Node>(holders.flatMap((holder) => [holder, ...heirsOf(on, holder)]))
    const levels = rulesOf(of)
    const construct = levels.find((rules) => rules.construct)?.construct
    if (construct) {
      if (holders.length === 0) lost.push(formatTarget({ module, what: 'construct', of: name, name }))
      found.push(...constructions(search, of, kin, construct))
    }
    const methods = new Map(levels.toReversed().flatMap((rules) => Object.entries(rules.methods ?? {})))
    for (const [method, rules] of methods) {
      const members = new Set([...kin].flatMap((holder) => membersNamed(holder as Holder, method)))
      if (holders.length === 0 || (members.size === 0 && !mayInherit(holders)))
        lost.push(formatTarget({ module, what: 'method', of: name, name: method }))
      for (const node of members) search.covered.add(functionIn(node))
      for (const call of on.index.calls.get(method) ?? []) {
        if (!isCallOf(search, call, members, kin)) continue
        const receiver = ts.isPropertyAccessExpression(call.expression) ? call.expression.expression : undefined
        for (const rule of [rules].flat() as readonly CallRule[])
          found.push({ detector, rule, node: call, args: call.arguments, of, hops: [], ...(receiver && { receiver }) })
      }
    }
    const iterate = levels.find((rules) => rules.iterate)?.iterate
    for (const loop of iterate ? on.index.forAwaits : []) {
      if (iterate && isOfKin(search, loop.expression, kin))
        found.push({ detector, rule: iterate, node: loop, args: [], receiver: loop.expression, of, hops: [] })
    }
    for (const [field, rule] of levels.flatMap(({ assigned }) => Object.entries(assigned ?? {}))) {
      for (const node of on.index.assignments.get(field) ?? []) {
        const receiver = (node.left as ts.PropertyAccessExpression).expression
        if (isOfKin(search, receiver, kin))
          found.push({ detector, rule, node, args: [node.right], receiver, of, hops: [] })
      }
    }
  }
  return lost
}

function isCallOf(
  search: Search,
  call: ts.CallExpression,
  members: ReadonlySet<ts.Node>,
  kin: ReadonlySet<ts.Node>,
): boolean {
  const { on } = search
  const callee = call.expression
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
  for (const node of on.program.checker.getSymbolAtLocation(name)?.declarations ?? []) {
    if (members.has(node)) return true
    // Declared by what one of them extends or implements: the call may end there.
    const { parent } = node
    if ((ts.isClassLike(parent) || ts.isInterfaceDeclaration(parent)) && on.heirs(parent).some((heir) => kin.has(heir)))
      return isAnyOfKin(search, callee, kin)
  }
  if (ts.isPropertyAccessExpression(callee)) return isOfKin(search, callee.expression, kin)
  return on.values(callee, undefined).some((value) => value.kind === 'function' && members.has(value.node))
}

/** What an interface or an abstract class declares may end in each heir; of another base class the receiver must tell. */
function isAnyOfKin(search: Search, callee: ts.Expression, kin: ReadonlySet<ts.Node>): boolean {
  if (!ts.isPropertyAccessExpression(callee)) return false
  const holders = receiversOf(search.on, search.callers, callee.expression, undefined).flatMap(holderOf)
  return holders.some(
    (holder) =>
      kin.has(holder) ||
      ((ts.isInterfaceDeclaration(holder) || (ts.isClassLike(holder) && isAbstract(holder))) &&
        search.on.heirs(holder).some((heir) => kin.has(heir))),
  )
}

function isAbstract(node: ts.ClassLikeDeclaration): boolean {
  return (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword)
}

function isOfKin({ on, callers }: Search, receiver: ts.Expression, kin: ReadonlySet<ts.Node>): boolean {
  return receiversOf(on, callers, receiver, undefined)
    .flatMap(holderOf)
    .some(
      (holder) => kin.has(holder) || (ts.isClassLike(holder) && implemented(on, holder).some((one) => kin.has(one))),
    )
}

/** What a class says it implements or extends, also where that is a type and no interface. */
function implemented(on: Evaluator, node: ts.ClassLikeDeclaration): ts.Node[] {
  const found: ts.Node[] = []
  for (const clause of node.heritageClauses ?? [])
    for (const type of clause.types) found.push(...on.typeNode(type).flatMap(holderOf))
  return found
}

function constructions(search: Search, of: LibraryClass, kin: ReadonlySet<ts.Node>, rule: CallRule): Finding[] {
  const { on } = search
  const names = new Set([...kin].flatMap((node) => (ts.isClassLike(node) && node.name ? [node.name.text] : [])))
  return [...withRenames(on, names)].flatMap((name) =>
    (on.index.news.get(name) ?? [])
      .filter((made) =>
        on.values(made.expression, undefined).some((value) => holderOf(value).some((one) => kin.has(one))),
      )
      .map((made): Finding => ({
        detector: of.detector,
        rule,
        node: made,
        args: made.arguments ?? [],
        of,
        receiver: made,
        hops: [],
      })),
  )
}

function functionCalls(search: Search, detector: Detector, module: string, found: Finding[]): string[] {
  const { on, targets } = search
  const lost: string[] = []
  for (const [name, { call: rule }] of Object.entries(detector.functions ?? {})) {
    if (!rule) continue
    const functions = new Set<ts.Node>(targets.functions(module, detector.origin?.root ?? '', name))
    if (functions.size === 0) lost.push(formatTarget({ module, what: 'function', name }))
    for (const node of functions) search.covered.add(node)
    for (const alias of withRenames(on, [name])) {
      for (const call of on.index.calls.get(alias) ?? [])
        if (means(search, call.expression, functions))
          found.push({ detector, rule, node: call, args: call.arguments, hops: [] })
    }
  }
  return lost
}

function decorations(search: Search, detector: Detector, module: string, found: Finding[]): string[] {
  const { on, targets } = search
  const lost: string[] = []
  for (const [name, rule] of Object.entries(detector.decorators ?? {})) {
    const functions = new Set<ts.Node>(targets.functions(module, detector.origin?.root ?? '', name))
    if (functions.size === 0) lost.push(formatTarget({ module, what: 'decorator', name }))
    for (const alias of withRenames(on, [name])) {
      for (const decorator of on.index.decorators.get(alias) ?? []) {
        const call = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined
        if (!means(search, call?.expression ?? decorator.expression, functions)) continue
        const args = call?.arguments ?? []
        found.push({ detector, rule, node: decorator, args, target: decorator.parent, hops: [] })
      }
    }
  }
  return lost
}

function means({ on }: Search, callee: ts.Expression, functions: ReadonlySet<ts.Node>): boolean {
  return on.values(callee, undefined).some((value) => value.kind === 'function' && functions.has(value.node))
}

function heirsOf(on: Evaluator, holder: Holder): readonly ts.Node[] {
  return ts.isClassLike(holder) || ts.isInterfaceDeclaration(holder) ? on.heirs(holder) : []
}

/** What a class extends may be a library's, whose members nobody knows. */
function mayInherit(holders: readonly Holder[]): boolean {
  return holders.some((holder) => 'heritageClauses' in holder && (holder.heritageClauses ?? []).length > 0)
}

function functionIn(node: ts.Node): ts.Node {
  if ((ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) && node.initializer) {
    const { initializer } = node
    if (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) return initializer
  }
  return node
}

function withRenames(on: Evaluator, names: Iterable<string>): Set<string> {
  const all = new Set<string>()
  for (const name of names) {
    all.add(name)
    for (const other of on.index.renames.get(name) ?? []) all.add(other)
  }
  return all
}
