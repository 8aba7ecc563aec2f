/** What a workspace says to a library by a type alone: an object of a library's type, a handler of a cloud's event. */
import { ts } from 'ts-morph'
import type { Callers } from '../calls/callers.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Finding } from './finding.ts'
import type { CallRule, Detector } from '../../detectors/detector.ts'

export function typedDeclarations(on: Evaluator, callers: Callers, inUse: ReadonlySet<Detector>): Finding[] {
  const asked = on.program.detectors.filter(
    (detector) => (detector.objects ?? detector.handles) !== undefined && inUse.has(detector),
  )
  if (asked.length === 0) return []
  const names = asked.flatMap(({ objects, handles }) => [...Object.keys(objects ?? {}), ...Object.keys(handles ?? {})])
  const findings: Finding[] = []
  for (const file of on.program.files) {
    if (!names.some((name) => file.text.includes(name))) continue
    findings.push(...on.kept.of('typed', file, () => declaredIn(on, callers, file)))
  }
  return findings
}

function declaredIn(on: Evaluator, callers: Callers, file: ts.SourceFile): Finding[] {
  const findings: Finding[] = []
  const visit = (node: ts.Node): void => {
    findings.push(...objectsIn(on, node), ...handlersIn(on, callers, node))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return findings
}

/** `const a: T = {…}`, `const all: T[] = [{…}]`, `{…} satisfies T`, `{…} as T`. */
function objectsIn(on: Evaluator, node: ts.Node): Finding[] {
  const typed =
    ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)
      ? { type: node.type, value: node.initializer }
      : ts.isSatisfiesExpression(node) || ts.isAsExpression(node)
        ? { type: node.type, value: node.expression }
        : undefined
  if (!typed?.type || !typed.value) return []
  const { type, value } = typed
  const element = elementType(type)
  const literals = element && ts.isArrayLiteralExpression(value) ? value.elements : [value]
  const objects = literals.filter(ts.isObjectLiteralExpression)
  if (objects.length === 0) return []
  const known = ruleOf(on, element ?? type, 'objects')
  return known ? objects.map((object) => ({ ...known, node: object, args: [object], hops: [] })) : []
}

function handlersIn(on: Evaluator, callers: Callers, node: ts.Node): Finding[] {
  if (ts.isParameter(node) && node.type && ts.isFunctionLike(node.parent)) {
    const fn = node.parent
    if (fn.parameters[0] !== node || !('body' in fn) || !fn.body) return []
    const known = ruleOf(on, node.type, 'handles')
    return known && callers.of(fn).length === 0 ? [handling(known, fn, node.type)] : []
  }
  // `const handler: Handler<SQSEvent> = async (event) => {…}`
  if (!ts.isVariableDeclaration(node) || !node.type || !node.initializer) return []
  if (!ts.isArrowFunction(node.initializer) && !ts.isFunctionExpression(node.initializer)) return []
  const [inner] = ts.isTypeReferenceNode(node.type) ? (node.type.typeArguments ?? []) : []
  const whole = ruleOf(on, node.type, 'handles')
  if (whole) return [handling(whole, node.initializer, node.type)]
  const known = inner && ruleOf(on, inner, 'handles')
  return known ? [handling(known, node.initializer, inner)] : []
}

function handling(
  known: { readonly detector: Detector; readonly rule: CallRule },
  fn: ts.SignatureDeclaration,
  type: ts.TypeNode,
): Finding {
  const named = ts.isVariableDeclaration(fn.parent) || ts.isPropertyAssignment(fn.parent) ? fn.parent : fn
  return { ...known, node: named.name ?? fn, args: [], target: fn, type, hops: [] }
}

function elementType(type: ts.TypeNode): ts.TypeNode | undefined {
  if (ts.isArrayTypeNode(type)) return type.elementType
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined
  return type.typeName.text === 'Array' || type.typeName.text === 'ReadonlyArray' ? type.typeArguments?.[0] : undefined
}

function ruleOf(
  on: Evaluator,
  type: ts.TypeNode,
  form: 'objects' | 'handles',
): { detector: Detector; rule: CallRule } | undefined {
  if (!ts.isTypeReferenceNode(type) && !ts.isImportTypeNode(type)) return undefined
  for (const value of on.typeNode(type)) {
    const of = on.libraryClass(value)
    const rules = of?.detector[form]
    const rule = of && rules && Object.hasOwn(rules, of.name) ? rules[of.name] : undefined
    if (of && rule) return { detector: of.detector, rule }
  }
  return undefined
}
