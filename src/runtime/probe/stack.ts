/* oxlint-disable typescript/unbound-method -- taken before the program can replace it */
/** One frame of a stack, as V8 says it: the position in what runs, not in the original source. */
export interface RawFrame {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly name: string
}

const depth = 32

/**
 * The stack of the caller of `below`, innermost first; that function and all it called are left out. It costs some 20 µs.
 * The program's own `Error.prepareStackTrace` and `Error.stackTraceLimit` are neither used nor changed.
 */
export function captureStack(below: Callable): readonly RawFrame[] {
  const prepare = Object.getOwnPropertyDescriptor(errorClass, 'prepareStackTrace')
  const limit = Object.getOwnPropertyDescriptor(errorClass, 'stackTraceLimit')
  const target: { stack?: unknown } = {}
  try {
    Reflect.defineProperty(errorClass, 'stackTraceLimit', { ...changeable, value: depth })
    if (!Reflect.defineProperty(errorClass, 'prepareStackTrace', { ...changeable, value: callSites })) return []
    captureStackTrace(target, below)
    const sites = target.stack
    return Array.isArray(sites) ? (sites as NodeJS.CallSite[]).map(rawFrame) : []
  } finally {
    restore('prepareStackTrace', prepare)
    restore('stackTraceLimit', limit)
  }
}

type Callable = (...parameters: never[]) => unknown

const errorClass = Error
const { captureStackTrace } = Error
const changeable = { writable: true, configurable: true, enumerable: true }

function callSites(_error: unknown, sites: NodeJS.CallSite[]): NodeJS.CallSite[] {
  return sites
}

function restore(name: 'prepareStackTrace' | 'stackTraceLimit', descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(errorClass, name)
  else Reflect.defineProperty(errorClass, name, descriptor)
}

function rawFrame(site: NodeJS.CallSite): RawFrame {
  return {
    file: site.getFileName() ?? '',
    line: site.getLineNumber() ?? 1,
    column: site.getColumnNumber() ?? 1,
    name: frameName(site),
  }
}

/** As a reader would say it: `place`, `OrderService.place`, `new Cart`; empty where there is none. */
function frameName(site: NodeJS.CallSite): string {
  const name = site.getFunctionName() ?? ''
  if (name === '' || name.includes('.')) return name
  if (site.isConstructor()) return `new ${name}`
  if (site.isToplevel()) return name
  const type = site.getTypeName()
  return type === null || namelessTypes.has(type) ? name : `${type}.${name}`
}

const namelessTypes = new Set(['', 'Object', 'Function', 'undefined', 'Module'])
