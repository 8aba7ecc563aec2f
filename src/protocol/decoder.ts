/**
 * Building blocks of decode.ts: each names an `unknown` or throws a DecodeError. What comes out is always a new object
 * that holds the named fields and nothing else, so a hostile peer can't smuggle in a prototype or a field.
 */

/** What came was not what was expected. `path` says where, as in `frame.counters[3].depth`. */
export class DecodeError extends Error {
  override readonly name: string = 'DecodeError'
  readonly path: string
  readonly expected: string

  constructor(path: string, expected: string, came: string, options?: ErrorOptions) {
    super(`${path}: expected ${expected}, came ${came}`, options)
    this.path = path
    this.expected = expected
  }
}

export type Decoder<T> = (value: unknown, path: string) => T

/** A field that may be left out (never `undefined`). */
export interface Optional<T> {
  readonly optional: Decoder<T>
}

/** One entry for each field of T, an `Optional` for each optional one: a field that is forgotten here is a type error. */
export type Shape<T> = {
  readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? Optional<Exclude<T[K], undefined>> : Decoder<T[K]>
}

export function object<T extends object>(shape: Shape<T>): Decoder<T> {
  const fields = Object.entries(shape) as [string, Decoder<unknown> | Optional<unknown>][]
  return (value, path) => {
    const from = record(value, path)
    const result: Record<string, unknown> = {}
    for (const [name, field] of fields) {
      const present = Object.hasOwn(from, name)
      const at = `${path}.${name}`
      if (typeof field === 'function') result[name] = field(present ? from[name] : undefined, at)
      else if (present) result[name] = field.optional(from[name], at)
    }
    return result as T
  }
}

/** A union whose members are told apart by the literal in `tag`. */
export function tagged<K extends string, T extends { readonly [P in K]: string }>(
  tag: K,
  members: { readonly [M in T[K]]: Decoder<Extract<T, { readonly [P in K]: M }>> },
): Decoder<T> {
  const byName = new Map(Object.entries(members) as [string, Decoder<T>][])
  const expected = [...byName.keys()].map((name) => JSON.stringify(name)).join(' or ')
  return (value, path) => {
    const name = record(value, path)[tag]
    const member = typeof name === 'string' ? byName.get(name) : undefined
    if (member === undefined) throw new DecodeError(`${path}.${tag}`, expected, describe(name))
    return member(value, path)
  }
}

export function optional<T>(decoder: Decoder<T>): Optional<T> {
  return { optional: decoder }
}

export function array<T>(item: Decoder<T>, maxLength: number): Decoder<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new DecodeError(path, 'an array', describe(value))
    if (value.length > maxLength) {
      throw new DecodeError(path, `at most ${maxLength} elements`, `an array of ${value.length}`)
    }
    return value.map((element, index) => item(element, `${path}[${index}]`))
  }
}

export function string(maxLength: number): Decoder<string> {
  return (value, path) => {
    if (typeof value !== 'string') throw new DecodeError(path, 'a string', describe(value))
    if (value.length > maxLength) {
      throw new DecodeError(path, `at most ${maxLength} characters`, `a string of ${value.length}`)
    }
    return value
  }
}

export function matching(pattern: RegExp, expected: string): Decoder<string> {
  return (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new DecodeError(path, expected, describe(value))
    return value
  }
}

export function integer(min: number, max: number): Decoder<number> {
  return (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max) {
      throw new DecodeError(path, `an integer from ${min} to ${max}`, describe(value))
    }
    return value as number
  }
}

/** A finite number of at least 0: a time or a duration in milliseconds. */
export function milliseconds(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new DecodeError(path, 'a finite number of at least 0', describe(value))
  }
  return value
}

export function boolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw new DecodeError(path, 'true or false', describe(value))
  return value
}

export function literal<T extends string>(...values: readonly T[]): Decoder<T> {
  const expected = values.map((value) => JSON.stringify(value)).join(' or ')
  return (value, path) => {
    const found = values.find((candidate) => candidate === value)
    if (found === undefined) throw new DecodeError(path, expected, describe(value))
    return found
  }
}

export function nullable<T>(decoder: Decoder<T>): Decoder<T | null> {
  return (value, path) => (value === null ? null : decoder(value, path))
}

export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DecodeError(path, 'JSON', `${text.length} characters that are none`, { cause })
  }
}

function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DecodeError(path, 'an object', describe(value))
  }
  return value as Record<string, unknown>
}

/** Short, and never more than a peer should get into a log. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `an ${typeof value}`
}
