/** TypeScript types of a JSON schema such as the forms of configurations make, with the descriptions as doc comments. */
import type { Schema } from '../src/extension/analysis/rules/form.ts'

/** `named`: schemas that get a name of their own, wherever they stand. The first is declared first. */
export function typesOf(named: ReadonlyMap<Schema, string>): string {
  return [...named].map(([schema, name]) => declaration(schema, name, named)).join('\n\n')
}

type Names = ReadonlyMap<Schema, string>

function declaration(schema: Schema, name: string, named: Names): string {
  return schema['properties'] === undefined
    ? `export type ${name} = ${typeOf(schema, withoutName(schema, named))}`
    : `export interface ${name} ${typeOf(schema, withoutName(schema, named))}`
}

/** A schema's own declaration is no reference to itself. */
function withoutName(schema: Schema, named: Names): Names {
  return new Map([...named].filter(([one]) => one !== schema))
}

function typeOf(schema: Schema, named: Names): string {
  const name = nameOf(schema, named)
  if (name !== undefined) return name
  const { anyOf, enum: choices, type, items, properties, additionalProperties, required = [] } = schema as Parts
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (choices) return choices.map((one) => `'${one}'`).join(' | ')
  if (anyOf) return anyOf.map((one) => typeOf(one, named)).join(' | ')
  if (schema['if'] !== undefined)
    return [schema['else'], schema['then']].map((one) => typeOf(one as Schema, named)).join(' | ')
  if (Array.isArray(type)) return type.map((one) => (one === 'integer' ? 'number' : one)).join(' | ')
  if (type === 'array') return `readonly (${typeOf(items ?? {}, named)})[]`
  if (properties) {
    const lines = Object.entries(properties).map(([field, one]) => {
      const { description } = one as Parts
      const doc = description === undefined ? '' : `  /** ${description.replaceAll('*/', '*\\/')} */\n`
      return `${doc}  readonly ${field}${required.includes(field) ? '' : '?'}: ${typeOf(one, named)}`
    })
    return `{\n${lines.join('\n')}\n}`
  }
  if (additionalProperties) return `Readonly<Record<string, ${typeOf(additionalProperties, named)}>>`
  return String(type)
}

interface Parts {
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly string[]
  readonly type?: string | readonly string[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | false
  readonly required?: readonly string[]
  readonly description?: string
}

/** A field's schema is a copy of its form's, with a description: equal in all else. */
function nameOf(schema: Schema, named: Names): string | undefined {
  const text = JSON.stringify(Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'description')))
  return [...named].find(([one]) => JSON.stringify(one) === text)?.[1]
}
