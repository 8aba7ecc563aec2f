/**
 * Classes written without `class`: a function whose objects are emitters because it calls the emitter's constructor,
 * inherits its prototype, or copies what that holds. Also what is mixed into a class from outside.
 */
import { ts } from 'ts-morph'
import { lastName } from '../index/sourceIndex.ts'
import { createMemo, onlyNow, type Memo } from '../index/reads.ts'
import type { Evaluator } from './evaluator.ts'
import type { LibraryClass, Maker, Value } from './value.ts'

/** The library's class that objects of such a function, or of a class that was mixed into, are of. */
export function inheritedClass(on: Evaluator, maker: ts.Node): LibraryClass | undefined {
  return memoOf(on).find(maker, undefined, () => {
    const called =
      ts.isFunctionDeclaration(maker) || ts.isFunctionExpression(maker) ? calledInside(on, maker) : undefined
    if (called) return called
    for (const source of takenFrom(on, maker)) {
      const found = classIn(on, source)
      if (found) return found
    }
    return undefined
  })
}

/** The function that `this` in another one is an object of: the one around it, or the one whose prototype holds it. */
export function makerOfThis(on: Evaluator, fn: ts.Node): ts.Node | undefined {
  if (!ts.isFunctionExpression(fn) && !ts.isFunctionDeclaration(fn) && !ts.isMethodDeclaration(fn)) return undefined
  const whole = wrappedIn(fn)
  const assignment = whole.parent
  if (
    ts.isBinaryExpression(assignment) &&
    assignment.right === whole &&
    ts.isPropertyAccessExpression(assignment.left)
  ) {
    const holder = assignment.left.expression
    if (holder.kind === ts.SyntaxKind.ThisKeyword) return functionAround(assignment)
    if (isPrototype(holder)) return makerIn(on, holder.expression)
  }
  const literal = ts.isPropertyAssignment(assignment) ? assignment.parent : fn.parent
  if (ts.isObjectLiteralExpression(literal)) {
    const { parent } = literal
    // `F.prototype = { … }`, `Object.assign(F.prototype, { … })`.
    if (ts.isBinaryExpression(parent) && isPrototype(parent.left)) return makerIn(on, parent.left.expression)
    const [target] = ts.isCallExpression(parent) ? parent.arguments : []
    if (target && isPrototype(target)) return makerIn(on, target.expression)
  }
  return fn
}

/** `once(function () {…})`, `debounce(function () {…}, 50)`: on what it is called, it calls the function. */
function wrappedIn(fn: ts.Node): ts.Node {
  const { parent } = fn
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== fn) return fn
  const holder = parent.parent
  return ts.isBinaryExpression(holder) || ts.isPropertyAssignment(holder) ? parent : fn
}

const memos = new WeakMap<Evaluator, Memo<ts.Node, LibraryClass | undefined>>()

function memoOf(on: Evaluator): Memo<ts.Node, LibraryClass | undefined> {
  let memo = memos.get(on)
  if (!memo) memos.set(on, (memo = createMemo(on.kept.reads)))
  return memo
}

/** `EventEmitter.call(this)`, or methods taken from `EventEmitter.prototype`. */
function calledInside(on: Evaluator, fn: ts.FunctionDeclaration | ts.FunctionExpression): LibraryClass | undefined {
  let found: LibraryClass | undefined
  const visit = (node: ts.Node): void => {
    if (found) return
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression
      const [first] = node.arguments
      if (
        (name.text === 'call' || name.text === 'apply') &&
        first?.kind === ts.SyntaxKind.ThisKeyword &&
        isClassLike(expression)
      )
        found = classIn(on, expression)
    } else if (isPrototype(node) && isClassLike(node.expression)) found = classIn(on, node.expression)
    ts.forEachChild(node, visit)
  }
  if (fn.body) for (const statement of fn.body.statements) visit(statement)
  return found
}

/** Most functions are called for other reasons: only what is named as a class is asked about. */
function isClassLike(node: ts.Expression): boolean {
  const name = ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : ''
  return /^[A-Z]/.test(name)
}

const heritages = new WeakMap<Evaluator, ReadonlyMap<ts.Node, readonly ts.Expression[]>>()
const gathering = new WeakSet<Evaluator>()

