/** Chooses the VS Code to run in: desktop where there is one and a display, else the stand-in. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { downloadAndUnzipVSCode } from '@vscode/test-electron'
import { type Machine, findDesktop, hasDisplay, thisMachine } from './desktop.ts'

export interface ChosenVSCode {
  readonly kind: 'desktop' | 'stand-in'
  /** Takes desktop VS Code's flags. */
  readonly executable: string
  /** One line for a person: which one, and why. */
  readonly reason: string
}

export interface ChoiceOptions {
  readonly machine?: Machine
  /** Returns the executable of a downloaded VS Code, or fails. Default: @vscode/test-electron's download. */
  readonly download?: () => Promise<string>
  readonly progress?: (line: string) => void
}

export const standinExecutable: string = fileURLToPath(new URL('standin.mjs', import.meta.url))

/**
 * `VSCODE_PATH` is always obeyed (`stand-in` as its value asks for the stand-in). Otherwise a display is needed for
 * a desktop VS Code, which is one that is installed or one that can be downloaded.
 */
export async function chooseVSCode(options: ChoiceOptions = {}): Promise<ChosenVSCode> {
  const { machine = thisMachine, download = downloadDesktop, progress = () => undefined } = options
  const standin = (why: string): ChosenVSCode => ({
    kind: 'stand-in',
    executable: standinExecutable,
    reason: `VS Code: the server build with a headless browser (${why})`,
  })
  const asked = machine.env['VSCODE_PATH']
  if (asked === 'stand-in') return standin('VSCODE_PATH asks for it')
  if (!asked && !hasDisplay(machine)) return standin('there is no display')
  const installed = findDesktop(machine)
  if (installed !== undefined)
    return { kind: 'desktop', executable: installed, reason: `VS Code: desktop, ${installed}` }
  progress('No desktop VS Code is installed; trying to download one…')
  try {
    const executable = await download()
    return { kind: 'desktop', executable, reason: `VS Code: desktop, downloaded to ${executable}` }
  } catch (error) {
    return standin(
      `none is installed and none could be downloaded: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Gives up soon where nothing answers; a download that has begun may take its time. */
function downloadDesktop(): Promise<string> {
  return downloadAndUnzipVSCode({
    cachePath: join(fileURLToPath(new URL('../..', import.meta.url)), '.vscode-test'),
    timeout: 5000,
  })
}
