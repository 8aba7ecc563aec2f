/** The detectors of libraries with what a user's own rules add to them. */
import { isOwn } from './target.ts'
import { ownSystem } from './userRules.ts'
import type { ClassRules, Detector } from '../detectors/detector.ts'

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
  return [...own, ...merged]
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