export function settleHeritage(on: Evaluator): void {
  on.kept.settle(
    'heritage',
    (maker): readonly ts.Expression[] => heritageOf(on).get(maker as ts.Node) ?? [],
    (a, b) => a.length === b.length && a.every((one, at) => one === b[at]),
    (sources) => sources,
  )
  on.kept.settle(
    'emitter maker',
    (name): LibraryClass | undefined => emitterMakers(on).get(name as string),
    (a, b) => a?.detector === b?.detector && a?.name === b?.name,
  )
}

/** What the prototype of a function or class is said to take from. */
export function takenFrom(on: Evaluator, maker: ts.Node): readonly ts.Expression[] {
  if (!gathering.has(on)) return on.kept.settled('heritage', maker)
  on.kept.reads.note(onlyNow)
  return heritageOf(on).get(maker) ?? []
}

/** From each function or class to what its prototype is said to take from. */
function heritageOf(on: Evaluator): ReadonlyMap<ts.Node, readonly ts.Expression[]> {
  const before = heritages.get(on)
  if (before) return before
  const found = new Map<ts.Node, ts.Expression[]>()
  heritages.set(on, found)
  gathering.add(on)
  const put = (target: ts.Expression, sources: readonly ts.Expression[], depth = 0): void => {
    const makers = isPrototype(target) ? makersIn(on, target.expression) : holdersIn(on, target)
    for (const maker of makers) found.set(maker, [...(found.get(maker) ?? []), ...sources])
    if (makers.length > 0) return
    if (depth < deepestHelper)
      for (const call of callsOfHelper(on, target, sources)) put(call.target, call.sources, depth + 1)
  }
  /** `Object.assign(store, Emitter.prototype, { … })`: all of them are one object in the end. */
  const putMixed = (args: readonly ts.Expression[]): void => {
    const prototypes = args.filter(
      (one) => isPrototype(one) || (ts.isNewExpression(one) && isClassLike(one.expression)),
    )
    if (prototypes.length === 0) return
    for (const one of args) if (ts.isObjectLiteralExpression(one) || ts.isIdentifier(one)) put(one, prototypes)
  }
  for (const name of ['inherits', 'setPrototypeOf', 'assign', 'extend', 'mixin', 'merge']) {
    for (const { arguments: args } of on.index.calls.get(name) ?? []) {
      const [target, ...sources] = args
      if (!target || sources.length === 0) continue
      if (isPrototype(target)) put(target.expression, sources)
      else if (name === 'inherits' || (name === 'mixin' && isClassLike(target))) put(target, sources.slice(0, 1))
      else putMixed(args)
    }
  }
  // Member by member: `for (const key in Emitter.prototype) target[key] = Emitter.prototype[key]`.
  for (const file of on.index.filesHolding('.prototype[')) {
    for (const { left, right } of on.index.allStoredIn(file)) {
      if (ts.isElementAccessExpression(left) && ts.isElementAccessExpression(right) && isPrototype(right.expression))
        put(left.expression, [right.expression])
    }
  }
  // A mixing function of the workspace's own: `applyMixin(Store, EventEmitter)`.
  for (const { arguments: args } of on.index.callsLike(/mix|inherit|augment/i, ['inherits', 'mixin'])) {
    const [target, ...sources] = args
    if (target && isClassLike(target) && sources.length > 0) put(target, sources.filter(isClassLike))
  }
  for (const name of ['prototype', '__proto__']) {
    for (const { left, right } of on.index.assignments.get(name) ?? []) {
      const holder = (left as ts.PropertyAccessExpression).expression
      if (name === 'prototype') put(holder, [right])
      else if (isPrototype(holder)) put(holder.expression, [right])
    }
  }
  gathering.delete(on)
  return found
}

const emitters = new WeakMap<Evaluator, ReadonlyMap<string, LibraryClass>>()

/** What objects are of that a function makes whose name is this in lower case. */
export function classOfMaker(on: Evaluator, name: string): LibraryClass | undefined {
  return on.kept.settled('emitter maker', name)
}

