/** The detectors of libraries with what a user's own rules add to them. */
import { isOwn } from './target.ts'
import { ownSystem, withCallRules } from './userRules.ts'
import type { CallRule, ClassRules, Detector } from '../detectors/detector.ts'

/**
 * A rule for a class that a detector knows adds to that class, which stays what it is: its names are those of the
 * library. The rest comes before the detectors, so that what a user says counts. Rules for the folder's own files are
 * no part of this.
 */
export function detectorsWith(known: readonly Detector[], rules: readonly Detector[]): readonly Detector[] {
  const foreign = rules.filter(({ modules }) => !modules.some(isOwn))
  if (foreign.length === 0) return known
  const merged = [...known]
  const own = foreign.map((rule): Detector => {
    const left = { ...rule.classes }
    let system: Pick<Detector, 'system' | 'kind'> | undefined
    merged.forEach((detector, at) => {
      if (!rule.modules.some((module) => speaksOf(detector, module))) return
      if (rule.system === ownSystem) system ??= { system: detector.system, kind: detector.kind }
      for (const [name, rules] of Object.entries(left)) {
        const before = detector.classes?.[name]
        if (!before) continue
        merged[at] = { ...(merged[at] ?? detector), classes: { ...merged[at]?.classes, [name]: added(before, rules) } }
        delete left[name]
      }
    })
    return { ...rule, ...system, classes: left }
  })
  return [...withoutRivals(own), ...merged]
}

/** Of two detectors that know a class only the first is asked about it: what several rules say of one stands there. */
function withoutRivals(own: readonly Detector[]): readonly Detector[] {
  const joined: Detector[] = []
  for (const rule of own) {
    const left = { ...rule.classes }
    for (const [name, rules] of Object.entries(left)) {
      const at = joined.findIndex(
        (other) => other.classes?.[name] && rule.modules.every((module) => speaksOf(other, module)),
      )
      const first = joined[at]
      const before = first?.classes?.[name]
      if (!first || !before) continue
      joined[at] = { ...first, classes: { ...first.classes, [name]: both(before, ofDetector(rules, rule, first)) } }
      delete left[name]
    }
    joined.push({ ...rule, classes: left })
  }
  return joined
}

/** Rules that mean the same in another detector; one without a system of its own takes the other's. */
function ofDetector(rules: ClassRules, { system, kind }: Detector, other: Detector): ClassRules {
  if (system === ownSystem && other.system !== ownSystem) return rules
  return withCallRules(rules, (rule) => ({
    ...(system !== other.system && { system }),
    ...(kind !== other.kind && { kind }),
    ...rule,
  }))
}

function both(before: ClassRules, { methods = {}, ...rest }: ClassRules): ClassRules {
  const together = { ...before.methods }
  for (const [name, rules] of Object.entries(methods))
    together[name] = [together[name] ?? [], rules].flat() as CallRule[]
  return { ...before, ...rest, methods: together }
}

function added(before: ClassRules, { methods, ...rest }: ClassRules): ClassRules {
  return {
    ...before,
    ...rest,
    methods: { ...before.methods, ...methods },
  }
}

function speaksOf({ modules }: Detector, module: string): boolean {
  return modules.some((one) => (one.endsWith('*') ? module.startsWith(one.slice(0, -1)) : one === module))
}
