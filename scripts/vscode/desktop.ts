/** Finds a desktop VS Code on this machine, and tells whether there is a display to show it on. */
import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'

/** What a search looks at; passed in so that it can be tested on any machine. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  exists(path: string): boolean
  /** Follows symbolic links. */
  real(path: string): string
}

export const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  home: homedir(),
  exists: existsSync,
  real: realpathSync,
}

/** Whether a window can be shown. macOS and Windows always have a place for one; a Linux session needs X11 or Wayland. */
export function hasDisplay(machine: Machine = thisMachine): boolean {
  if (machine.platform === 'darwin' || machine.platform === 'win32') return true
  return Boolean(machine.env['DISPLAY'] || machine.env['WAYLAND_DISPLAY'])
}

/**
 * The executable (not the `code` command) of an installed desktop VS Code: `VSCODE_PATH`, else what `code` on the PATH
 * belongs to, else the platform's usual places. Undefined if there is none.
 * @throws if VSCODE_PATH is set and nothing is there.
 */
export function findDesktop(machine: Machine = thisMachine): string | undefined {
  const asked = machine.env['VSCODE_PATH']
  if (asked) {
    if (!machine.exists(asked)) throw new Error(`VSCODE_PATH is ${asked}, but there is no such file`)
    return asked
  }
  return [...behindCommand(machine), ...usualPlaces(machine)].find((path) => machine.exists(path))
}

/** `code` is a script in a `bin` folder of the installation, often behind a symbolic link. */
function behindCommand(machine: Machine): string[] {
  const command = machine.platform === 'win32' ? 'code.cmd' : 'code'
  const separator = machine.platform === 'win32' ? ';' : delimiter
  return (machine.env['PATH'] ?? '')
    .split(separator)
    .map((folder) => join(folder, command))
    .filter((path) => machine.exists(path))
    .map((path) => dirname(machine.real(path)))
    .filter((folder) => basename(folder) === 'bin')
    .map((folder) => {
      if (machine.platform === 'win32') return join(folder, '..', 'Code.exe')
      if (machine.platform === 'darwin') return join(folder, '..', '..', '..', 'MacOS', 'Electron')
      return join(folder, '..', 'code')
    })
}

function usualPlaces({ platform, env, home }: Machine): string[] {
  if (platform === 'darwin') {
    return ['/Applications', join(home, 'Applications')].map((folder) =>
      join(folder, 'Visual Studio Code.app', 'Contents', 'MacOS', 'Electron'),
    )
  }
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA']
    const programs = [local ? join(local, 'Programs') : '', env['ProgramFiles'] ?? ''].filter((folder) => folder !== '')
    return programs.map((folder) => join(folder, 'Microsoft VS Code', 'Code.exe'))
  }
  return ['/usr/share/code/code', '/opt/visual-studio-code/code', '/snap/code/current/usr/share/code/code']
}
