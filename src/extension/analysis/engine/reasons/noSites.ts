/** Why a line holds no site: of each call in it, what was decided, or what was never in question. */
import { ts } from 'ts-morph'
import { nameNodeOf } from '../sites/link.ts'
import { lastName } from '../index/sourceIndex.ts'
import { receiverReason } from './receiverReason.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { WhyNot } from './whyNot.ts'
import type { Detector } from '../../detectors/detector.ts'

type Asked = ts.CallExpression | ts.NewExpression | ts.Decorator

/** The calls, `new`s and decorators whose name stands in the line. */
export function askedIn(file: ts.SourceFile, line: number): Asked[] {
  return mentionsIn(file).filter((node) => lineOf(file, nameNodeOf(node)) === line)
}

export function whyNoSites(
  on: Evaluator,
  whyNot: WhyNot,
  inUse: ReadonlySet<Detector>,
  file: ts.SourceFile,
  line: number,
): string[] {
  const asked = askedIn(file, line)
  if (asked.length === 0) return [whyNothing(file, line)]
  return asked.flatMap((node) => {
    const known = whyNot.reasons.get(node)
    const name = nameOf(node)
    return known ? [...known].map((one) => `${name}: ${one}`) : [`${name}: ${unasked(on, inUse, node)}`]
  })
}

/** What nobody noted anything about: it was never taken for a call of a library. */
function unasked(on: Evaluator, inUse: ReadonlySet<Detector>, node: Asked): string {
  const name = nameOf(node)
  if (takingAway.test(name)) return 'it takes a listener away, and neither sends nor receives'
  if (ts.isDecorator(node)) return 'no detector knows this decorator as one that receives'
  const knowing = detectorsOf(on.program.detectors, node, name)
  if (knowing.length === 0) {
    const own = on.values(node.expression, undefined).find(({ kind }) => kind === 'function' || kind === 'class')
    return own
      ? "it is the workspace's own, and does more than hand a name on to a library: what it sends is a site where it stands in it"
      : 'no library that is known sends or receives under this name'
  }
  const used = knowing.filter((detector) => inUse.has(detector))
  if (used.length === 0) return `it means something in ${listed(knowing)}, which nothing in this workspace imports`
  const callee = node.expression
  return ts.isPropertyAccessExpression(callee)
    ? receiverReason(on, callee, name)
    : `it means something in ${listed(used)}, but this one does not come from there`
}

const takingAway =
  /^(?:off|un(?:subscribe|bind|listen|watch)\w*|p?unsubscribe|remove(?:All)?(?:Event)?Listeners?|removeHandler|removeAttribute)$/

function detectorsOf(detectors: readonly Detector[], node: Asked, name: string): Detector[] {
  return detectors.filter(({ classes, functions }) => {
    if (ts.isNewExpression(node)) return classes?.[name]?.construct !== undefined
    if (functions && Object.hasOwn(functions, name) && functions[name]?.call) return true
    return Object.values(classes ?? {}).some(({ methods }) => methods && Object.hasOwn(methods, name))
  })
}

function listed(detectors: readonly Detector[]): string {
  const names = [...new Set(detectors.map(({ library }) => library))]
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}

function whyNothing(file: ts.SourceFile, line: number): string {
  const starts = file.getLineStarts()
  const start = starts[line - 1]
  if (start === undefined) return `the file has no such line, but ${starts.length}`
  const end = (starts[line] ?? file.end + 1) - 1
  const around = mentionsIn(file)
    .filter((node) => !ts.isDecorator(node) && node.getStart(file) < end && node.end > start)
    .filter((node) => lineOf(file, nameNodeOf(node)) < line)
    .at(-1)
  const nothing = 'nothing is called, made or decorated in this line'
  return around
    ? `${nothing}; it is inside of ${nameOf(around)}, which stands in line ${lineOf(file, nameNodeOf(around))}`
    : nothing
}

function mentionsIn(file: ts.SourceFile): Asked[] {
  const found: Asked[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isDecorator(node)) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function nameOf(node: Asked): string {
  const { expression } = node
  return (
    lastName(ts.isDecorator(node) && ts.isCallExpression(expression) ? expression.expression : expression) ?? 'a call'
  )
}

function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
}
