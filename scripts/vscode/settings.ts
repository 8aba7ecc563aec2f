/** The user's settings of a VS Code that we start, quiet by default: nothing in it wants attention. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Settings = Readonly<Record<string, unknown>>

/** Themes that pictures and tests use, by the names of the `workbench.colorTheme` setting. */
export type Theme = 'Dark Modern' | 'Light Modern' | 'Default High Contrast' | 'Default High Contrast Light'

export const quietSettings: Settings = {
  'workbench.colorTheme': 'Dark Modern' satisfies Theme,
  'window.autoDetectColorScheme': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.layoutControl.enabled': false,
  'workbench.enableExperiments': false,
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'remote.autoForwardPorts': false,
  'git.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'editor.minimap.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
}

/** Replaces the user's settings in a user data folder; desktop VS Code and the server read the same file. */
export async function writeSettings(userDataFolder: string, settings: Settings): Promise<void> {
  const folder = join(userDataFolder, 'User')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, null, 2))
}
