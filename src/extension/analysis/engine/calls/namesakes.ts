/**
 * Receivers that nothing is known of but what they are called: a plug-in's `bot`, an `emitter` that a container hands
 * over. A name is weak evidence, so it counts only where the workspace itself calls an emitter so, or where the name
 * says what it is, and only for events whose names are written there.
 */
import { ts } from 'ts-morph'
import { nameText } from '../values/declarations.ts'
import { isForeign } from '../values/foreign.ts'
import { handedClasses } from '../values/handed.ts'
import { methodRules } from '../libraries/libraries.ts'
import { lastName } from '../index/sourceIndex.ts'
import { isKnown } from '../values/value.ts'
import { classOfMaker, isMaker, makerName } from '../values/constructorFunctions.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { LibraryClass, Maker } from '../values/value.ts'

export function classOfNamesake(on: Evaluator, callee: ts.PropertyAccessExpression): LibraryClass | undefined {
  const call = callee.parent
  const name = spoken(callee.expression)
  if (name === undefined || !ts.isCallExpression(call) || !call.arguments[0]) return undefined
  const { holder, handed } = on.kept.settled<Namesakes>('namesakes', name)
  const held = vague.has(name) ? undefined : holder
  const found =
    byName(held, 'an emitter is made for that name elsewhere') ??
    byName(classCalled(on, name), 'a class of that name is one') ??
    byName(handed, 'the library hands over what goes by it') ??
    byName(sayingSo.has(name) ? on.libraries.nodeEmitter : undefined, 'it says so')
  if (!found || !isUnknown(on, callee.expression)) return undefined
  const [event] = on.values(call.arguments[0], undefined)
  if (held && (event?.kind === 'unknown' || event?.kind === 'parameter')) return found
  // What hands a name on to an `emitter` is a wrapper of it.
  if (event?.kind === 'parameter' && event.path.length === 0 && sayingSo.has(name)) return found
  if (event?.kind !== 'text' || !/[A-Za-z]/.test(event.text)) return undefined
  if (held || !isLifeCycle(event.text)) return found
  // A socket's own `message` is nothing that the program emits: that one is a library's.
  return event.text === 'message' && methodRules(found, callee.name.text).some(({ role }) => role === 'send')
    ? found
    : undefined
}

function byName(of: LibraryClass | undefined, why: string): LibraryClass | undefined {
  return of && { ...of, ground: `known by its name alone: ${why}` }
}

/**
 * An own class over one of a library that nothing is known of: what it emits by itself under a name of its own is the
 * program's.
 */
export function classOfOwnHeir(on: Evaluator, callee: ts.PropertyAccessExpression): LibraryClass | undefined {
  const call = callee.parent
  const { nodeEmitter } = on.libraries
  if (callee.expression.kind !== ts.SyntaxKind.ThisKeyword || !ts.isCallExpression(call) || !nodeEmitter)
    return undefined
  if (methodRules(nodeEmitter, callee.name.text).length === 0) return undefined
  const [event] = call.arguments[0] ? on.values(call.arguments[0], undefined) : []
  if (event?.kind !== 'text' || !/[A-Za-z]/.test(event.text) || isLifeCycle(event.text)) return undefined
  const heirs = on.values(callee.expression, undefined)
  return heirs.some((value) => value.kind === 'instance' && ts.isClassLike(value.node) && isOverLibrary(on, value.node))
    ? { ...nodeEmitter, ground: 'taken for one as its class is over one of a library that is not known' }
    : undefined
}

function isOverLibrary(on: Evaluator, node: ts.ClassLikeDeclaration, depth = 0): boolean {
  return on.bases(node).some((base) => {
    if (base.kind === 'library') return !notEmitting.test(base.module) && !/(?:Element|Error)$/.test(base.name)
    return base.kind === 'class' && depth < 8 && isOverLibrary(on, base.node, depth + 1)
  })
}

/** Of these, what an own class emits is the stream's, the socket's or the view's. */
const notEmitting =
  /^(?:node:)?(?:stream|net|http2?|https|tls|dgram|child_process|worker_threads|zlib|fs|crypto)(?:\/|$)|stream|^(?:react|preact|vue|lit|@angular)|^$/

function isLifeCycle(name: string): boolean {
  return lifeCycle.has(name) || /^SIG[A-Z]+$/.test(name)
}

