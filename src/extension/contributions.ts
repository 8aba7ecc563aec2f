/**
 * What the extension adds to VS Code, in one table: package.json says the same in the manifest's form, and a unit test
 * compares the two. A handler for each command is demanded by `CommandHandlers`.
 */
import type { SourcePosition } from '../protocol/graph.ts'

/** The arguments that each command takes. */
export interface CommandArguments {
  readonly showGraph: []
  readonly stopWatching: []
  readonly refreshMap: []
  readonly addRuntime: []
  /** For the call at the cursor. */
  readonly addRule: []
  readonly showLog: []
  /** Offers the places if there are several, opens the one if there is one. */
  readonly openSites: [title: string, positions: readonly SourcePosition[]]
}

export type CommandName = keyof CommandArguments

export type CommandHandlers = {
  readonly [Name in CommandName]: (...values: CommandArguments[Name]) => unknown
}

export interface CommandContribution {
  readonly id: string
  /** Without the category, which is `Fanout`. */
  readonly title: string
  readonly icon?: string
  /** When it can be run. */
  readonly enablement?: string
  /** False: for links in the tree, not for the command palette. */
  readonly inPalette: boolean
}

export const commandCategory = 'Fanout'

/** Context keys that `when` clauses of the manifest ask for. */
export const contextKeys = {
  /** A program that is being watched runs. */
  watching: 'fanout.watching',
  hasDestinations: 'fanout.hasDestinations',
} as const

export const commands: { readonly [Name in CommandName]: CommandContribution } = {
  showGraph: {
    id: 'fanout.showGraph',
    title: 'Show Event Graph',
    icon: '$(type-hierarchy-sub)',
    inPalette: true,
  },
  stopWatching: {
    id: 'fanout.stopWatching',
    title: 'Stop Watching',
    icon: '$(eye-closed)',
    enablement: contextKeys.watching,
    inPalette: true,
  },
  refreshMap: {
    id: 'fanout.refreshMap',
    title: 'Refresh Map',
    icon: '$(refresh)',
    enablement: 'workspaceFolderCount > 0',
    inPalette: true,
  },
  addRuntime: {
    id: 'fanout.addRuntime',
    title: 'Add Runtime to This Project',
    icon: '$(add)',
    enablement: 'workspaceFolderCount > 0 && isWorkspaceTrusted',
    inPalette: true,
  },
  addRule: {
    id: 'fanout.addRule',
    title: 'Add a Rule for This Call',
    icon: '$(add)',
    enablement: 'editorLangId =~ /^(typescript|javascript)(react)?$/ && workspaceFolderCount > 0',
    inPalette: true,
  },
  showLog: { id: 'fanout.showLog', title: 'Show Log', icon: '$(output)', inPalette: true },
  openSites: { id: 'fanout.openSites', title: 'Open Code', icon: '$(go-to-file)', inPalette: false },
}

export interface Settings {
  /** `never`: no program is watched. */
  readonly inject: 'auto' | 'never'
  /** Also watch Node.js programs that are started in ordinary terminals. */
  readonly terminals: boolean
  /** Globs that the map leaves out, besides those of `files.exclude` and `search.exclude`. */
  readonly exclude: readonly string[]
  /** The user's own rules: decoded where they are used. */
  readonly rules: unknown
  /** Names that are one, likewise. */
  readonly join: unknown
}

export const settingsSection = 'fanout'

export const defaultSettings: Settings = { inject: 'auto', terminals: false, exclude: [], rules: [], join: {} }

/** A setting may hold anything a person can type: what is not understood counts as its default. */
export function readSettings(get: (name: keyof Settings) => unknown): Settings {
  const exclude = get('exclude')
  return {
    inject: get('inject') === 'never' ? 'never' : defaultSettings.inject,
    terminals: get('terminals') === true,
    rules: get('rules') ?? defaultSettings.rules,
    join: get('join') ?? defaultSettings.join,
    exclude: Array.isArray(exclude) ? exclude.filter((glob): glob is string => typeof glob === 'string') : [],
  }
}

/** Ids of views and view types that the manifest and the code must agree on. */
export const views = {
  container: 'fanout',
  tree: 'fanout.flows',
  panel: 'fanout.graph',
} as const
