/**
 * Turns findings into sites. Where a function forwards the destination's name, or does nothing but send or subscribe
 * under a name it fixes, its callers are the sites and not the call inside it, to any depth within a bound.
 */
import { ts } from 'ts-morph'
import { withBothEnds } from './bothEnds.ts'
import { isOfRegistry } from '../calls/callers.ts'
import { nameText } from '../values/declarations.ts'
import { methodRules } from '../libraries/libraries.ts'
import { positionOf } from './link.ts'
import { along, givenByObject } from '../calls/origins.ts'
import { isForeign } from '../values/foreign.ts'
import { isKeptForLater } from '../values/pushed.ts'
import { select } from './select.ts'
import { contextOf, holds, namesOf, placeIn } from './siteContext.ts'
import { insideOf, listedElsewhere, unknownName, unmet } from '../reasons/siteReason.ts'
import { lastName } from '../index/sourceIndex.ts'
import { isInside } from '../index/syntax.ts'
import { listenersOf } from '../values/tables.ts'
import { asText, text, unknown } from '../values/value.ts'
import { isHeldByObject, isOfSeveral } from './objectNames.ts'
import { doesNothingElse, isMaking, onlyPassesOn, worksBeside } from './wrapperBody.ts'
import type { Problem } from '../../../../protocol/graph.ts'
import type { Callers } from '../calls/callers.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { Finding, FoundSite, Hop } from '../findings/finding.ts'
import type { SelectContext } from './select.ts'
import type { LibraryClass, TableEntry, TextValue, Value } from '../values/value.ts'

/** Hops that a name may be forwarded over. */
const mostHops = 8
/** Calls up that are searched for the object that keeps a name: the search starts anew at each. */
const mostHeldHops = 3
/**
 * Ways up that are followed further than a few calls, for one call of a library: where functions call one another across,
 * their number grows with a power of the depth, and what they lead to is data of the whole program, no name.
 */
const mostDeepWays = 500
const fewHops = 3
/** Listeners in one table. */
const mostEntries = 200
/** Sites that one call of a library may stand for: past it the wrapper is the whole program's. */
const mostSites = 3_000

