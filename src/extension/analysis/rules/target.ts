/** What a short rule names: `src/bus.ts#Bus.say`, `@acme/events#listen`, `Bus.say`, `#new Job`, `#@Emits`. */
import { isSource } from '../program/sourceKind.ts'

export interface Target {
  /** A module as it is imported, a file of the folder as `./src/bus.ts`, or `.` for any file of the folder. */
  readonly module: string
  readonly what: 'method' | 'function' | 'construct' | 'decorator'
  /** Of a method or a `new`. */
  readonly of?: string
  /** The method's, function's or decorator's own name. */
  readonly name: string
}

export const targetPattern = /^(?:([^#\r\n]*)#)?(@|new )?([A-Za-z_$][\w$]*)(?:\.([A-Za-z_$][\w$]*))?$/

/** Undefined: it names nothing that can be called. */
export function parseTarget(text: string): Target | undefined {
  const [, place = '', sign, first, second] = targetPattern.exec(text) ?? []
  if (first === undefined) return undefined
  const module = moduleOf(place)
  if (module === undefined) return undefined
  if (sign !== undefined) {
    if (second !== undefined) return undefined
    return sign === '@'
      ? { module, what: 'decorator', name: first }
      : { module, what: 'construct', of: first, name: first }
  }
  return second === undefined
    ? { module, what: 'function', name: first }
    : { module, what: 'method', of: first, name: second }
}

export function formatTarget({ module, what, of, name }: Target): string {
  const path =
    what === 'decorator' ? `@${name}` : what === 'construct' ? `new ${name}` : of === undefined ? name : `${of}.${name}`
  return `${module === '.' ? '' : module.replace(/^\.\//, '')}#${path}`
}

/** Whether it is a file of the folder, or any, and no module that is imported by its name. */
export function isOwn(module: string): boolean {
  if (/^\.{1,2}(?:\/|$)/.test(module)) return true
  return !module.startsWith('@') && isSource(module.slice(module.lastIndexOf('/') + 1))
}

function moduleOf(place: string): string | undefined {
  if (place === '') return '.'
  if (isOwn(place)) return place.startsWith('.') ? place : `./${place}`
  return /^[@\w][\w@./:~*-]*$/.test(place) ? place : undefined
}
