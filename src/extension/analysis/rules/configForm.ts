/** The form of a configuration, as `fanout.config.*` and the settings hold it. */
import { fields, listOf, tableOf, textMatching, type Form, type Schema } from './form.ts'
import { detectorRule, shortRule, type ShortRule, type WrittenDetector } from './ruleForm.ts'
import { mostRules } from './userRules.ts'

/** What `fanout.config.*` may say. Each part may be left out. */
export interface FanoutConfig {
  readonly rules?: readonly Rule[]
  readonly join?: Readonly<Record<string, string>>
  readonly exclude?: readonly string[]
  readonly $schema?: string
}

export type Rule = ShortRule | WrittenDetector

const most = { pairs: 1_000, globs: 500 }

export const rule: Form<Rule> = {
  decode: (value, path) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, 'modules')
      ? detectorRule.decode(value, path)
      : shortRule.decode(value, path),
  schema: {
    if: { required: ['modules'] },
    // Without `then` and `else` apart, an editor would complain of both forms at once.
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON schema
    then: detectorRule.schema,
    else: shortRule.schema,
    defaultSnippets: [
      { label: 'sends', body: { send: '${1:src/bus.ts#Bus.say}', name: 0 } },
      { label: 'receives', body: { receive: '${1:@acme/events#listen}', name: 0, handler: 1 } },
    ],
  },
}

export const rules: Form<readonly Rule[]> = listOf(rule, mostRules)

const oneName = textMatching(/^[^\r\n]+$/, 'a name in one line', 500)
export const joinPairs = tableOf(/^[^\r\n]{1,500}$/, oneName, most.pairs)
export const globs = listOf(textMatching(/^[^\r\n]+$/, 'a glob', 1_000), most.globs)

export const descriptions = {
  rules:
    'Calls that send or receive, which the map does not know by itself: a wrapper of your own, a library without a detector.',
  join: 'Names that are one: `{ "topic-dev": "topic-prod" }` shows both as topic-prod, `{ "*-dev": "*-prod" }` every such pair.',
  exclude: 'Globs of files that the map leaves out.',
}

/**
 * The settings of the same names, for the manifest. A detector's own parts are described there as a whole: the manifest
 * cannot refer to another file, and written out they are most of it.
 */
export function settingsSchema(): Readonly<Record<'rules' | 'join', Schema>> {
  const { properties, ...detector } = detectorRule.schema
  const shallow = Object.fromEntries(
    Object.entries(properties as Record<string, Schema>).map(([name, { type, description, ...rest }]) => [
      name,
      type === 'object' ? { type, description } : { type, ...rest, description },
    ]),
  )
  return {
    rules: {
      ...rules.schema,
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON schema
      items: { ...rule.schema, then: { ...detector, properties: shallow } },
      default: [],
      scope: 'resource',
      markdownDescription: `${descriptions.rules} For example \`{ "send": "src/bus.ts#Bus.say", "name": 0 }\`. Those of a \`fanout.config.json\`, \`.ts\` or \`.js\` in the folder count too.`,
    },
    join: {
      ...joinPairs.schema,
      default: {},
      scope: 'resource',
      markdownDescription: `${descriptions.join} The name on the right is shown.`,
    },
  }
}

/** The JSON schema of fanout.config.json. */
export function configSchema(): Schema {
  const form = fields<FanoutConfig>(
    {
      rules: { form: rules, description: descriptions.rules },
      join: { form: joinPairs, description: descriptions.join },
      exclude: { form: globs, description: descriptions.exclude },
      $schema: { form: oneName, description: 'The schema of this file.' },
    },
    [],
  )
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of Fanout',
    allowComments: true,
    ...form.schema,
  }
}
