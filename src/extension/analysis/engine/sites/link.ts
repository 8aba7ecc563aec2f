/** Gives every site its destination: equal names of one place are one; a place not known joins the only one there is. */
import { ts } from 'ts-morph'
import { isByName } from '../calls/callers.ts'
import { codeAround, codeOf, functionName } from './code.ts'
import { destinationId, type DestinationKind, type SourcePosition } from '../../../../protocol/graph.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Finding, FoundSite, Place } from '../findings/finding.ts'
import type { RuleOrigin } from '../../detectors/detector.ts'
import type { MappedDestination, MappedSite } from '../../../../protocol/map.ts'

export interface Declared {
  readonly system: string
  readonly kind: DestinationKind
  readonly name: string
  readonly writtenName?: string
  readonly place: Place
  readonly node: ts.Node
  readonly capacity?: number | null
}

interface Draft {
  readonly system: string
  readonly kind: DestinationKind
  readonly name: string
  scope: string | undefined
  key: Place['key']
  order: number
  declaredAt?: SourcePosition
  capacity?: number | null
  readonly alsoNamed: Set<string>
  id: string
}

export function link(
  on: Evaluator,
  sites: readonly FoundSite[],
  declared: readonly Declared[],
): { destinations: MappedDestination[]; sites: MappedSite[] } {
  const drafts = new Map<string, Draft[]>()
  let order = 0

  const draftOf = (system: string, kind: DestinationKind, name: string, place: Place): Draft => {
    const group = `${system} ${kind} ${name}`
    const list = drafts.get(group) ?? []
    drafts.set(group, list)
    const known = list.find(({ key }) => key !== undefined && key === place.key)
    if (known) return known
    const related = list.find(({ key }) => isRelated(on, key, place.key))
    if (related) {
      // A running program says the class of the very object: a base that nobody makes gives way to its heir.
      if (isHeir(on, place.key, related.key) && !isMade(on, related))
        Object.assign(related, { key: place.key, scope: place.scope })
      return related
    }
    const made: Draft = {
      system,
      kind,
      name,
      scope: place.scope,
      key: place.key,
      order: order++,
      alsoNamed: new Set(),
      id: '',
    }
    list.push(made)
    return made
  }

  for (const one of declared) {
    const draft = draftOf(one.system, one.kind, one.name, one.place)
    draft.declaredAt ??= positionOf(on, one.node)
    if (one.writtenName !== undefined) draft.alsoNamed.add(one.writtenName)
    if (one.capacity !== undefined) draft.capacity ??= one.capacity
  }
  const placed = new Map<FoundSite, Draft>()
  const later: FoundSite[] = []
  for (const site of sites) {
    if (site.name === null) continue
    if (site.place.key === undefined) later.push(site)
    else placed.set(site, draftOf(systemOf(site), kindOf(site), site.name, site.place))
  }
  for (const site of later) {
    const known =
      drafts.get(`${systemOf(site)} ${kindOf(site)} ${site.name ?? ''}`)?.filter(({ key }) => key !== undefined) ?? []
    const [only] = known
    placed.set(site, known.length === 1 && only ? only : unplaced(site))
  }
  for (const [{ writtenName }, { alsoNamed }] of placed) if (writtenName !== undefined) alsoNamed.add(writtenName)
  const all = [...drafts.values()].flat().sort((a, b) => a.order - b.order)
  const taken = new Map<string, number>()
  for (const draft of all) {
    const id = destinationId(draft)
    const times = (taken.get(id) ?? 0) + 1
    taken.set(id, times)
    draft.id = times === 1 ? id : `${id}#${times}`
  }

  function unplaced(site: FoundSite): Draft {
    const group = drafts.get(`${systemOf(site)} ${kindOf(site)} ${site.name ?? ''}`) ?? []
    const own = group.find(({ key }) => key === undefined)
    return own ?? draftOf(systemOf(site), kindOf(site), site.name ?? '', { scope: site.place.scope, key: undefined })
  }

  const handlers = new Map<ts.Node, string>()
  for (const site of sites) {
    if (!site.handler || site.finding.rule.role !== 'receive' || handlers.has(site.handler)) continue
    handlers.set(
      site.handler,
      functionName(site.handler) ?? site.subscription ?? variableOf(site.node) ?? `on ${site.name ?? 'message'}`,
    )
  }
  const mapped = sites.map((site): MappedSite => {
    const { handler } = site
    const deadLetter = site.deadLetter && deadLetterDraft(on, site, drafts)
    const code =
      handler && site.finding.rule.role === 'receive'
        ? codeOf(handler, handlers.get(handler) ?? 'handler')
        : codeAround(site.node, handlers)
    return {
      ...positionOf(on, nameNodeOf(site.node)),
      role: site.finding.rule.role === 'send' ? 'send' : 'receive',
      destinationId: placed.get(site)?.id ?? null,
      dynamic: site.dynamic,
      ...(site.message !== undefined && { message: site.message }),
      library: site.finding.detector.library,
      evidence: evidenceOf(on, site),
      ...(site.subscription !== undefined && { subscription: site.subscription }),
      ...(site.group !== undefined && { group: site.group }),
      ...(deadLetter && { deadLetter: deadLetter.id }),
      code: { name: code.name, ...positionOf(on, code.node) },
    }
  })
  const destinations = all.map((draft): MappedDestination => ({
    id: draft.id,
    system: draft.system,
    kind: draft.kind,
    scope: draft.scope,
    name: draft.name,
    ...(draft.alsoNamed.size > 0 && { alsoNamed: [...draft.alsoNamed] }),
    ...(draft.declaredAt && { declaredAt: draft.declaredAt }),
    ...(draft.capacity !== undefined && { capacity: draft.capacity }),
  }))
  return { destinations, sites: unique(mapped) }
}

