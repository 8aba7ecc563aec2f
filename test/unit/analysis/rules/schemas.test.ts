import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { configSchema, settingsSchema } from '../../../../src/extension/analysis/rules/configForm.ts'
import { configModule, configModuleFile } from '../../../../scripts/schemas.ts'

const fileOf = (name: string): string => readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8')
const jsonOf = (name: string): unknown => JSON.parse(fileOf(name))
/** Without what JSON leaves out. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

interface Manifest {
  readonly contributes: {
    readonly jsonValidation: readonly { fileMatch: string; url: string }[]
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> }
  }
}

describe('the JSON schemas', () => {
  const { contributes } = jsonOf('package.json') as Manifest

  it('are what the forms say (else: npm run schemas)', () => {
    const { properties } = contributes.configuration
    const { rules, join } = settingsSchema()
    expect(jsonOf('schemas/fanout.config.schema.json')).toEqual(plain(configSchema()))
    expect(properties['fanout.rules']).toEqual(plain(rules))
    expect(properties['fanout.join']).toEqual(plain(join))
  })

  it('make the types of fanout/config (else: npm run schemas)', async () => {
    expect(readFileSync(configModuleFile, 'utf8')).toBe(await configModule())
  })

  it('are shipped, and the manifest names them', () => {
    expect(contributes.jsonValidation).toEqual([
      { fileMatch: 'fanout.config.json', url: './schemas/fanout.config.schema.json' },
    ])
    expect(fileOf('.vscodeignore')).toContain('!schemas/*.json')
  })

  it('describe every field that a person may write', () => {
    const undescribed: string[] = []
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const properties = (schema as { properties?: Record<string, { description?: string }> }).properties ?? {}
      for (const [name, field] of Object.entries(properties))
        if (!field.description) undescribed.push(`${path}.${name}`)
      for (const [name, one] of Object.entries(schema)) visit(one, `${path}.${name}`)
    }
    visit(configSchema(), '')
    expect(undescribed).toEqual([])
    expect(JSON.stringify(configSchema()).match(/"description"/g)?.length).toBeGreaterThan(100)
  })
})
