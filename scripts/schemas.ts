/**
 * `npm run schemas`: writes the JSON schema of fanout.config.json, the types of `fanout/config`, and the settings of the
 * same names into the manifest, all from the very forms that decode them. A unit test holds them current.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { configSchema, rule, settingsSchema } from '../src/extension/analysis/rules/configForm.ts'
import {
  callRule,
  classRules,
  detectorRule,
  functionRules,
  kind,
  selector,
  shortRule,
} from '../src/extension/analysis/rules/ruleForm.ts'
import { root } from './bundles.ts'
import { typesOf } from './configTypes.ts'

async function writeAll(): Promise<void> {
  const schemaFile = path.join(root, 'schemas', 'fanout.config.schema.json')
  mkdirSync(path.dirname(schemaFile), { recursive: true })
  writeFileSync(schemaFile, await format(JSON.stringify(configSchema()), { filepath: schemaFile, printWidth: 120 }))
  writeFileSync(configModuleFile, await configModule())
  writeManifest()
}

/** The source of `fanout/config`. */
export const configModuleFile = path.join(root, 'src', 'runtime', 'fanoutConfig.ts')

export async function configModule(): Promise<string> {
  const named = new Map([
    [configSchema(), 'FanoutConfig'],
    [rule.schema, 'Rule'],
    [shortRule.schema, 'ShortRule'],
    [detectorRule.schema, 'DetectorRule'],
    [classRules.schema, 'ClassRules'],
    [functionRules.schema, 'FunctionRules'],
    [callRule.schema, 'CallRule'],
    [selector.schema, 'Selector'],
    [kind.schema, 'DestinationKind'],
  ])
  const head = '/** What a `fanout.config.ts` says. Made from the forms that decode it: `npm run schemas`. */'
  const helper = `/** Gives the configuration back; for completion where it is written. */
export function defineConfig(config: FanoutConfig): FanoutConfig {
  return config
}`
  const options = await resolveConfig(configModuleFile)
  return format(`${head}\n\n${helper}\n\n${typesOf(named)}\n`, { ...options, filepath: configModuleFile })
}

function writeManifest(): void {
  const manifestFile = path.join(root, 'package.json')
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    contributes: { configuration: { properties: Record<string, unknown> } }
  }
  const { properties } = manifest.contributes.configuration
  const { rules, join } = settingsSchema()
  Object.assign(properties, { 'fanout.rules': rules, 'fanout.join': join })
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeAll()
