import { workspace } from 'vscode'
import { type Settings, readSettings, settingsSection } from '../contributions.ts'

export function currentSettings(): Settings {
  const configuration = workspace.getConfiguration(settingsSection)
  return readSettings((name) => configuration.get(name))
}

/** Why no program can be watched in this window, or undefined if they can be. */
export function whyNotInjecting(): string | undefined {
  if (!workspace.isTrusted)
    return 'This workspace is not trusted, so nothing is added to the programs that run from it.'
  if (currentSettings().inject === 'never') return 'The setting fanout.inject is "never": programs are not watched.'
  return undefined
}
