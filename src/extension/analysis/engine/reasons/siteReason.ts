/** Why a call of a library is no site, in words for a person. */
import { functionName } from '../sites/code.ts'
import { positionOf } from '../sites/link.ts'
import { shownText } from '../index/syntax.ts'
import type { ts } from 'ts-morph'
import type { Evaluator } from '../values/evaluator.ts'
import type { Finding, FoundSite, Hop } from '../findings/finding.ts'
import type { TextValue } from '../values/value.ts'

const mostPlaces = 8

/** A wrapper's inside: who calls it says the name. */
export function insideOf(on: Evaluator, fn: ts.SignatureDeclaration, calls: readonly Hop['call'][]): string {
  const places = calls.slice(0, mostPlaces).map((call) => {
    const { file, line } = positionOf(on, call)
    return `${file}:${line}`
  })
  const more = calls.length > mostPlaces ? ` and ${calls.length - mostPlaces} more` : ''
  return `it is inside of ${functionName(fn) ?? 'a function'}, whose callers are the sites: ${places.join(', ')}${more}`
}

/** A loop over a table of listeners. */
export function listedElsewhere(entries: number): string {
  return `it subscribes a table of listeners, whose ${entries === 1 ? 'entry is the site' : `${entries} entries are the sites`}`
}

export function unmet({ rule, of, detector }: Finding): string {
  const what = `${of ? `${of.name} of ${detector.library}` : detector.library}`
  if (rule.only !== undefined) return `of ${what}, only '${rule.only}' carries messages`
  return `of ${what}, it counts only where argument ${rule.when?.at ?? ''} is ${wanted[rule.when?.is ?? 'present']}`
}

const wanted: Readonly<Record<NonNullable<Finding['rule']['when']>['is'], string>> = {
  function: 'a function',
  present: 'there',
  absent: 'not there',
  text: 'a text',
  name: 'a text, or what callers give',
  data: 'anything but a text',
  instance: "an object of one of the workspace's classes",
}

/** Of a site: why the map does not say its name. */
export function unknownName({ rule, args }: Finding, names: readonly TextValue[]): string {
  if (names.length === 0) return 'the library tells no name here'
  const [parameter] = names.flatMap(({ parameters }) => parameters)
  if (parameter)
    return `the name is passed in as \`${parameter.name.getText()}\`, and no call in the workspace gives a constant for it`
  const selector = typeof rule.name === 'string' ? rule.name : (rule.name[0] ?? '')
  const argument = /^\d/.test(selector) ? args[Number.parseInt(selector, 10)] : undefined
  return `the name${argument ? `, \`${shownText(argument)}\`,` : ''} is known only when the program runs`
}

export function otherEndMissing({ name, finding }: FoundSite): string {
  const other = finding.rule.role === 'send' ? 'receives' : 'sends'
  const what = finding.rule.paired === 'name' ? `'${name}'` : 'messages of this kind'
  return `it may carry anything, and nothing in the workspace ${other} ${what} there`
}
