/** Which detector speaks for a module's export. */
import type { CallRule, ClassRules, Detector, FunctionRules } from '../../detectors/detector.ts'
import type { LibraryClass, LibraryValue } from '../values/value.ts'

export interface Libraries {
  classOf(value: LibraryValue): LibraryClass | undefined
  functionOf(value: LibraryValue): { detector: Detector; name: string; rules: FunctionRules } | undefined
  globalClass(name: string): LibraryClass | undefined
  /** Node's own, which much else is taken for; undefined where its detector is left out. */
  readonly nodeEmitter: LibraryClass | undefined
  detectorsOf(module: string): readonly Detector[]
}

export function createLibraries(detectors: readonly Detector[]): Libraries {
  const exact = new Map<string, Detector[]>()
  const open: { prefix: string; detector: Detector }[] = []
  for (const detector of detectors) {
    for (const module of detector.modules) {
      if (module.endsWith('*')) open.push({ prefix: module.slice(0, -1), detector })
      else exact.set(module, [...(exact.get(module) ?? []), detector])
    }
  }
  const detectorsOf = (module: string): readonly Detector[] => {
    const known = exact.get(module)
    if (known) return known
    return open.filter(({ prefix }) => module.startsWith(prefix)).map(({ detector }) => detector)
  }
  const nodeEvents = detectors.find(({ library }) => library === 'node:events')
  const nodeEmitter = nodeEvents && { detector: nodeEvents, name: 'EventEmitter' }

  return {
    nodeEmitter,
    detectorsOf,
    classOf({ module, name }) {
      if (module === '') return this.globalClass(name)
      const own = detectorsOf(module)
      for (const detector of own) {
        const last = name.slice(name.lastIndexOf('.') + 1)
        const wanted = last === '' || last === 'default' ? detector.default : last
        if (wanted !== undefined && isClassOf(detector, wanted)) return { detector, name: wanted }
      }
      // A library nobody wrote a detector for, whose class calls itself an emitter, is taken for one.
      return own.length === 0 && /(?:Event|^|Async|Typed)Emitter(?:\d|<|$)/.test(name) ? nodeEmitter : undefined
    },
    functionOf({ module, name }) {
      for (const detector of module === '' ? detectors.filter(({ globals }) => globals?.[name]) : detectorsOf(module)) {
        const wanted =
          name === '' ? (detector.default ?? 'default') : name === 'default' ? (detector.default ?? 'default') : name
        const rules = detector.functions?.[wanted] ?? detector.functions?.[name]
        if (rules) return { detector, name: wanted, rules }
        // A class may have the module's function too: `EventEmitter.once`.
        const [holder = '', own = ''] = name.split('.')
        const ofClass = isClassOf(detector, holder) ? detector.functions?.[own] : undefined
        if (ofClass) return { detector, name: own, rules: ofClass }
      }
      return undefined
    },
    globalClass(name) {
      for (const detector of detectors) {
        const of = detector.globals?.[name]
        if (of !== undefined) return { detector, name: of }
      }
      return undefined
    },
  }
}

/** What a rule speaks of by its type alone is a class too, one without methods. */
function isClassOf({ classes, objects, handles }: Detector, name: string): boolean {
  return [classes, objects, handles].some((known) => known !== undefined && Object.hasOwn(known, name))
}

/** The rules of a class with those it takes from others, nearest first. */
export function rulesOf({ detector, name }: LibraryClass): ClassRules[] {
  const found: ClassRules[] = []
  let at: string | undefined = name
  while (at !== undefined && found.length < 8) {
    const rules: ClassRules | undefined = detector.classes?.[at]
    if (!rules) break
    found.push(rules)
    at = rules.extends
  }
  return found
}

export function methodRules(of: LibraryClass, method: string): readonly CallRule[] {
  for (const { methods } of rulesOf(of)) {
    const rules = methods !== undefined && Object.hasOwn(methods, method) ? methods[method] : undefined
    if (rules) return Array.isArray(rules) ? (rules as readonly CallRule[]) : [rules as CallRule]
  }
  return []
}

/** The very class that is asked about where the rules say `this`: the object itself. */
export function givenClass(of: LibraryClass, member: string): LibraryClass | undefined {
  for (const { gives } of rulesOf(of)) {
    const name = gives !== undefined && Object.hasOwn(gives, member) ? gives[member] : undefined
    if (name !== undefined) return name === 'this' ? of : { detector: of.detector, name }
  }
  return undefined
}