export function findSites(
  on: Evaluator,
  callers: Callers,
  findings: readonly Finding[],
  problems: Problem[],
  /** Functions that a user's rule speaks of: their callers are its sites, found by the rule. */
  covered: ReadonlySet<ts.Node> = new Set(),
): FoundSite[] {
  let deepWays = 0
  let isTooDeep = false
  const tooDeep = new Set<ts.Node>()
  const declared = findings.filter(({ rule }) => rule.role !== 'declare')
  return withBothEnds(
    on,
    declared.flatMap((finding) => {
      const { rule, node, of } = finding
      const given = [of?.detector, of?.name, of?.ground]
      const found = covered.size > 0 ? sitesOf(finding) : on.kept.of(rule, node, () => sitesOf(finding), given)
      if (found.isTooDeep && !tooDeep.has(node)) {
        tooDeep.add(node)
        const { file, line } = positionOf(on, node)
        const message = `A name is forwarded over more than ${mostHops} calls`
        problems.push({ code: 'wrapper-too-deep', message, file, line })
      }
      return found.sites
    }),
  )

  function sitesOf(finding: Finding): { readonly sites: readonly FoundSite[]; readonly isTooDeep: boolean } {
    deepWays = 0
    isTooDeep = false
    const sites = expand(finding, new Set())
    return { sites, isTooDeep }
  }

  function expand(finding: Finding, seen: ReadonlySet<ts.Node>): FoundSite[] {
    if (finding.hops.length > fewHops) deepWays++
    const outer = finding.hops.at(-1)?.call ?? finding.node
    const context = contextOf(on, callers, finding)
    if (!holds(on, finding, context)) {
      on.whyNot?.note(outer, () => unmet(finding))
      return []
    }
    const names = namesGiven(finding, outer, context)
    if (names.length > 0 && names.every(({ text }) => finding.rule.except?.includes(text))) {
      on.whyNot?.note(
        outer,
        () => `'${names[0]?.text}' is of ${finding.detector.library}'s own life, and no event of the program`,
      )
      return []
    }

    const kept = keptNames(finding, names, outer, context)
    if (kept.length > 0) return kept
    const forwarders = names
      .flatMap(({ parameters }) => parameters)
      .map((parameter) => parameter.parent)
      .filter((fn) => isInside(outer, fn))
    // A function that is called nowhere by its name forwards nothing: `(name) => (context) => context.bus.emit(name)`.
    const forwarder = forwarders.find((fn) => callers.of(fn).length > 0) ?? forwarders[0]
    if (forwarder && covered.has(forwarder)) return []
    const isPattern = names.every(({ text }) => /[A-Za-z]/.test(text))
    const role = finding.rule.role === 'send' ? 'send' : 'receive'
    if (forwarder && !seen.has(forwarder) && !(isPattern && isMaking(forwarder, outer, role))) {
      const calls = callers.of(forwarder)
      if (calls.length > 0 && finding.hops.length >= mostHops) {
        isTooDeep = true
      } else if (calls.length > 0) {
        const sites = through(finding, forwarder, calls, seen)
        // A part of the name that no caller gives as a constant is only data in it: the name is fixed here.
        // A part of an object that no caller gives as a constant is known nowhere better than where it is taken out.
        const isPart = select(on, finding.rule.name, context).some(
          (value) => value.kind === 'parameter' && value.node.parent === forwarder && value.path.length > 0,
        )
        // Who gives a part of a name to what does other work too asks for that: a wrapper it is if all give constants.
        const isWork = isPattern && worksBeside(forwarder, outer)
        if (isWork && sites.some(({ dynamic }) => dynamic)) return sitesHere(finding, outer, names, context)
        if ((!isPattern && !isPart) || sites.some((site) => !site.dynamic || saysMore(site.name, names))) return sites
      }
    }
    const around = enclosingFunction(outer)
    // A name that it fixes by itself is another one, and stays a site where it stands.
    if (around && covered.has(around)) return isUnknown(names) ? [] : sitesHere(finding, outer, names, context)
    if (around && !seen.has(around) && finding.hops.length < mostHeldHops && isHeldByObject(names, outer)) {
      const sites = through(finding, around, callers.of(around), seen)
      if (sites.some(({ name }) => name !== null)) return sites
    }
    if (
      around &&
      !seen.has(around) &&
      finding.hops.length < mostHops &&
      !finding.hops.some(({ fn }, at) => worksBeside(fn, finding.hops[at - 1]?.call ?? finding.node)) &&
      doesNothingElse(around, outer, role)
    ) {
      // A table of handlers does not send: which of them it is that will, it does not know.
      const calls = callers.of(around).filter((call) => !isOfRegistry(call, around))
      if (calls.length > 0) return through(finding, around, calls, seen)
    }
    if (around && !seen.has(around) && finding.hops.length < mostHeldHops && isOfSeveral(names, finding, outer)) {
      const sites = through(finding, around, callers.of(around), seen)
      if (sites.length > 0) return sites
    }
    // A facade's own `emit`, which nobody calls by the facade's type: it says no name and sends nothing itself.
    const isFacade = around && methodName(around) === calledName(outer) && onlyPassesOn(around, outer)
    if (isUnknown(names) && (isFacade || (around && around === forwarder && isOverride(around, finding)))) return []
    return sitesHere(finding, outer, names, context)
  }

  /**
   * `record(event) { this.events.push(event) }`, and later `for (const e of this.events) bus.emit(e.constructor.name, e)`:
   * the name is known where the event is handed over to be kept.
   */
  function keptNames(
    finding: Finding,
    names: readonly TextValue[],
    outer: ts.Node,
    context: SelectContext,
  ): FoundSite[] {
    if (!names.some(({ text }) => text === '*')) return []
    const keepers = names
      .flatMap(({ parameters }) => parameters)
      .filter((parameter) => !isInside(outer, parameter.parent) && isKeptForLater(on, parameter))
    const given = keepers.length === 0 ? [] : select(on, finding.rule.name, context)
    const registered = keepers.flatMap((keeper) => {
      const whole = given.find((value) => value.kind === 'parameter' && value.node === keeper)
      return keptAt(finding, keeper, whole?.kind === 'parameter' ? whole.path : [], context, 0)
    })
    if (finding.rule.role === 'send' || registered.length === 0) return registered
    // Beside what is registered, the list may hold listeners of its own.
    const listed = names.filter(({ entry }) => entry !== undefined)
    return listed.length > 0 ? [...sitesHere(finding, outer, listed, context), ...registered] : registered
  }

  function keptAt(
    finding: Finding,
    keeper: ts.ParameterDeclaration,
    /** From what is kept to its name. */
    path: readonly string[],
    context: SelectContext,
    depth: number,
  ): FoundSite[] {
    const fn = keeper.parent
    return callers.of(fn).flatMap((call): FoundSite[] => {
      const argument = call.arguments?.[fn.parameters.indexOf(keeper)]
      if (!argument) return []
      const hops = [...finding.hops, { fn, call }]
      const values = on.values(argument, undefined)
      const handed = values.find((value) => value.kind === 'parameter' && isInside(call, value.node.parent))
      if (handed?.kind === 'parameter' && depth < mostHeldHops) {
        const sites = keptAt({ ...finding, hops }, handed.node, [...handed.path, ...path], context, depth + 1)
        if (sites.length > 0) return sites
      }
      const isReceived = finding.rule.role === 'receive'
      const named = values.flatMap((holder) =>
        along(on, [holder], path).flatMap((value) => {
          // The name itself is kept, beside its data or listener, or the event whose class it is.
          const name = value.kind === 'text' && value.text !== '*' ? value : isReceived ? undefined : classNameOf(value)
          if (name === undefined) return []
          const entry = isReceived && path.length > 0 ? { entry: { node: call, holder } } : {}
          return [{ ...entry, ...(typeof name === 'string' ? asText(text(name)) : name) }]
        }),
      )
      return named.length > 0 ? sitesHere({ ...finding, hops }, call, named, context) : []
    })
  }

  /** A name that another method of the object was given, the one that made what sends here: as this very object gave it. */
  function namesGiven(finding: Finding, outer: ts.Node, context: SelectContext): readonly TextValue[] {
    const names = namesOf(on, finding, context)
    if (!isHeldByObject(names, outer)) return names
    const given = names
      .flatMap(({ parameters }) => parameters)
      .flatMap((parameter) => givenByObject(on, callers, parameter, context.env))
      .map(asText)
      .filter(({ dynamic }) => !dynamic)
    return given.length > 0 ? given : names
  }

  function through(
    finding: Finding,
    fn: ts.SignatureDeclaration,
    calls: readonly Hop['call'][],
    seen: ReadonlySet<ts.Node>,
  ): FoundSite[] {
    const next = new Set([...seen, fn])
    const found: FoundSite[] = []
    const idle: FoundSite[] = []
    on.whyNot?.note(finding.hops.at(-1)?.call ?? finding.node, () => insideOf(on, fn, calls))
    for (const call of calls) {
      if (isOfPlatform(finding, fn, call)) {
        on.whyNot?.note(call, () => 'what it hands over to be sent or listened on is no object of the program')
        continue
      }
      const sites = expand({ ...finding, hops: [...finding.hops, { fn, call }] }, next)
      const around = enclosingFunction(call)
      const isIdle =
        around &&
        onlyPassesOn(around, call) &&
        callers.of(around).length === 0 &&
        sites.every(({ node }) => node === call)
      ;(isIdle ? idle : found).push(...sites)
      if (found.length > mostSites || deepWays > mostDeepWays) break
    }
    // One of several ways to the wrapper that nobody goes is none.
    return found.length > 0 ? found : idle
  }

  /** `listenTo(process, 'exit', f)`: the wrapper takes any emitter, and here it is given one of the platform's or a library's. */
  function isOfPlatform({ receiver, node }: Finding, fn: ts.SignatureDeclaration, call: Hop['call']): boolean {
    if (!receiver || !ts.isIdentifier(receiver)) return false
    const given = on
      .values(receiver, undefined)
      .find((value) => value.kind === 'parameter' && value.path.length === 0 && value.node.parent === fn)
    if (given?.kind !== 'parameter') return false
    const argument = call.arguments?.[fn.parameters.indexOf(given.node)]
    return (
      argument !== undefined &&
      isForeign(on, argument) &&
      !on.values(argument, undefined).some((value) => carries(on.libraryClass(value), calledName(node)))
    )
  }

  function sitesHere(
    finding: Finding,
    node: ts.Node,
    names: readonly TextValue[],
    context: SelectContext,
  ): FoundSite[] {
    const { rule } = finding
    // Nobody else can mean a queue whose name the server makes up.
    if (names.length > 0 && names.every(({ text }) => text === '')) return []
    const counting = names.filter(({ text }) => !rule.except?.includes(text))
    const kept = counting.slice(0, counting.some(({ entry }) => entry) ? mostEntries : 24)
    const choices: readonly TextValue[] = kept.length > 0 ? kept : [asText(unknown)]
    // Beside a known name, what is not known says nothing new.
    const known = choices.filter(({ text }) => text !== '*')
    if (rule.paired && known.length === 0) {
      on.whyNot?.note(node, () => 'it carries anything, and what it carries here says no kind of message as a text')
      return []
    }
    if (known.length === 0) on.whyNot?.note(node, () => unknownName(finding, names))
    const shown = known.length > 0 ? known : choices.slice(0, 1)
    const messages = select(on, rule.message, context).map(asText)
    const entries = shown.filter(({ entry }) => entry !== undefined)
    if (entries.length > 0) on.whyNot?.note(node, () => listedElsewhere(entries.length))
    return shown.flatMap((name, index) =>
      messagesOf(shown, index, messages).map((message) => {
        const handler = handlerOf(on, rule.handler, context, name.entry)
        const subscription = textOf(select(on, rule.subscription, context))
        const group = textOf(select(on, rule.group, context))
        const [deadLetter] = select(on, rule.deadLetter, context)
        return {
          finding,
          node: name.entry?.node ?? node,
          ...(name.entry && { loop: node }),
          name: name.text === '*' ? null : wildcarded(name.text, rule.wildcards),
          dynamic: name.dynamic,
          place: placeIn(on, finding, context),
          ...(message !== undefined && { message }),
          ...(subscription !== undefined && { subscription }),
          ...(group !== undefined && { group }),
          ...(deadLetter && { deadLetter }),
          ...(handler && { handler }),
        }
      }),
    )
  }
}

