/**
 * What `require` gives for a path that is put together: `require(dirs.core + 'log')`, `require(path.join(root, 'adapters',
 * name))`. Where a path starts is seldom known, how it ends mostly is: the files that end so are meant, the nearest first.
 */
import { ts } from 'ts-morph'
import { lastName } from '../index/sourceIndex.ts'
import { asText, joinTexts, text, type Env, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

/** A folder of adapters has so many; a folder with more says nothing of each. */
const mostModules = 60

/** Undefined: nothing can be said of the path. */
export function modulesAt(on: Evaluator, node: ts.CallExpression, env: Env): Value[] | undefined {
  const [argument] = node.arguments
  if (!argument || !ts.isIdentifier(node.expression) || node.expression.text !== 'require') return undefined
  const from = node.getSourceFile()
  const files = new Set(pathsOf(on, argument, env).flatMap((path) => filesAt(on, path, from)))
  if (files.size === 0 || files.size > mostModules) return undefined
  return [...files].flatMap((file) => on.declaration(file, undefined)).filter(({ kind }) => kind !== 'unknown')
}

/** What libraries that require a whole folder give: `require('require-all')(path)`. */
export function modulesInFolder(on: Evaluator, node: ts.CallExpression, env: Env): Value | undefined {
  const [argument] = node.arguments
  // Looking behind every link of a chain of calls would double the work with each.
  if (!argument || ts.isPropertyAccessExpression(node.expression)) return undefined
  const callee = on.values(node.expression, undefined)
  if (!callee.some((value) => value.kind === 'library' && requiresFolder.test(value.module))) return undefined
  const [folder] = on.values(argument, env)
  const named = folder?.kind === 'object' ? on.member(folder, 'dirname') : pathsOf(on, argument, env).map(text)
  const files = named.flatMap((path) => filesAt(on, `${asText(path).text}/*`, node.getSourceFile()))
  if (files.length === 0 || files.length > mostModules) return undefined
  const elements = files.flatMap((file) => on.declaration(file, undefined)).filter(({ kind }) => kind !== 'unknown')
  return { kind: 'list', elements, open: true }
}

const requiresFolder = /^(?:require-(?:all|dir|directory|tree)|requireindex|include-all)$/

function pathsOf(on: Evaluator, node: ts.Expression, env: Env): string[] {
  const joins = ts.isCallExpression(node) && /^(?:join|resolve)$/.test(lastName(node.expression) ?? '')
  const values = joins
    ? joinTexts(node.arguments.flatMap((one): Value[][] => [on.values(one, env), [text('/')]]).slice(0, -1))
    : on.values(node, env)
  return values.map((value) => asText(value).text).slice(0, 8)
}

function filesAt(on: Evaluator, path: string, from: ts.SourceFile): ts.SourceFile[] {
  if (path.startsWith('.') && !path.includes('*')) {
    const file = on.program.resolve(path, from)
    return file ? [file] : []
  }
  const end = knownEnd(path)
  const last = end.at(-1)
  if (last === undefined || !end.some((part) => /\w{2}/.test(part))) return []
  const found = filesEnding(on, end, last, from)
  for (const { fileName } of found) on.program.followed.note(from.fileName, fileName)
  return found
}

function filesEnding(on: Evaluator, end: readonly string[], last: string, from: ts.SourceFile): ts.SourceFile[] {
  const byName = modulesByName(on)
  const isOpen = last.includes('*')
  const within = isOpen ? end.slice(0, -1) : end
  if (within.length === 0) return []
  if (!isOpen)
    return nearest(
      (byName.get(last) ?? []).filter(({ parts }) => endsWith(parts, within)),
      from,
      within,
    )
  const all = [...byName.values()].flat()
  const found = all.filter(({ parts }) => matches(last, parts.at(-1)) && endsWith(parts.slice(0, -1), within))
  // `plugins/*` may be given `mail/sender` too.
  const deeper = last === '*' ? all.filter(({ parts }) => endsWith(parts.slice(0, -2), within)) : []
  return nearest([...found, ...deeper], from, within)
}

/** What follows the last part that nobody knows. */
function knownEnd(path: string): string[] {
  const parts = path
    .replace(/\.[cm]?[jt]s$/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  const isLast = (at: number): boolean => at === parts.length - 1
  const cut = parts.findLastIndex((part, at) => part === '..' || (part.startsWith('*') && !isLast(at)))
  const end = parts.slice(cut + 1)
  // `dirs.core + 'log'` of an unknown `dirs.core` is `*log`.
  return end.length === 1 && end[0]?.startsWith('*') && cut < 0 ? [end[0].slice(1)].filter((part) => part !== '') : end
}

interface Module {
  readonly file: ts.SourceFile
  /** Of its path, without extension and `index`. */
  readonly parts: readonly string[]
}

const modules = new WeakMap<Evaluator, ReadonlyMap<string, readonly Module[]>>()

function modulesByName(on: Evaluator): ReadonlyMap<string, readonly Module[]> {
  const before = modules.get(on)
  if (before) return before
  const known = new Map<string, Module[]>()
  for (const file of on.program.files) {
    const parts = partsOf(file)
    const name = parts.at(-1) ?? ''
    known.set(name, [...(known.get(name) ?? []), { file, parts }])
  }
  modules.set(on, known)
  return known
}

function partsOf({ fileName }: ts.SourceFile): string[] {
  return fileName
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/\/index$/, '')
    .split('/')
}

function endsWith(parts: readonly string[], end: readonly string[]): boolean {
  return end.length <= parts.length && end.every((part, at) => part === parts[parts.length - end.length + at])
}

function matches(pattern: string, name: string | undefined): boolean {
  const [before = '', after = ''] = pattern.split('*')
  return (
    name !== undefined && name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after)
  )
}

/** Of several places that end so, those in the folder that shares most of its way with who asks. */
function nearest(found: readonly Module[], from: ts.SourceFile, end: readonly string[]): ts.SourceFile[] {
  const way = partsOf(from)
  const shared = ({ parts }: Module): number => {
    const before = parts.slice(0, parts.lastIndexOf(end.at(-1) ?? ''))
    const differs = before.findIndex((part, at) => part !== way[at])
    return differs < 0 ? before.length : differs
  }
  const most = Math.max(...found.map(shared))
  const near = found.filter((one) => shared(one) === most)
  // Two files of one name, equally near, with nothing more known of the path.
  const isGuess = near.length > 1 && end.length === 1 && near.every(({ parts }) => parts.at(-1) === end[0])
  return isGuess ? [] : near.map(({ file }) => file)
}
