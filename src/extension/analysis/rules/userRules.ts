/** The rules that a user wrote, made into detectors. What is wrong with one is a problem, and costs no other. */
import { DecodeError } from '../../../protocol/decoder.ts'
import { came, record } from './form.ts'
import { detectorRule, shortRule, type ShortRule, type WrittenDetector } from './ruleForm.ts'
import { isOwn, parseTarget, type Target } from './target.ts'
import type { CallRule, ClassRules, Detector, FunctionRules, RuleOrigin } from '../detectors/detector.ts'

/** What a rule without a system of its own gets, until what else has the name says another. */
export const ownSystem = 'own-rule'
const ownLibrary = 'your rule'
export const mostRules = 500

export interface RuleError {
  /** `rules[3]`: which part of the list is meant. */
  readonly path: string
  readonly message: string
}

/** Where a rule stands. */
export type RulePlace = Pick<RuleOrigin, 'file' | 'line'>

export interface RuleList {
  readonly detectors: readonly Detector[]
  readonly errors: readonly RuleError[]
}

/** `path` is how the list is called where it is written: `fanout.rules`. */
export function readRules(
  value: unknown,
  path: string,
  root: string,
  placeOf: (path: string) => RulePlace = () => ({}),
): RuleList {
  const detectors: Detector[] = []
  const errors: RuleError[] = []
  const attempt = (at: string, read: () => void): void => {
    try {
      read()
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      errors.push({ path: at, message: error.message })
    }
  }
  attempt(path, () => {
    if (!Array.isArray(value)) throw new DecodeError(path, 'a list of rules', came(value))
    if (value.length > mostRules)
      errors.push({ path, message: `${path}: only the first ${mostRules} of ${value.length} rules count` })
    value.slice(0, mostRules).forEach((rule: unknown, index) => {
      const at = `${path}[${index}]`
      attempt(at, () => detectors.push(...detectorsOf(rule, { path: at, root, ...placeOf(at) })))
    })
  })
  return { detectors, errors }
}

function detectorsOf(value: unknown, origin: RuleOrigin): Detector[] {
  const { path } = origin
  const isLong = Object.hasOwn(record(value, path), 'modules')
  return isLong
    ? splitByPlace(fromDetector(detectorRule.decode(value, path), origin))
    : fromShort(shortRule.decode(value, path), origin)
}

function fromShort(
  { send, receive, declare, library, system, scope, ...rest }: ShortRule,
  origin: RuleOrigin,
): Detector[] {
  const { path } = origin
  const given = { send, receive, declare }
  const roles = (['send', 'receive', 'declare'] as const).filter((role) => given[role] !== undefined)
  if (roles.length === 0)
    throw new DecodeError(path, 'what it is about in "send", "receive", "declare" or "modules"', 'none of them')
  return roles.flatMap((role) =>
    [given[role] ?? []].flat().map((text): Detector => {
      const target = parseTarget(text)
      if (!target) throw new DecodeError(`${path}.${role}`, 'a target such as "src/bus.ts#Bus.say"', came(text))
      return {
        library: library ?? ownLibrary,
        system: system ?? ownSystem,
        modules: [target.module],
        kind: rest.kind ?? 'event',
        origin,
        ...ruleOf(target, { ...rest, role, origin }, scope),
      }
    }),
  )
}

function ruleOf(
  { what, of = '', name }: Target,
  rule: CallRule,
  scope: string | undefined,
): Pick<Detector, 'classes' | 'functions' | 'decorators'> {
  const placed = scope === undefined ? {} : { scope }
  switch (what) {
    case 'method':
      return { classes: { [of]: { methods: { [name]: rule }, ...placed } } }
    case 'construct':
      return { classes: { [of]: { construct: rule, ...placed } } }
    case 'function':
      return { functions: { [name]: { call: rule } } }
    case 'decorator':
      return { decorators: { [name]: rule } }
  }
}

function fromDetector(written: WrittenDetector, origin: RuleOrigin): Detector {
  const marked = <Rule extends CallRule>(rule: Rule): Rule => ({ ...rule, origin })
  const { classes, functions, decorators } = written
  return {
    kind: 'event',
    library: ownLibrary,
    system: ownSystem,
    ...written,
    origin,
    ...(classes && { classes: mapped(classes, (rules) => withCallRules(rules, marked)) }),
    ...(functions && {
      functions: mapped(functions, ({ call, ...rest }): FunctionRules => ({
        ...rest,
        ...(call && { call: marked(call) }),
      })),
    }),
    ...(decorators && { decorators: mapped(decorators, marked) }),
  }
}

/** The rules of a class, each of its calls changed. */
export function withCallRules(
  { construct, methods, assigned, called, iterate, ...rest }: ClassRules,
  change: (rule: CallRule) => CallRule,
): ClassRules {
  return {
    ...rest,
    ...(construct && { construct: change(construct) }),
    ...(iterate && { iterate: change(iterate) }),
    ...(called && { called: { ...called, rule: change(called.rule) } }),
    ...(assigned && { assigned: mapped(assigned, change) }),
    ...(methods && {
      methods: mapped(methods, (rules) =>
        Array.isArray(rules) ? (rules as readonly CallRule[]).map(change) : change(rules as CallRule),
      ),
    }),
  }
}

/** What a library's modules say and what the folder's own files say are found in two ways. */
function splitByPlace(detector: Detector): Detector[] {
  const own = detector.modules.filter(isOwn)
  const foreign = detector.modules.filter((module) => !isOwn(module))
  return [own, foreign].filter((modules) => modules.length > 0).map((modules) => ({ ...detector, modules }))
}

function mapped<From, To>(table: Readonly<Record<string, From>>, change: (one: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(table).map(([name, one]) => [name, change(one)]))
}
