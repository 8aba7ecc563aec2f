/**
 * `npm run schemas`: writes the JSON schema of fanout.config.json, and of the settings of the same names into the
 * manifest, from the very forms that decode them. A unit test holds both current.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { format } from 'prettier'
import { configSchema, settingsSchema } from '../src/extension/analysis/rules/configForm.ts'
import { root } from './bundles.ts'

const schemaFile = path.join(root, 'schemas', 'fanout.config.schema.json')
mkdirSync(path.dirname(schemaFile), { recursive: true })
writeFileSync(schemaFile, await format(JSON.stringify(configSchema()), { filepath: schemaFile, printWidth: 120 }))

const manifestFile = path.join(root, 'package.json')
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
  contributes: { configuration: { properties: Record<string, unknown> } }
}
const { properties } = manifest.contributes.configuration
const { rules, join } = settingsSchema()
Object.assign(properties, { 'fanout.rules': rules, 'fanout.join': join })
writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)
