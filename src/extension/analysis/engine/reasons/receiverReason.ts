/** Why what a method is called on is nothing that carries messages, in words for a person. */
import { ts } from 'ts-morph'
import { positionOf } from '../sites/link.ts'
import { isWrapped, shownText } from '../index/syntax.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Value } from '../values/value.ts'

/** Variables, calls and members that an object is followed over: they may lead round in a circle. */
const deepest = 6

export function receiverReason(on: Evaluator, callee: ts.PropertyAccessExpression, method: string): string {
  const receiver = callee.expression
  const what = `\`${shownText(receiver)}\``
  const [declared] = on.program.checker.getSymbolAtLocation(callee.name)?.declarations ?? []
  if (declared && isOfWorkspace(on, declared)) {
    const holder = ts.isClassLike(declared.parent) ? declared.parent.name?.text : undefined
    const name = holder === undefined ? method : `${holder}.${method}`
    return `${name} is the workspace's own (${placeOf(on, declared)}): it is no emitter's, and hands no name on to a library`
  }
  const values = on.values(receiver, undefined)
  const made = values.find((value) => value.kind === 'instance')
  if (made?.kind === 'instance' && !ts.isTypeLiteralNode(made.node) && made.node.name)
    return `${what} is of ${made.node.name.text} (${placeOf(on, made.node)}), which extends no emitter`
  const page = pageObject(on, receiver)
  if (page !== undefined) return `${what} is an object of ${page}, whose events are the platform's`
  const module = moduleOf(on, receiver)
  if (module !== undefined) {
    const platform = platforms[module.replace(/^node:/, '')]
    return platform === undefined
      ? `${what} comes from ${module}, and no detector knows that as something that carries messages`
      : `${what} is ${platform}, of ${module}, whose events are the platform's`
  }
  const known = values.map(({ kind }) => words[kind]).find((one) => one !== undefined)
  if (known !== undefined) return `${what} is ${known}`
  return `what ${what} is, is not known: no type, import, assignment or caller in the workspace makes it an emitter, a queue or a client`
}

const words: Partial<Record<Value['kind'], string>> = {
  text: 'a text',
  list: 'a list',
  object: "an object of the workspace's own, which keeps no listeners",
  function: 'a function',
  enum: 'an enum',
  class: 'a class that extends no emitter',
}

/** What objects of the platform's modules are; their events come from outside of the program. */
const platforms: Readonly<Record<string, string>> = {
  fs: 'a file or its stream',
  'fs/promises': 'a file',
  stream: 'a stream',
  zlib: 'a stream',
  crypto: 'a stream',
  net: 'a socket or its server',
  tls: 'a socket or its server',
  dgram: 'a socket',
  http: 'an HTTP server, request or answer',
  https: 'an HTTP server, request or answer',
  http2: 'an HTTP server, request or answer',
  child_process: 'a process',
  process: 'the process',
  cluster: 'a process',
  worker_threads: 'a thread or its port',
  readline: 'the lines of a stream',
  'readline/promises': 'the lines of a stream',
  repl: 'a terminal',
  tty: 'a terminal',
}

const pages = new Set(['document', 'window', 'navigator', 'location', 'history', 'screen', 'performance', 'self', 'globalThis', 'parent', 'top', 'visualViewport']) // prettier-ignore
const elements =
  /^(?:HTML|SVG)\w*Element$|^(?:Element|Node|Document|Window|XMLHttpRequest|Image|Audio|AbortController|AbortSignal|FileReader|EventSource|MediaRecorder|IDBRequest|ServiceWorker\w*)$/

function pageObject(on: Evaluator, node: ts.Expression, depth = 0): string | undefined {
  if (depth > deepest) return undefined
  const start = rootOf(node)
  if (ts.isNewExpression(start)) return ts.isIdentifier(start.expression) ? pageClass(on, start.expression) : undefined
  if (!ts.isIdentifier(start)) return undefined
  const declared = on.program.checker.getSymbolAtLocation(start)?.valueDeclaration
  if (!declared || declared.getSourceFile() === on.program.stubs) {
    if (start.text === 'process') return 'the process'
    return pages.has(start.text) ? 'the page (DOM)' : undefined
  }
  if ((ts.isVariableDeclaration(declared) || ts.isParameter(declared)) && declared.type) {
    const { type } = declared
    if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) return pageClass(on, type.typeName)
  }
  return ts.isVariableDeclaration(declared) && declared.initializer
    ? pageObject(on, declared.initializer, depth + 1)
    : undefined
}

function pageClass(on: Evaluator, name: ts.Identifier): string | undefined {
  const isOwn = on.program.checker.getSymbolAtLocation(name) !== undefined
  return !isOwn && elements.test(name.text) ? 'the page (DOM)' : undefined
}

/** The module outside of the workspace that an object, or the type it is given, is from. */
function moduleOf(on: Evaluator, node: ts.Expression, depth = 0): string | undefined {
  if (depth > deepest) return undefined
  for (const value of on.values(node, undefined))
    if (value.kind === 'library' && value.module !== '') return value.module
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isPropertyAccessExpression(node))
    return moduleOf(on, node.expression, depth + 1)
  if (isWrapped(node)) return moduleOf(on, node.expression, depth + 1)
  if (!ts.isIdentifier(node)) return undefined
  const declared = on.program.checker.getSymbolAtLocation(node)?.valueDeclaration
  if (!declared || !(ts.isVariableDeclaration(declared) || ts.isParameter(declared))) return undefined
  const typed = declared.type && ts.isTypeReferenceNode(declared.type) ? moduleOfType(on, declared.type) : undefined
  return typed ?? (declared.initializer && moduleOf(on, declared.initializer, depth + 1))
}

function moduleOfType(on: Evaluator, type: ts.TypeReferenceNode): string | undefined {
  const name = ts.isQualifiedName(type.typeName) ? leftmost(type.typeName) : type.typeName
  const symbol = on.program.checker.getSymbolAtLocation(name)
  const [value] = symbol ? on.symbol(symbol, undefined) : []
  return value?.kind === 'library' && value.module !== '' ? value.module : undefined
}

function leftmost(name: ts.QualifiedName): ts.Identifier {
  return ts.isQualifiedName(name.left) ? leftmost(name.left) : name.left
}

function rootOf(node: ts.Expression): ts.Expression {
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) || isWrapped(node))
    return rootOf(node.expression)
  return node
}

function isOfWorkspace(on: Evaluator, node: ts.Declaration): boolean {
  const file = node.getSourceFile()
  return file !== on.program.stubs && file.fileName !== '/globals.d.ts'
}

function placeOf(on: Evaluator, node: ts.Node): string {
  const { file, line } = positionOf(on, node)
  return `${file.slice(file.lastIndexOf('/') + 1)}:${line}`
}
