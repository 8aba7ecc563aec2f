/** Finds a desktop VS Code on this machine, and tells whether there is a display to show it on. */
import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

/** What a search looks at; passed in so that it can be tested on any machine. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly exists: (file: string) => boolean
  /** Follows symbolic links. */
  readonly real: (file: string) => string
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
  return [...behindCommand(machine), ...usualPlaces(machine)].find((file) => machine.exists(file))
}

/** `code` is a script in a `bin` folder of the installation, often behind a symbolic link. */
function behindCommand(machine: Machine): string[] {
  const paths = pathsOf(machine)
  return (machine.env['PATH'] ?? '')
    .split(paths.delimiter)
    .map((folder) => paths.join(folder, machine.platform === 'win32' ? 'code.cmd' : 'code'))
    .filter((command) => machine.exists(command))
    .map((command) => paths.dirname(machine.real(command)))
    .filter((folder) => paths.basename(folder) === 'bin')
    .map((folder) => {
      if (machine.platform === 'win32') return paths.join(folder, '..', 'Code.exe')
      if (machine.platform === 'darwin') return paths.join(folder, '..', '..', '..', 'MacOS', 'Electron')
      return paths.join(folder, '..', 'code')
    })
}

function usualPlaces(machine: Machine): string[] {
  const paths = pathsOf(machine)
  if (machine.platform === 'darwin') {
    return ['/Applications', paths.join(machine.home, 'Applications')].map((folder) =>
      paths.join(folder, 'Visual Studio Code.app', 'Contents', 'MacOS', 'Electron'),
    )
  }
  if (machine.platform === 'win32') {
    const local = machine.env['LOCALAPPDATA']
    const folders = [local ? paths.join(local, 'Programs') : '', machine.env['ProgramFiles'] ?? '']
    return folders
      .filter((folder) => folder !== '')
      .map((folder) => paths.join(folder, 'Microsoft VS Code', 'Code.exe'))
  }
  return ['/usr/share/code/code', '/opt/visual-studio-code/code', '/snap/code/current/usr/share/code/code']
}

function pathsOf(machine: Machine): path.PlatformPath {
  return machine.platform === 'win32' ? path.win32 : path.posix
}