/** Whether a value is called as objects of the class usually are: `robot`, `broker` beside `class Robot`, `class ServiceBroker`. */
export function isNamesakeOf(on: Evaluator, node: ts.ClassLikeDeclaration | Maker, receiver: ts.Expression): boolean {
  const name = spoken(receiver)
  const own = (isMaker(node) ? makerName(node) : node.name?.text)?.toLowerCase()
  if (name === undefined || own === undefined || vague.has(name)) return false
  const isCalledSo = name === own || (name.length > 4 && (own.endsWith(name) || own.replace(calling, '') === name))
  return isCalledSo && isUnknown(on, receiver)
}

/** A `presence` may be of `class PresenceManager`. */
const calling = /(?:manager|service|handler|provider|controller)$/

function isUnknown(on: Evaluator, node: ts.Expression): boolean {
  const values = on.values(node, undefined)
  return !values.some(isKnown) && !isForeign(on, node)
}

/** `this._client` is spoken of as a client. */
function spoken(node: ts.Expression): string | undefined {
  return lastName(node)
    ?.replace(/^[_$#]+|_+$/g, '')
    .toLowerCase()
}

/** An own class of events, by its name in lower case. */
function classCalled(on: Evaluator, name: string): LibraryClass | undefined {
  let found: LibraryClass | undefined
  for (const node of on.index.heirsCalled(name)) {
    const of = on.libraryClass({ kind: 'class', node })
    if (of?.detector.kind === 'event') found = of
  }
  return found ?? (vague.has(name) ? undefined : classOfMaker(on, name))
}

interface Emitters {
  /** Variables and fields that an emitter is made for. */
  readonly holders: ReadonlyMap<string, LibraryClass>
  /** Of a library that the workspace imports, what its listeners are given. */
  readonly handed: ReadonlyMap<string, LibraryClass>
}

/** Of one name. */
interface Namesakes {
  readonly holder: LibraryClass | undefined
  readonly handed: LibraryClass | undefined
}

export function settleNamesakes(on: Evaluator): void {
  const isSame = (a: LibraryClass | undefined, b: LibraryClass | undefined): boolean =>
    a?.detector === b?.detector && a?.name === b?.name
  on.kept.settle(
    'namesakes',
    (name): Namesakes => {
      const { holders, handed } = emittersOf(on)
      return { holder: holders.get(name as string), handed: handed.get(name as string) }
    },
    (a, b) => isSame(a.holder, b.holder) && isSame(a.handed, b.handed),
  )
}

const known = new WeakMap<Evaluator, Emitters>()

function emittersOf(on: Evaluator): Emitters {
  const before = known.get(on)
  if (before) return before
  const holders = new Map<string, LibraryClass>()
  for (const name of ['EventEmitter', 'Emitter', ...(on.index.renames.get('EventEmitter') ?? [])]) {
    for (const made of on.index.news.get(name) ?? []) {
      const holder = holderName(made)
      if (holder === undefined) continue
      const of = on.kept.of('made', made, () => {
        const [value] = on.values(made, undefined)
        return value?.kind === 'made' ? value.of : undefined
      })
      if (of?.detector.kind === 'event') holders.set(holder.toLowerCase(), of)
    }
  }
  const found = { holders, handed: handedClasses(on) }
  known.set(on, found)
  return found
}

function holderName(made: ts.Node): string | undefined {
  const { parent } = made
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent))
    return nameText(parent.name)?.replace(/^[_$#]+/, '')
  if (ts.isBinaryExpression(parent)) return lastName(parent.left)?.replace(/^[_$#]+/, '')
  return ts.isAsExpression(parent) || ts.isParenthesizedExpression(parent) ? holderName(parent) : undefined
}

const sayingSo = new Set(['emitter', 'eventemitter', 'ee', 'bus', 'eventbus', 'messagebus', 'events'])

/** What half the world's objects are called. */
const vague = new Set([
  'client', 'server', 'socket', 'sock', 'connection', 'conn', 'stream', 'process', 'child', 'proc', 'worker', 'req', 'res', 'request',
  'response', 'input', 'output', 'db', 'page', 'browser', 'window', 'document', 'target', 'element', 'el', 'node', 'app', 'self', 'that',
  'instance', 'obj', 'object', 'res$', 'result', 'ws', 'transport', 'channel', 'port', 'session', 'watcher', 'reader', 'writer', 'parser',
]) // prettier-ignore

const lifeCycle = new Set([
  'error', 'connect', 'connection', 'disconnect', 'close', 'end', 'data', 'open', 'ready', 'finish', 'drain', 'message', 'exit', 'timeout',
  'uncaughtException', 'unhandledRejection', 'beforeExit', 'lookup', 'ping', 'pong', 'upgrade', 'listening', 'readable', 'pause', 'resume', 'pipe', 'unpipe', 'warning', 'request', 'response',
]) // prettier-ignore
