import { type WorkspaceFolder, workspace } from 'vscode'
import type { Configuration } from '../analysis/mapper.ts'
import type { FolderSettings } from '../analysis/rules/folderRules.ts'
import { settingsSection } from '../contributions.ts'
import { filePath } from './roots.ts'
import { currentSettings } from './settings.ts'

/** Settings that make another map. */
export const mapSettings: readonly string[] = [
  'fanout.exclude',
  'fanout.rules',
  'fanout.join',
  'files.exclude',
  'search.exclude',
]

export function mapConfiguration(): Configuration {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file')
  return { exclude: excludedGlobs(), settings: folders.map(folderSettings), trusted: workspace.isTrusted }
}

function folderSettings(folder: WorkspaceFolder): FolderSettings {
  const configuration = workspace.getConfiguration(settingsSection, folder.uri)
  const settingsFile = settingsFileOf(folder)
  return {
    root: filePath(folder.uri),
    rules: plain(configuration.get('rules')),
    join: plain(configuration.get('join')),
    ...(settingsFile !== undefined && { settingsFile }),
  }
}

/** Where the folder's rules are written, if that is not among the user's own settings. */
function settingsFileOf(folder: WorkspaceFolder): string | undefined {
  const rules = workspace.getConfiguration(settingsSection, folder.uri).inspect('rules')
  const { workspaceFile } = workspace
  if (rules?.workspaceFolderValue === undefined) {
    if (rules?.workspaceValue === undefined) return undefined
    if (workspaceFile?.scheme === 'file') return filePath(workspaceFile)
  }
  return `${filePath(folder.uri)}/.vscode/settings.json`
}

/** VS Code gives settings as objects that cannot be sent to another thread. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

function excludedGlobs(): string[] {
  const globs = ['files.exclude', 'search.exclude'].flatMap((name) => {
    const value = workspace.getConfiguration().get<Readonly<Record<string, unknown>>>(name, {})
    return Object.entries(value).flatMap(([glob, on]) => (on === true ? [glob] : []))
  })
  return [...new Set([...globs, ...currentSettings().exclude])]
}
