import { ts } from 'ts-morph'
import { ownEmitter } from '../../detectors/ownEmitter.ts'
import { inheritedClass, isMaker, makerOfThis } from '../values/constructorFunctions.ts'
import { classByMember } from '../values/handed.ts'
import { methodRules, rulesOf } from '../libraries/libraries.ts'
import { classOfNamesake, classOfOwnHeir } from './namesakes.ts'
import { receiversOf } from './origins.ts'
import { changesNameOnTheWay, isOwnEmitter, isSenderOfFacade } from './ownEmitters.ts'
import { libraryOfStub } from '../values/types.ts'
import type { Callers } from './callers.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { LibraryClass, Value } from '../values/value.ts'

/** The library's class that the called method is of; undefined where it is a method of the workspace's own. */
export function receiverClass(
  on: Evaluator,
  callers: Callers,
  callee: ts.PropertyAccessExpression,
): LibraryClass | undefined {
  const method = callee.name.text
  const declared = on.program.checker.getSymbolAtLocation(callee.name)?.declarations ?? []
  const [first] = declared
  if (first?.getSourceFile() === on.program.stubs) {
    const library = libraryOfStub(first)
    const of = library && on.libraries.classOf(library)
    // `@param {import('events')} bus` means the class that the module is; the checker, the module and its function.
    if (of ? isMeantByType(of) : !ts.isFunctionDeclaration(first)) return of
  } else if (declared.some(hasBody)) {
    if (declared.some(isOwnEmitter)) return ownEmitterClass
    if (declared.some(isSenderOfFacade)) return on.libraries.nodeEmitter
    return (
      (first && overriddenOnPrototype(on, first)) ??
      declared.map((node) => overriddenClass(on, node, method)).find((of) => of !== undefined)
    )
  }
  for (const value of receiverValues(on, callers, callee.expression)) {
    // A constructor function's own members are its statics.
    if (value.kind === 'function') continue
    const of = on.libraryClass(value) ?? classOfImplementers(on, value, method)
    // `events.once(bus, 'paid')` is the module's function, also where the module's default export is the class.
    if (of && value.kind === 'library' && value.module !== '' && of.detector.functions?.[method]?.call) continue
    const isOwn = callee.expression.kind === ts.SyntaxKind.SuperKeyword ? inheritedMethod : ownMethod
    if (of && (value.kind !== 'made' || value.node || isMeantByType(of)) && !isOwn(on, value, method)) return of
    const [own] = on.member(value, method)
    if (own?.kind === 'function') {
      const member = ts.isPropertyAssignment(own.node.parent) ? own.node.parent : own.node
      if (isOwnEmitter(member)) return ownEmitterClass
      if (isSenderOfFacade(member) || isSenderByShape(on, value, method)) return on.libraries.nodeEmitter
    }
  }
  if (first) return undefined
  return classOfChain(on, callee) ?? classOfOwnHeir(on, callee) ?? classOfNamesake(on, callee)
}

/** `x.to(room).emit('saved')`: what the chain goes through tells the library, whatever it starts from. */
function classOfChain(on: Evaluator, { expression, name }: ts.PropertyAccessExpression): LibraryClass | undefined {
  const of = ts.isIdentifier(expression) ? undefined : classByMember(on, expression)
  return of && methodRules(of, name.text).some((rule) => rule.role === 'send' && rule.name === '0')
    ? { ...of, ground: 'known by the chain of calls alone' }
    : undefined
}

/** `emit(name) { for (const one of wild(name)) super.emit(one) }`: an override that sends under more names than it is given. */
function overriddenClass(on: Evaluator, node: ts.Declaration, method: string): LibraryClass | undefined {
  if (!ts.isMethodDeclaration(node) || !ts.isClassLike(node.parent) || !changesNameOnTheWay(node)) return undefined
  const of = on.libraryClass({ kind: 'class', node: node.parent })
  return of && methodRules(of, method).length > 0 ? of : undefined
}

/** An interface that has all that an emitter has, and that no class is behind. */
function isSenderByShape(on: Evaluator, value: Value, method: string): boolean {
  if (method !== 'emit' || value.kind !== 'instance' || ts.isClassLike(value.node)) return false
  if (ts.isInterfaceDeclaration(value.node) && on.heirs(value.node).length > 0) return false
  const has = (name: string): boolean => on.member(value, name).some(({ kind }) => kind === 'function')
  return has('on') && (has('off') || has('removeListener'))
}

/** `Node.prototype.on = function …` over an emitter's own: as of any other heir, its callers receive. */
function overriddenOnPrototype(on: Evaluator, declared: ts.Declaration): LibraryClass | undefined {
  const assignment = ts.isBinaryExpression(declared) ? declared : declared.parent
  if (!assignment || !ts.isBinaryExpression(assignment)) return undefined
  const maker = makerOfThis(on, assignment.right)
  return maker && inheritedClass(on, maker)
}

/** Who names such a class as a type may mean the program's object; of others, only what makes one tells. */
function isMeantByType(of: LibraryClass): boolean {
  return !rulesOf(of).some(({ onlyMade }) => onlyMade)
}

/** What a call of the method runs lies in the workspace; an interface, a `declare` and an overload tell nothing of it. */
function hasBody(node: ts.Declaration): boolean {
  if (ts.isMethodSignature(node) || ts.isPropertySignature(node)) return false
  if (ts.isMethodDeclaration(node)) return node.body !== undefined
  return !ts.isPropertyDeclaration(node) || node.initializer !== undefined
}

/** An interface is as good as the classes behind it. */
function classOfImplementers(on: Evaluator, value: Value, method: string): LibraryClass | undefined {
  if (value.kind !== 'instance' || !ts.isInterfaceDeclaration(value.node)) return undefined
  for (const node of on.heirs(value.node)) {
    const one: Value = { kind: 'instance', node, env: undefined }
    const of = on.libraryClass(one)
    if (of && !ownMethod(on, one, method)) return of
  }
  return undefined
}

function ownMethod(on: Evaluator, value: Value, name: string): boolean {
  return (
    (value.kind === 'object' || value.kind === 'instance' || value.kind === 'class') &&
    // What a prototype overrides is as its heir's: see `overriddenOnPrototype`.
    !isMaker(value.node) &&
    on.member(value, name).some((own) => own.kind === 'function' && hasBody(own.node))
  )
}

/** What `super` has: the class's own method is the very one that asks. */
function inheritedMethod(on: Evaluator, value: Value, name: string): boolean {
  return (
    value.kind === 'instance' &&
    ts.isClassLike(value.node) &&
    on.bases(value.node).some((base) => ownMethod(on, base, name))
  )
}

export function receiverValues(on: Evaluator, callers: Callers, node: ts.Expression): Value[] {
  const found = receiversOf(on, callers, node, undefined)
  return found.some(({ kind }) => kind === 'parameter') ? [...found, ...on.typed(node)] : found
}

const ownEmitterClass: LibraryClass = { detector: ownEmitter, name: 'Emitter' }
