/** Every suite that runs inside a real VS Code. One VS Code is started per suite. */

import { writeLargeWorkspace } from './largeWorkspace.ts'
import { writeRulesWorkspace, writeUntrustedRulesWorkspace } from './rulesWorkspace.ts'

export interface ExtensionSuite {
  /** For `--suite <name>` and for the folder of its logs. */
  readonly name: string
  /** Test files beside this one. */
  readonly files: readonly string[]
  /**
   * What is tested: the packed extension, installed as a user's would be, beside an empty extension that carries the
   * tests; or a folder of this repository, loaded as an extension under development.
   */
  readonly product: 'packed' | { readonly development: string }
  /** The folder that VS Code opens, relative to the repository. Absent: an empty one. */
  readonly workspace?: string
  /** Writes what VS Code opens into an empty folder; in place of `workspace`. */
  readonly makeWorkspace?: (folder: string) => Promise<void>
  /** True: a copy of the folder is opened, so that tests may change it. Default: the folder itself. */
  readonly copyWorkspace?: boolean
  /** False: the workspace is not trusted. Default: true. */
  readonly trusted?: boolean
  /** True: its test ends the extension host, and its result is left by a process that goes on. Default: false. */
  readonly killsHost?: boolean
  /** Added to quiet settings. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** How long the suite may take, the start of VS Code included. Default 180. */
  readonly limitSeconds?: number
}

const programs = 'test/extension/workspaces/programs'

export const suites: readonly ExtensionSuite[] = [
  {
    name: 'smoke',
    files: ['smoke.test.ts'],
    product: { development: 'test/extension/smoke' },
    workspace: 'test/extension/smoke/workspace',
  },
  {
    name: 'smoke-untrusted',
    files: ['smokeUntrusted.test.ts'],
    product: { development: 'test/extension/carrier' },
    workspace: 'test/extension/smoke/workspace',
    trusted: false,
  },
  { name: 'user-path', files: ['userPath.test.ts'], product: 'packed', workspace: 'examples/shop' },
  { name: 'burst', files: ['example.test.ts', 'narrow.test.ts'], product: 'packed', workspace: 'examples/burst' },
  { name: 'signup', files: ['example.test.ts'], product: 'packed', workspace: 'examples/signup' },
  { name: 'both', files: ['example.test.ts'], product: 'packed', workspace: 'examples/both' },
  { name: 'shop', files: ['example.test.ts'], product: 'packed', workspace: 'examples/shop' },
  { name: 'programs', files: ['launches.test.ts', 'latency.test.ts'], product: 'packed', workspace: programs },
  { name: 'untrusted', files: ['untrusted.test.ts'], product: 'packed', workspace: programs, trusted: false },
  {
    name: 'harmless',
    files: ['harmless.test.ts'],
    product: 'packed',
    workspace: programs,
    settings: { 'fanout.terminals': true },
  },
  {
    name: 'harmless-killed',
    files: ['harmlessKilled.test.ts'],
    product: 'packed',
    workspace: programs,
    killsHost: true,
    settings: { 'fanout.terminals': true },
  },
  {
    name: 'trouble',
    files: ['trouble.test.ts', 'addRuntime.test.ts'],
    product: 'packed',
    settings: { 'files.autoSave': 'off' },
  },
  { name: 'rules', files: ['rules.test.ts'], product: 'packed', makeWorkspace: writeRulesWorkspace },
  {
    name: 'rules-untrusted',
    files: ['rulesUntrusted.test.ts'],
    product: 'packed',
    makeWorkspace: writeUntrustedRulesWorkspace,
    trusted: false,
  },
  {
    name: 'large',
    files: ['large.test.ts'],
    product: 'packed',
    makeWorkspace: writeLargeWorkspace,
    settings: { 'files.autoSave': 'off' },
  },
]