/** Of a class that speaks of one event of its own only, others are the platform's: `process.on('message')`. */
function carries(of: LibraryClass | undefined, method: string | undefined): boolean {
  return of !== undefined && method !== undefined && methodRules(of, method).some(({ only }) => only === undefined)
}

const isUnknown = (names: readonly TextValue[]): boolean => names.every(({ text }) => text === '*')

/** Of lists, each message goes with the queue it stands beside; of one queue, every message is one of its own. */
function messagesOf(
  names: readonly TextValue[],
  index: number,
  messages: readonly TextValue[],
): (string | undefined)[] {
  const known = (one: TextValue | undefined): string | undefined => (one && one.text !== '*' ? one.text : undefined)
  if (names.length > 1 && names.length === messages.length) return [known(messages[index])]
  const texts = [...new Set(messages.flatMap((one) => known(one) ?? []))]
  if (texts.length === 0) return [undefined]
  return names.length === 1 ? texts : texts.slice(0, 1)
}

/** Names of classes only: what else is kept in a list is data. */
function classNameOf(value: Value): string | undefined {
  return value.kind === 'instance' && ts.isClassLike(value.node) ? value.node.name?.text : undefined
}

/** Whether a caller fills a part of a pattern that is open here: `org:*:*` → `org:*:joined`. */
function saysMore(name: string | null, patterns: readonly TextValue[]): boolean {
  const letters = (one: string): number => one.replaceAll('*', '').length
  return name !== null && patterns.every(({ text: pattern }) => letters(name) > letters(pattern))
}