/** Functions whose objects are emitters, by their name in lower case. */
function emitterMakers(on: Evaluator): ReadonlyMap<string, LibraryClass> {
  const before = emitters.get(on)
  if (before) return before
  const found = new Map<string, LibraryClass>()
  emitters.set(on, found)
  const callingBase = (on.index.calls.get('call') ?? []).flatMap((call) => {
    const isBase = ts.isPropertyAccessExpression(call.expression) && isClassLike(call.expression.expression)
    return isBase && call.arguments[0]?.kind === ts.SyntaxKind.ThisKeyword ? (functionAround(call) ?? []) : []
  })
  for (const maker of new Set([...heritageOf(on).keys(), ...callingBase])) {
    if (!isMaker(maker) || !isNamedAsClass(maker)) continue
    const of = inheritedClass(on, maker)
    if (of?.detector.kind === 'event') found.set((makerName(maker) ?? '').toLowerCase(), of)
  }
  return found
}

/** Functions that hand a class on to one another. */
const deepestHelper = 3

/** `function makeEmitter(target) { inherits(target, EventEmitter) }`: what each of its calls means. */
function callsOfHelper(
  on: Evaluator,
  target: ts.Expression,
  sources: readonly ts.Expression[],
): { target: ts.Expression; sources: readonly ts.Expression[] }[] {
  const placeOf = (node: ts.Expression): { fn: ts.SignatureDeclaration; place: number } | undefined => {
    const [value] = on.values(node, undefined)
    if (value?.kind !== 'parameter' || value.path.length > 0) return undefined
    return { fn: value.node.parent, place: value.node.parent.parameters.indexOf(value.node) }
  }
  const own = placeOf(target)
  const name = own && nameOfHelper(own.fn)
  if (!own || name === undefined) return []
  const places = sources.map(placeOf)
  return [name, ...(on.index.renames.get(name) ?? [])]
    .flatMap((one) => on.index.calls.get(one) ?? [])
    .filter((call) => on.values(call.expression, undefined).some((value) => 'node' in value && value.node === own.fn))
    .flatMap(({ arguments: args }) => {
      const given = args[own.place]
      if (!given) return []
      return {
        target: given,
        sources: sources.flatMap((source, at) => {
          const place = places[at]
          return place?.fn === own.fn ? (args[place.place] ?? []) : source
        }),
      }
    })
}

function nameOfHelper({ name, parent }: ts.SignatureDeclaration): string | undefined {
  if (name && ts.isIdentifier(name)) return name.text
  if ((ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) && ts.isIdentifier(parent.name))
    return parent.name.text
  return ts.isBinaryExpression(parent) ? lastName(parent.left) : undefined
}

/** `X`, `X.prototype`, `new X()`, `Object.create(X.prototype)`. */
function classIn(on: Evaluator, source: ts.Expression): LibraryClass | undefined {
  if (isPrototype(source)) return classIn(on, source.expression)
  if (ts.isNewExpression(source)) return classIn(on, source.expression)
  if (ts.isCallExpression(source)) {
    const [first] = source.arguments
    return first && isPrototype(first) ? classIn(on, first) : undefined
  }
  for (const value of on.values(source, undefined)) {
    const of = value.kind === 'function' ? inheritedClass(on, value.node) : on.libraryClass(value)
    if (of?.detector.kind === 'event') return of
  }
  return undefined
}

export function makerIn(on: Evaluator, node: ts.Expression): ts.Node | undefined {
  return makersIn(on, node)[0]
}

/** Also objects, into which it is mixed as into a prototype. */
function holdersIn(on: Evaluator, node: ts.Expression): ts.Node[] {
  const objects = on.values(node, undefined).flatMap((value) => (value.kind === 'object' ? [value.node] : []))
  return [...makersIn(on, node), ...objects]
}

/** Several where only a run tells which module's it is. */
function makersIn(on: Evaluator, node: ts.Expression): ts.Node[] {
  return on
    .values(node, undefined)
    .flatMap((value: Value) => (value.kind === 'function' || value.kind === 'class' ? [value.node] : []))
}

export function isPrototype(node: ts.Node): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'prototype'
}

export function isMaker(node: ts.Node): node is Maker {
  return ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)
}

/** `function Parser() {…}`, `const Parser = function () {…}`. */
export function isNamedAsClass(maker: Maker): boolean {
  return /^[A-Z]/.test(makerName(maker) ?? '')
}

export function makerName({ name, parent }: Maker): string | undefined {
  if (name) return name.text
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text
  return ts.isBinaryExpression(parent) ? lastName(parent.left) : undefined
}

function functionAround(node: ts.Node): ts.Node | undefined {
  for (let at = node.parent; at; at = at.parent)
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return at
  return undefined
}
