import { type WorkspaceFolder, workspace } from 'vscode'
import type { Configuration } from '../analysis/mapper.ts'
import type { FolderSettings, SettingsLayer } from '../analysis/rules/folderRules.ts'
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
  const rules = configuration.inspect('rules')
  const join = configuration.inspect('join')
  const own = `${filePath(folder.uri)}/.vscode/settings.json`
  const { workspaceFile } = workspace
  return {
    root: filePath(folder.uri),
    layers: [
      layer(rules?.globalValue, join?.globalValue),
      ...(workspaceFile === undefined
        ? // The folder is the workspace: VS Code says its settings a second time as those of the folder.
          [layer(rules?.workspaceValue, join?.workspaceValue, own)]
        : [
            layer(
              rules?.workspaceValue,
              join?.workspaceValue,
              workspaceFile.scheme === 'file' ? filePath(workspaceFile) : undefined,
            ),
            layer(rules?.workspaceFolderValue, join?.workspaceFolderValue, own),
          ]),
    ],
  }
}

function layer(rules: unknown, join: unknown, file?: string): SettingsLayer {
  return {
    ...(rules !== undefined && { rules: plain(rules) }),
    ...(join !== undefined && { join: plain(join) }),
    ...(file !== undefined && { file }),
  }
}

/** VS Code gives settings as objects that cannot be sent to another thread. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

function excludedGlobs(): string[] {
  const globs = ['files.exclude', 'search.exclude'].flatMap((name) => {
    const value = workspace.getConfiguration().get<Readonly<Record<string, unknown>>>(name, {})
    return Object.entries(value).flatMap(([glob, on]) => (on === true ? [glob] : []))
  })
  return [...new Set([...globs, ...currentSettings().exclude])]
}