const systemOf = ({ finding }: FoundSite): string => finding.rule.system ?? finding.detector.system
const kindOf = ({ finding }: FoundSite): DestinationKind => finding.rule.kind ?? finding.detector.kind

function deadLetterDraft(on: Evaluator, site: FoundSite, drafts: ReadonlyMap<string, Draft[]>): Draft | undefined {
  const construction = site.deadLetter && on.construction(site.deadLetter)
  const [first] = construction?.args ?? []
  const [name] = first && construction ? on.values(first, construction.env) : []
  return name?.kind === 'text' ? drafts.get(`${systemOf(site)} queue ${name.text}`)?.[0] : undefined
}

function isMade(on: Evaluator, { scope }: Draft): boolean {
  return scope !== undefined && on.index.news.get(scope) !== undefined
}

function isRelated(on: Evaluator, a: Place['key'], b: Place['key']): boolean {
  return isHeir(on, a, b) || isHeir(on, b, a)
}

function isHeir(on: Evaluator, heir: Place['key'], base: Place['key']): boolean {
  if (typeof heir !== 'object' || typeof base !== 'object' || !ts.isClassLike(heir)) return false
  if (!ts.isClassLike(base) && !ts.isInterfaceDeclaration(base)) return false
  return on.heirs(base).includes(heir)
}

/** The method's, function's or decorator's name; of a loop, what it reads from. */
export function nameNodeOf(node: ts.Node): ts.Node {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const callee = node.expression
    return ts.isPropertyAccessExpression(callee) ? callee.name : callee
  }
  if (ts.isDecorator(node)) {
    const { expression } = node
    const callee = ts.isCallExpression(expression) ? expression.expression : expression
    return ts.isPropertyAccessExpression(callee) ? callee.name : callee
  }
  if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left)) return node.left.name
  return ts.isForOfStatement(node) ? node.expression : node
}

export function positionOf(on: Evaluator, node: ts.Node): SourcePosition {
  const file = node.getSourceFile()
  const { line, character } = file.getLineAndCharacterOfPosition(ts.isSourceFile(node) ? 0 : node.getStart(file))
  return { file: on.program.pathOf(file), line: line + 1, column: character + 1 }
}

function variableOf(node: ts.Node): string | undefined {
  const { parent } = node
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : undefined
}

function evidenceOf(on: Evaluator, { finding, loop }: FoundSite): string {
  const what = finding.of ? `${finding.of.name} of ${finding.detector.library}` : finding.detector.library
  const verb = finding.rule.role === 'send' ? 'Sends through' : 'Receives through'
  const { origin } = finding.rule
  if (origin) return ruleEvidence(finding, verb, origin)
  const ground = finding.of?.ground === undefined ? '' : `, ${finding.of.ground}`
  const way = finding.hops.map(({ fn, call }) => {
    const name = functionName(fn) ?? 'a function'
    return isByName(on, call, fn) ? `${name} (its object is known by its name alone)` : name
  })
  const listed = loop ? `, with the table that it is in (${shortPlace(on, loop)})` : ''
  if (way.length === 0) return `${verb} ${what}${ground}${listed}.`
  return `${verb} ${what}${ground}${listed}, by way of ${way.reverse().join(' → ')} (${shortPlace(on, finding.node)}).`
}

function shortPlace(on: Evaluator, node: ts.Node): string {
  const { file, line } = positionOf(on, node)
  return `${file.slice(file.lastIndexOf('/') + 1)}:${line}`
}

/** What a user's own rule says needs no other reason; which rule it is does. */
function ruleEvidence(finding: Finding, verb: string, { path }: RuleOrigin): string {
  const called = finding.of?.name ?? nameNodeOf(finding.node).getText()
  const method = finding.of && ts.isCallExpression(finding.node) ? nameNodeOf(finding.node).getText() : undefined
  const what = method === undefined ? called : `${called}.${method}`
  const way = finding.hops.map(({ fn }) => functionName(fn) ?? 'a function').reverse()
  const by = way.length > 0 ? `, by way of ${way.join(' → ')}` : ''
  return `${verb} ${what} by your rule ${path}${by}.`
}

function unique(sites: readonly MappedSite[]): MappedSite[] {
  const seen = new Set<string>()
  const kept = sites.filter((site) => {
    const key = [site.file, site.line, site.column, site.role, site.destinationId, site.message].join('\n')
    return seen.has(key) ? false : (seen.add(key), true)
  })
  return kept.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column))
}
