/**
 * Forms of what a person writes by hand: each decodes an `unknown`, or says what was expected and what came, and gives
 * the JSON schema of the very same. Unknown fields are errors: most are misspelt ones.
 */
import { DecodeError, type Decoder } from '../../../protocol/decoder.ts'

export type Schema = Readonly<Record<string, unknown>>

export interface Form<T> {
  readonly decode: Decoder<T>
  readonly schema: Schema
}

export interface Field<T> {
  readonly form: Form<T>
  readonly description: string
}

/** One entry for each field of T: a field that is forgotten here is a type error. */
export type Fields<T> = { readonly [K in keyof T]-?: Field<Exclude<T[K], undefined>> }

export function textMatching(pattern: RegExp, expected: string, longest: number): Form<string> {
  return {
    decode(value, path) {
      if (typeof value !== 'string' || value.length > longest || !pattern.test(value))
        throw new DecodeError(path, expected, came(value))
      return value
    },
    schema: { type: 'string', pattern: pattern.source },
  }
}

export function choice<T extends string>(...values: readonly T[]): Form<T> {
  return {
    decode(value, path) {
      const found = values.find((one) => one === value)
      if (found === undefined) throw new DecodeError(path, values.map((one) => `"${one}"`).join(' or '), came(value))
      return found
    },
    schema: { enum: values },
  }
}

export const yes: Form<true> = {
  decode(value, path) {
    if (value !== true) throw new DecodeError(path, 'true', came(value))
    return value
  },
  schema: { const: true },
}

export function either<T>(first: Form<T>, second: Form<T>): Form<T> {
  return {
    decode(value, path) {
      try {
        return first.decode(value, path)
      } catch {
        return second.decode(value, path)
      }
    },
    schema: { anyOf: [first.schema, second.schema] },
  }
}

export function listOf<T>(item: Form<T>, most: number): Form<readonly T[]> {
  return {
    decode(value, path) {
      if (!Array.isArray(value)) throw new DecodeError(path, 'a list', came(value))
      if (value.length > most) throw new DecodeError(path, `at most ${most} elements`, `a list of ${value.length}`)
      return Array.from(value, (one: unknown, index) => item.decode(one, `${path}[${index}]`))
    },
    schema: { type: 'array', items: item.schema },
  }
}

export function oneOrMore<T>(item: Form<T>, most: number): Form<T | readonly T[]> {
  const list = listOf(item, most)
  return {
    decode: (value, path) => (Array.isArray(value) ? list.decode(value, path) : item.decode(value, path)),
    schema: { anyOf: [item.schema, list.schema] },
  }
}

/** An object whose keys are names that the user chooses. */
export function tableOf<T>(key: RegExp, item: Form<T>, most: number): Form<Readonly<Record<string, T>>> {
  return {
    decode(value, path) {
      const entries = Object.entries(record(value, path))
      if (entries.length > most)
        throw new DecodeError(path, `at most ${most} entries`, `an object of ${entries.length}`)
      return Object.fromEntries(
        entries.map(([name, one]) => {
          if (!key.test(name) || name === '__proto__')
            throw new DecodeError(path, `names like ${key.source}`, came(name))
          return [name, item.decode(one, `${path}.${name}`)]
        }),
      )
    },
    schema: { type: 'object', additionalProperties: item.schema },
  }
}

export function fields<T extends object>(shape: Fields<T>, required: readonly (keyof T & string)[]): Form<T> {
  const known = new Map(Object.entries(shape) as [string, Field<unknown>][])
  return {
    decode(value, path) {
      const from = record(value, path)
      const decoded = Object.entries(from).map(([name, one]): [string, unknown] => {
        const field = known.get(name)
        // Told before what is missing: it mostly is what is missing, misspelt.
        if (!field) throw new DecodeError(path, `fields named ${[...known.keys()].join(', ')}`, came(name))
        return [name, field.form.decode(one, `${path}.${name}`)]
      })
      for (const name of required) {
        if (!Object.hasOwn(from, name)) throw new DecodeError(`${path}.${name}`, 'a value', 'nothing')
      }
      return Object.fromEntries(decoded) as T
    },
    schema: {
      type: 'object',
      additionalProperties: false,
      ...(required.length > 0 && { required }),
      properties: Object.fromEntries(
        [...known].map(([name, { form, description }]) => [name, { ...form.schema, description }]),
      ),
    },
  }
}

export function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DecodeError(path, 'an object', came(value))
  return value as Record<string, unknown>
}

/** Short: it is shown to a person. */
export function came(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (typeof value === 'object') return 'an object'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a ${typeof value}`
}