function methodName({ name }: ts.SignatureDeclaration): string | undefined {
  return name && nameText(name as ts.PropertyName)
}

/** `addListener(name, f) { super.on(name, f) }` over a library's own `addListener`: what nobody calls says no more than that. */
function isOverride(fn: ts.SignatureDeclaration, { of, rule }: Finding): boolean {
  const name = methodName(fn)
  return (
    name !== undefined &&
    of !== undefined &&
    ts.isClassLike(fn.parent) &&
    methodRules(of, name).some(({ role }) => role === rule.role)
  )
}

function calledName(node: ts.Node): string | undefined {
  return ts.isCallExpression(node) ? lastName(node.expression) : undefined
}

/** The functions given; in a table's entry the one of that entry, also where a function of the loop's calls it. */
function handlerOf(
  on: Evaluator,
  selector: Finding['rule']['handler'],
  context: SelectContext,
  entry: TableEntry | undefined,
): ts.Node | undefined {
  const given = select(on, selector, context).flatMap((value) => (value.kind === 'function' ? [value.node] : []))
  if (!entry) return given[0]
  const own = (listenersOf(on, entry) ?? []).flatMap((value) => (value.kind === 'function' ? [value.node] : []))
  return own.find((node) => given.includes(node)) ?? own[0] ?? given[0]
}

function textOf(values: readonly Value[]): string | undefined {
  const texts = values.map(asText).filter(({ text }) => text !== '*')
  return texts[0]?.text
}

/** `order.#` and `order.+` are patterns in their library's own syntax; in the map a `*` stands for each such part. */
function wildcarded(name: string, wildcards: readonly string[] | undefined): string {
  if (!wildcards) return name
  return wildcards.reduce((at, wildcard) => at.replaceAll(wildcard, '*'), name)
}

function enclosingFunction(node: ts.Node): ts.SignatureDeclaration | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isFunctionLike(at)) return at
    if (ts.isClassLike(at)) return undefined
  }
  return undefined
}
