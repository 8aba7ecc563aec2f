/**
 * Declarations of the libraries that detectors know, made from the detectors themselves: the checker then follows a
 * library's objects through fields, interfaces, returns and generics although the library is not installed.
 */
import type { ClassRules, Detector } from '../detectors/detector.ts'

const generics = '<A = any, B = any, C = any, D = any, E = any, F = any>'

export function stubsOf(detectors: readonly Detector[]): string {
  const modules = new Map<string, string[]>()
  for (const detector of detectors) {
    for (const specifier of detector.modules) {
      const lines = modules.get(specifier) ?? []
      modules.set(specifier, [...lines, ...declarationsOf(detector).filter((line) => !lines.includes(line))])
    }
  }
  const globals = detectors.flatMap((detector) =>
    Object.entries(detector.globals ?? {}).map(
      ([name, of]) =>
        `declare class ${name}${generics} { constructor(...args: any[]); ${membersOf(detector, of).join(' ')} }`,
    ),
  )
  return [
    ...[...modules].map(([specifier, lines]) => `declare module '${specifier}' {\n${lines.join('\n')}\n}`),
    ...globals,
  ].join('\n')
}

function declarationsOf(detector: Detector): string[] {
  const named = { ...detector.objects, ...detector.handles, ...detector.classes }
  const classes = Object.keys(named).map(
    (name) => `export class ${name}${generics} { constructor(...args: any[]); ${membersOf(detector, name).join(' ')} }`,
  )
  const functions = Object.entries(detector.functions ?? {})
    .filter(([name]) => detector.classes?.[name] === undefined)
    .map(([name, { gives }]) => {
      const returns = gives === undefined ? 'any' : `${gives}`
      return name === 'default'
        ? `export default function ${generics}(...args: any[]): ${returns}`
        : `export function ${name}${generics}(...args: any[]): ${returns}`
    })
  const given = detector.default === undefined ? [] : [`export default ${detector.default}`]
  return [...classes, ...functions, ...given]
}

function membersOf(detector: Detector, name: string): string[] {
  const members = new Map<string, string>()
  const seen = new Set<string>()
  for (let at: string | undefined = name; at !== undefined && !seen.has(at);) {
    seen.add(at)
    const rules: ClassRules | undefined = detector.classes?.[at]
    for (const method of Object.keys(rules?.methods ?? {})) {
      if (!members.has(method))
        members.set(method, `${quoted(method)}(...args: any[]): ${givenType(rules?.gives?.[method])};`)
    }
    for (const [member, gives] of Object.entries(rules?.gives ?? {})) {
      if (!members.has(member))
        members.set(member, `${quoted(member)}: ((...args: any[]) => ${givenType(gives)}) & ${givenType(gives)};`)
    }
    at = rules?.extends
  }
  return [...members.values()]
}

const quoted = (name: string): string => (/^\w+$/.test(name) ? name : `'${name}'`)
const givenType = (gives: string | undefined): string => gives ?? 'any'
